import type { Nanoseconds } from '../../../src-shared/time/timestamp.ts'

/** When a piece plays, on its own clock, by its packets. `start`, `last` and `end` are of the main track. */
export interface PieceTimes {
  readonly start: Nanoseconds
  /** Of the sample that is presented last. */
  readonly last: Nanoseconds
  readonly end: Nanoseconds
  /** Of whichever track ends last. */
  readonly coveredEnd: Nanoseconds
  /** Of the main track. */
  readonly packets: number
  readonly keyPackets: number
  /** Its clock is not the one of the piece before: it begins where that one's main track ended. */
  readonly isOfItsOwnClock?: boolean
}

/**
 * What a splitter says of the stream it reads: a piece begins, here are more bytes of it, it is whole. The piece before
 * may still get what belongs to its time.
 */
export type Cut =
  | { readonly type: 'begins'; readonly piece: number }
  | { readonly type: 'bytes'; readonly piece: number; readonly bytes: Buffer }
  /** `times` is null where no packet of the main track is in the piece. */
  | { readonly type: 'whole'; readonly piece: number; readonly times: PieceTimes | null }

/** What came of one track, in all pieces together. */
export interface TrackSpan {
  readonly first: Nanoseconds
  /** Of the sample that is presented last. */
  readonly last: Nanoseconds
  /** Of that sample; `last` where the stream does not say how long it lasts. */
  readonly end: Nanoseconds
  /** With those that an edit list hides. */
  readonly packets: number
}

/** Cuts a stream as it comes. Throws where the stream is not what ffmpeg writes. */
export interface Splitter {
  push: (chunk: Buffer) => Cut[]
  /** The stream is over. */
  end: () => Cut[]
  /** What came so far, by the container's number of the track; a clock that began anew is counted on. */
  spans: () => ReadonlyMap<number, TrackSpan>
  /** What lies in another piece than the one whose range holds its time, in words; null where nothing does. */
  misplaced: () => string | null
}

/**
 * Decides where pieces begin: at the first chance at or after every multiple of their length, so that a late key frame
 * does not move all that follow.
 *
 * @param seconds of a piece
 * @returns asked at each chance, with its time in seconds (for this decision only); answers whether another piece
 * begins
 *   here. The first chance is the beginning of the first piece, not of another.
 */
export function cutPoints(seconds: number): (time: number) => boolean {
  let first: number | null = null
  let target = seconds
  return (time) => {
    if (first === null) {
      first = time
      return false
    }
    const since = time - first
    // A clock that jumps back (a transport stream that wraps) begins its own count.
    if (since < 0) {
      first = time
      target = seconds
      return true
    }
    // Half a millisecond: a key frame that was meant for the second lies beside it by a tick.
    if (since < target - 0.0005) return false
    target = (Math.floor((since + 0.0005) / seconds) + 1) * seconds
    return true
  }
}

/** Gathers the presentation times of one track of a piece. */
export interface TrackTimes {
  add: (pts: bigint, duration: bigint, isKey: boolean) => void
  summary: () => {
    readonly first: bigint
    readonly last: bigint
    /** Of the sample that is presented before the last one; null where there is none. */
    readonly beforeLast: bigint | null
    readonly end: bigint
    readonly packets: number
    readonly keyPackets: number
  } | null
}

export function trackTimes(): TrackTimes {
  let first = 0n
  let last = 0n
  let beforeLast: bigint | null = null
  let end = 0n
  let packets = 0
  let keyPackets = 0
  return {
    add: (pts, duration, isKey) => {
      if (packets === 0 || pts < first) first = pts
      if (packets === 0 || pts >= last) {
        beforeLast = packets === 0 ? null : last
        last = pts
        end = pts + duration
      } else if (beforeLast === null || pts > beforeLast) beforeLast = pts
      packets += 1
      if (isKey) keyPackets += 1
    },
    summary: () => (packets === 0 ? null : { first, last, beforeLast, end, packets, keyPackets }),
  }
}
