import { mainTrack, type MediaFacts } from '../../../src-shared/media-facts.ts'
import { MPEG_CLOCK_TURN, type PieceTimes } from '../../media/index.ts'
import { parseTimeRange, timeRange, type TimeRange } from '../../../src-shared/time/timerange.ts'
import type { Nanoseconds } from '../../../src-shared/time/timestamp.ts'

/** Where a piece lies on its flow, once the next one is known. */
export interface PiecePlace {
  readonly timerange: TimeRange
  /** Flow time minus the piece's own time. */
  readonly offset: Nanoseconds
  readonly lastDuration: Nanoseconds | null
}

/**
 * What a file hides a piece may show: samples that only prime the decoder of sound, before the beginning, and padding
 * after the end. Within so much of each other, clocks are the same and so are ends. AAC and Opus prime with less.
 */
const HIDDEN: Nanoseconds = 100_000_000n

/** What primes a decoder is sound: pictures that a file hides are not in the times of its pieces. */
const sameClock = (difference: Nanoseconds, isSound: boolean): Nanoseconds =>
  isSound && difference > 0n && difference < HIDDEN ? 0n : difference

interface Times {
  /** Of the main track, on the flow. */
  readonly begin: Nanoseconds
  /** Of the main track, on the flow. */
  readonly mainEnd: Nanoseconds
  /** Of whatever ends last, on the flow. */
  readonly end: Nanoseconds
  readonly last: Nanoseconds | null
  readonly offset: Nanoseconds
}

/**
 * Puts the pieces of a file on its flow, one after the other and without a gap: each ends where the next begins, the
 * first begins at zero (with whatever sound comes before the first picture) and the last one ends with the file.
 *
 * The pieces keep the file's clock or have one of their own; they are matched by the first sample of the main track.
 * @param file what was read of the file
 */
export function pieceTimeline(file: MediaFacts): {
  /**
   * Takes the next piece; answers where the one before it lies, null for the first. A piece that does not say when it
   * plays (null: a last one of a single packet) follows the one before.
   */
  next: (piece: PieceTimes | null) => PiecePlace | null
  /** Where the last piece lies. */
  end: () => PiecePlace | null
  /** Whether all together are as long as the file, of which the end was known. */
  isWhole: () => boolean
} {
  const covered = parseTimeRange(file.timerange)
  const main = mainTrack(file)
  const mainStart = (main?.timerange ? parseTimeRange(main.timerange)?.start : null) ?? 0n
  const zero = covered?.start ?? 0n
  let clock: Nanoseconds | null = null
  let before: Times | null = null
  let isFirst = true

  const whole = (covered?.end ?? 0n) - zero

  /** Whether the last piece ends where the file does, give or take what primes or fills a decoder. */
  const isWhole = () =>
    before !== null && before.end - whole > -HIDDEN && before.end - whole < HIDDEN && whole > before.begin

  /** The piece's times, on the flow. */
  function timesOf(piece: PieceTimes): Times {
    clock ??= sameClock(mainStart - piece.start, main?.kind === 'audio')
    if (before !== null && piece.isOfItsOwnClock) clock = before.mainEnd + zero - piece.start
    let offset: Nanoseconds = clock - zero
    // A clock that wrapped goes on, it does not go back.
    while (before !== null && piece.start + offset < before.begin - MPEG_CLOCK_TURN / 2n) offset += MPEG_CLOCK_TURN
    return {
      begin: piece.start + offset,
      mainEnd: piece.end + offset,
      end: piece.coveredEnd + offset,
      last: piece.last + offset,
      offset,
    }
  }

  const follow = (it: Times | null): Times =>
    it ? { ...it, begin: it.end, last: null } : { begin: 0n, mainEnd: 0n, end: 0n, last: null, offset: 0n }

  function place(piece: Times, end: Nanoseconds): PiecePlace {
    const begin = isFirst ? 0n : piece.begin
    isFirst = false
    return {
      timerange: timeRange(begin, end),
      offset: piece.offset,
      lastDuration: piece.last !== null && end >= piece.last ? end - piece.last : null,
    }
  }

  return {
    next: (piece) => {
      const times = piece === null ? follow(before) : timesOf(piece)
      const placed = before === null ? null : place(before, times.begin)
      before = times
      return placed
    },
    end: () => {
      if (before === null) return null
      return place(before, isWhole() ? whole : before.end)
    },
    isWhole,
  }
}
