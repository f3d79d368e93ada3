import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pieceTimeline } from '../../../src-main/engine/upload/piece-timeline.ts'
import type { PieceTimes } from '../../../src-main/media/index.ts'
import type { MediaFacts, Track } from '../../../src-shared/media-facts.ts'
import { rational, type Rational } from '../../../src-shared/time/rational.ts'
import { formatTimeRange, timeRange } from '../../../src-shared/time/timerange.ts'
import { sampleTime } from '../../../src-shared/time/timestamp.ts'

const SECOND = 1_000_000_000n
const WRAP = (2n ** 33n * SECOND) / 90_000n

const facts = (start: bigint, end: bigint, covered = { start, end }, kind = 'video'): MediaFacts => {
  const track = {
    index: 0,
    kind,
    codec: `${kind}/x-any`,
    timerange: formatTimeRange(timeRange(start, end)),
  } as Track
  return {
    kind: 'video',
    container: 'video/mp4',
    timerange: formatTimeRange(timeRange(covered.start, covered.end)),
    tracks: [track],
    bitRate: null,
    timecode: null,
    truncated: false,
    parts: null,
    partsLook: null,
  }
}

/** The pieces of a file with a picture every `1/rate` seconds from `start` on, cut after so many pictures each. */
function piecesOf(rate: Rational, counts: readonly number[], start: bigint): PieceTimes[] {
  const at = (index: number) => start + sampleTime(BigInt(index), rate)
  let first = 0
  return counts.map((count) => {
    const begin = first
    first += count
    return {
      start: at(begin),
      last: at(first - 1),
      end: at(first),
      coveredEnd: at(first),
      packets: count,
      keyPackets: 1,
    }
  })
}

const rates = ['24000/1001', '24/1', '25/1', '30000/1001', '50/1', '60000/1001', '48000/1'].map((it) => {
  const [n, d] = it.split('/').map(Number)
  return rational(n!, d)
})

describe('pieces on their flow', () => {
  it('have no gap and no overlap, from zero to the end, at every rate, wherever the clock begins', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rates),
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 20 }),
        fc.bigInt({ min: -7_000_000n, max: 60_000n * SECOND }),
        (rate, counts, start) => {
          const pieces = piecesOf(rate, counts, start)
          const length = pieces.at(-1)!.end - start
          const timeline = pieceTimeline(facts(start, start + length))
          const places = [...pieces.map((it) => timeline.next(it)).slice(1), timeline.end()]
          expect(places[0]!.timerange.start).toBe(0n)
          places.slice(1).forEach((it, index) => expect(it!.timerange.start).toBe(places[index]!.timerange.end))
          expect(places.at(-1)!.timerange.end).toBe(length)
          // Flow time minus media time, so that a reader finds the first picture of a piece where its range begins.
          places.forEach((it, index) => expect(pieces[index]!.start + it!.offset).toBe(it!.timerange.start))
        },
      ),
    )
  })

  it('go on where a transport stream\u2019s clock begins anew', () => {
    const before = WRAP - 5n * SECOND
    const piece = (start: bigint): PieceTimes => ({
      start,
      last: start + 9n * SECOND,
      end: start + 10n * SECOND,
      coveredEnd: start + 10n * SECOND,
      packets: 250,
      keyPackets: 5,
    })
    const timeline = pieceTimeline(facts(before, before + 20n * SECOND))
    timeline.next(piece(before))
    expect(timeline.next(piece(5n * SECOND))!.timerange).toEqual(timeRange(0n, 10n * SECOND))
    expect(timeline.end()!.timerange).toEqual(timeRange(10n * SECOND, 20n * SECOND))
  })

  it.each([
    ['keep the clock where a piece of sound shows the samples that prime a decoder', 'audio', 0n],
    ['have a clock of their own where pictures come with none', 'video', 21_333_333n],
  ])('%s', (_, kind, offset) => {
    const timeline = pieceTimeline(facts(0n, 10n * SECOND, undefined, kind))
    timeline.next({
      start: -21_333_333n,
      last: 9n * SECOND,
      end: 10n * SECOND,
      coveredEnd: 10n * SECOND + 20_000_000n,
      packets: 1,
      keyPackets: 1,
    })
    expect(timeline.end()).toMatchObject({ timerange: timeRange(0n, 10n * SECOND), offset })
  })

  it('begin with the sound that comes before the first picture', () => {
    const timeline = pieceTimeline(facts(100_000_000n, 10n * SECOND, { start: 0n, end: 10n * SECOND }))
    timeline.next({
      start: 100_000_000n,
      last: 5n * SECOND,
      end: 5n * SECOND,
      coveredEnd: 5n * SECOND,
      packets: 1,
      keyPackets: 1,
    })
    expect(
      timeline.next({
        start: 5n * SECOND,
        last: 9n * SECOND,
        end: 10n * SECOND,
        coveredEnd: 10n * SECOND,
        packets: 1,
        keyPackets: 1,
      })!.timerange,
    ).toEqual(timeRange(0n, 5n * SECOND))
  })

  it('follow the piece before where a last one does not say when it plays', () => {
    const timeline = pieceTimeline(facts(0n, 10n * SECOND))
    timeline.next({
      start: 0n,
      last: 9n * SECOND,
      end: 9_990_000_000n,
      coveredEnd: 9_990_000_000n,
      packets: 1,
      keyPackets: 1,
    })
    expect(timeline.next(null)!.timerange).toEqual(timeRange(0n, 9_990_000_000n))
    expect(timeline.end()!.timerange).toEqual(timeRange(9_990_000_000n, 10n * SECOND))
  })
})
