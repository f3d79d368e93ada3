import type { Nanoseconds } from '../../../src-shared/time/timestamp.ts'
import { trackTimes, type Cut, type PieceTimes, type TrackSpan, type TrackTimes } from './cut-points.ts'

/** What an edit list leaves of a track, on the clock of the pieces; null: to its end. */
export interface Shown {
  readonly from: Nanoseconds
  readonly until: Nanoseconds | null
}

/** By the container's number of the track; of the others everything is shown. */
export type ShownTracks = ReadonlyMap<number, Shown>

export interface PieceSample {
  readonly time: Nanoseconds
  /** 0 where the stream does not say. */
  readonly duration: Nanoseconds
  readonly isKey: boolean
}

/** Keeps the times of the tracks of each piece, and of all together. */
export interface PieceTracks {
  /** The piece that is being filled; null before the first. */
  readonly current: () => number | null
  /** Begins a piece whose main track is presented from here on; null where it has nothing. Answers its number. */
  readonly begin: (start: Nanoseconds | null) => number
  readonly add: (piece: number, trackId: number, sample: PieceSample) => void
  /** It is in no piece, because it is never presented. */
  readonly drop: (trackId: number) => void
  /** When it is presented; null where an edit list hides all of it. */
  readonly shownAt: (trackId: number, sample: Pick<PieceSample, 'time' | 'duration'>) => Nanoseconds | null
  /** Whether it lies behind all that an edit list leaves. */
  readonly isPast: (trackId: number, time: Nanoseconds) => boolean
  /** The piece is whole. */
  readonly whole: (piece: number) => Cut
  readonly spans: () => ReadonlyMap<number, TrackSpan>
  /** What lies in another piece than the one whose range holds its time, in words; null where nothing does. */
  readonly misplaced: () => string | null
}

/** Containers round times: to a microsecond, or 90 kHz. */
const ROUNDING: Nanoseconds = 20_000n
const NS_A_MS = 1_000_000n

export function createPieceTracks(mainId: number, shown: ShownTracks = new Map()): PieceTracks {
  const open = new Map<number, { readonly start: Nanoseconds | null; readonly tracks: Map<number, TrackTimes> }>()
  const all = new Map<number, { packets: number; readonly times: TrackTimes }>()
  let current: number | null = null
  let misplaced: string | null = null

  const ofAll = (trackId: number) => {
    const of = all.get(trackId) ?? { packets: 0, times: trackTimes() }
    all.set(trackId, of)
    return of
  }
  const shownAt = (trackId: number, { time, duration }: Pick<PieceSample, 'time' | 'duration'>) => {
    const from = shown.get(trackId)?.from ?? time
    if (time >= from) return time
    return time + duration > from + ROUNDING || time >= from - ROUNDING ? from : null
  }
  const isPast = (trackId: number, time: Nanoseconds) => {
    const until = shown.get(trackId)?.until ?? null
    return until !== null && time >= until - ROUNDING
  }
  /** The distance of the two samples that were presented last, whatever piece they are in. */
  const usualLength = (trackId: number): Nanoseconds => {
    const summary = all.get(trackId)?.times.summary()
    return summary?.beforeLast == null ? 0n : summary.last - summary.beforeLast
  }
  const found = (trackId: number, by: Nanoseconds, where: string) => {
    misplaced ??= `track ${trackId} of the pieces lies ${by / NS_A_MS} ms ${where}`
  }

  return {
    current: () => current,
    begin: (start) => {
      for (const [id, times] of open.get(current ?? -1)?.tracks ?? []) {
        const last = times.summary()?.last ?? null
        if (start !== null && last !== null && last >= start + ROUNDING) found(id, last - start, 'after its piece')
      }
      current = current === null ? 0 : current + 1
      open.set(current, { start, tracks: new Map() })
      return current
    },
    add: (piece, trackId, sample) => {
      const of = open.get(piece)
      if (!of) throw new Error(`piece ${piece} is not open`)
      ofAll(trackId).packets += 1
      const time = shownAt(trackId, sample)
      if (time === null) return
      if (piece > 0 && of.start !== null && time < of.start - ROUNDING)
        found(trackId, of.start - time, 'before its piece')
      const times = of.tracks.get(trackId) ?? trackTimes()
      of.tracks.set(trackId, times)
      for (const it of [times, ofAll(trackId).times]) it.add(time, sample.time + sample.duration - time, sample.isKey)
    },
    drop: (trackId) => {
      ofAll(trackId).packets += 1
    },
    shownAt,
    isPast,
    whole: (piece) => {
      const of = open.get(piece)
      open.delete(piece)
      return { type: 'whole', piece, times: of ? timesOf(of.tracks, mainId, usualLength) : null }
    },
    spans: () =>
      new Map(
        [...all].flatMap(([id, { packets, times }]) => {
          const summary = times.summary()
          return summary ? [[id, { ...summary, end: endOf(summary, usualLength(id)), packets }]] : []
        }),
      ),
    misplaced: () => misplaced,
  }
}

type Summary = NonNullable<ReturnType<TrackTimes['summary']>>

/** A transport stream does not say how long a sample lasts: as long as the one before it, then. */
const endOf = ({ last, beforeLast, end }: Summary, usual: Nanoseconds): Nanoseconds =>
  end > last ? end : last + (beforeLast === null ? usual : last - beforeLast)

function timesOf(
  tracks: ReadonlyMap<number, TrackTimes>,
  mainId: number,
  usualLength: (trackId: number) => Nanoseconds,
): PieceTimes | null {
  const main = tracks.get(mainId)?.summary()
  if (!main) return null
  const { first: start, last, packets, keyPackets } = main
  const ends = [...tracks].flatMap(([id, times]) => {
    const summary = times.summary()
    return summary ? [endOf(summary, usualLength(id))] : []
  })
  const end = endOf(main, usualLength(mainId))
  return { start, last, end, coveredEnd: ends.reduce((a, b) => (a > b ? a : b), end), packets, keyPackets }
}
