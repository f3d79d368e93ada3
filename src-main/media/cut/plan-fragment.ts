import { rational } from '../../../src-shared/time/rational.ts'
import { ticksToNanoseconds, type Nanoseconds } from '../../../src-shared/time/timestamp.ts'
import { fragmentHeader } from './fragment-header.ts'
import { isKey, samplesOf, sequenceOf, type Sample, type TrackClock } from './iso-boxes.ts'
import type { PieceTracks } from './piece-tracks.ts'

/** Bytes of an `mdat` up to here, from the beginning of its `moof` on, go to this piece; null: to none. */
export interface Stretch {
  readonly end: number
  readonly piece: number | null
}

/** To which piece each sample of a fragment goes. */
export interface FragmentPlan {
  readonly moof: Buffer
  readonly samples: ReadonlyMap<Sample, number | null>
  /** The piece that most of it goes to. */
  readonly piece: number
  /** The piece before, where this fragment begins another. */
  readonly before: number | null
}

/**
 * Says where the samples of a fragment belong, and begins a piece where it may.
 *
 * ffmpeg writes packets in the order of decoding, so that some hundredths of a second of sound follow a key frame and
 * are presented before it: they go to the piece before. What an edit list cuts off at the end goes nowhere.
 *
 * @param isCutPoint asked with seconds at each chance
 */
export function planFragment(
  moof: Buffer,
  main: number,
  clocks: ReadonlyMap<number, TrackClock>,
  tracks: PieceTracks,
  isCutPoint: (seconds: number) => boolean,
): FragmentPlan {
  const all = [...samplesOf(moof.subarray(8), clocks)].map((it) => ({ it, ...timesOf(it, clocks) }))
  const mains = all.filter(({ it }) => it.trackId === main)
  const starts = mains.flatMap((it) => (tracks.isPast(main, it.time) ? [] : (tracks.shownAt(main, it) ?? [])))
  const start = starts.length === 0 ? null : starts.reduce((a, b) => (b < a ? b : a))
  const before = tracks.current()
  const hasChance = start !== null && (before === null || (mains[0] !== undefined && isKey(mains[0].it)))
  const begins = hasChance && isCutPoint(Number(start) / 1e9)
  const piece = begins || before === null ? tracks.begin(start) : before
  const samples = new Map<Sample, number | null>()
  for (const { it, time, duration } of all) {
    const isLeft = begins && before !== null && it.trackId !== main && time < start
    const to = tracks.isPast(it.trackId, time) ? null : isLeft ? before : piece
    samples.set(it, to)
    if (to === null) tracks.drop(it.trackId)
    else tracks.add(to, it.trackId, { time, duration, isKey: isKey(it) })
  }
  return { moof, samples, piece, before: piece === before ? null : before }
}

/** When it is presented and how long. */
function timesOf(
  { trackId, decodeTime, composition, duration }: Sample,
  clocks: ReadonlyMap<number, TrackClock>,
): { time: Nanoseconds; duration: Nanoseconds } {
  const clock = clocks.get(trackId)
  if (!clock) throw new Error(`a sample of track ${trackId}, which the header does not have`)
  const ns = (ticks: bigint) => ticksToNanoseconds(ticks, rational(1n, clock.timescale))
  const time = ns(decodeTime + BigInt(composition) + clock.shift)
  return { time, duration: ns(decodeTime + BigInt(composition) + clock.shift + BigInt(duration)) - time }
}

/** What is written before the bytes of a fragment, and where each of them goes. */
export function layOut(
  { moof, samples, piece }: FragmentPlan,
  dataHeader: Buffer,
  end: number,
): { readonly heads: { readonly piece: number; readonly bytes: Buffer }[]; readonly stretches: Stretch[] } {
  const pieces = [...new Set(samples.values())]
  if (pieces.every((it) => it === piece))
    return { heads: [moof, dataHeader].map((bytes) => ({ piece, bytes })), stretches: [{ end, piece }] }
  const sequence = sequenceOf(moof.subarray(8))
  return {
    heads: pieces.flatMap((to) =>
      to === null
        ? []
        : [
            {
              piece: to,
              bytes: fragmentHeader(
                [...samples.keys()].filter((it) => samples.get(it) === to),
                sequence,
              ),
            },
          ],
    ),
    stretches: [
      ...[...samples]
        .toSorted(([a], [b]) => a.at - b.at)
        .map(([it, to]): Stretch => ({ end: it.at + it.bytes, piece: to })),
      { end, piece: null },
    ],
  }
}
