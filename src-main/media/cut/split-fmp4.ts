import { rational } from '../../../src-shared/time/rational.ts'
import { ticksToNanoseconds, type Nanoseconds } from '../../../src-shared/time/timestamp.ts'
import {
  cutPoints,
  trackTimes,
  type Cut,
  type PieceTimes,
  type Splitter,
  type TrackSpan,
  type TrackTimes,
} from './cut-points.ts'
import { clocksOf, samplesOf, type Sample, type TrackClock } from './iso-boxes.ts'

/** A box whose bytes must be looked at is never larger; one that claims to be is no MP4 of ours. */
const LARGEST_INDEX_BYTES = 256 * 1024 * 1024

/**
 * Cuts a fragmented MP4, as it comes, into files that each play on their own: the header (`ftyp`, `moov`) and whole
 * fragments, the first of which begins with a key frame of the main track.
 *
 * Source: ISO/IEC 14496-12.
 * @param trackId of the track at whose key frames is cut
 */
export function splitFmp4(trackId: number, seconds: number): Splitter {
  const isCutPoint = cutPoints(seconds)
  const header: Buffer[] = []
  let clocks: ReadonlyMap<number, TrackClock> = new Map()
  let tracks: Map<number, TrackTimes> | null = null
  const allTracks = new Map<number, TrackTimes>()
  /** The beginning of a box that has not come whole. */
  let pending: Buffer = Buffer.alloc(0)
  /** Bytes of media that are still to come; they are passed on as they are. */
  let passing = 0

  function begin(): Cut[] {
    const ended = tracks ? [whole(tracks)] : []
    tracks = new Map()
    return [...ended, { type: 'begins' }, ...header.map((bytes): Cut => ({ type: 'bytes', bytes }))]
  }

  const whole = (of: ReadonlyMap<number, TrackTimes>): Cut => ({ type: 'whole', times: timesOf(of, trackId, clocks) })

  function fragment(moof: Buffer): Cut[] {
    const samples = [...samplesOf(moof.subarray(8), clocks)]
    const main = samples.find((it) => it.trackId === trackId)
    const scale = Number(clocks.get(trackId)?.timescale ?? 1n)
    const begins = main?.isKey === true && isCutPoint(Number(main.decodeTime) / scale)
    const cuts = begins || tracks === null ? begin() : []
    for (const it of samples) addToTrack(it)
    return [...cuts, { type: 'bytes', bytes: moof }]
  }

  function addToTrack({ trackId: id, presentationTime, duration, isKey }: Sample): void {
    if (!tracks) return
    for (const known of [tracks, allTracks]) {
      const times = known.get(id) ?? trackTimes()
      known.set(id, times)
      times.add(presentationTime + (clocks.get(id)?.shift ?? 0n), duration, isKey)
    }
  }

  function box(type: string, bytes: Buffer): Cut[] {
    if (type === 'moof') return fragment(bytes)
    if (type !== 'ftyp' && type !== 'moov') return []
    header.push(Buffer.from(bytes))
    if (type === 'moov') clocks = clocksOf(bytes.subarray(8))
    return []
  }

  function pass(bytes: Buffer, cuts: Cut[]): Buffer {
    const part = bytes.subarray(0, passing)
    passing -= part.length
    if (part.length > 0) cuts.push({ type: 'bytes', bytes: part })
    return bytes.subarray(part.length)
  }

  return {
    push: (chunk) => {
      const cuts: Cut[] = []
      const fresh = pass(chunk, cuts)
      pending = pending.length === 0 ? fresh : Buffer.concat([pending, fresh])
      while (pending.length >= 16) {
        const isLarge = pending.readUInt32BE(0) === 1
        const size = isLarge ? Number(pending.readBigUInt64BE(8)) : pending.readUInt32BE(0)
        const type = pending.toString('latin1', 4, 8)
        if (size < 8 || (type !== 'mdat' && size > LARGEST_INDEX_BYTES))
          throw new Error(`a box '${type}' of ${size} bytes`)
        if (type === 'mdat') {
          passing = size
          pending = pass(pending, cuts)
        } else if (pending.length >= size) {
          cuts.push(...box(type, pending.subarray(0, size)))
          pending = pending.subarray(size)
        } else {
          break
        }
      }
      return cuts
    },
    end: () => {
      if (passing > 0 || pending.length > 0) throw new Error('the stream ended within a fragment')
      return tracks ? [whole(tracks)] : []
    },
    spans: () => spansOf(allTracks, clocks),
  }
}

function timesOf(
  tracks: ReadonlyMap<number, TrackTimes>,
  mainId: number,
  clocks: ReadonlyMap<number, TrackClock>,
): PieceTimes | null {
  const spans = spansOf(tracks, clocks)
  const main = spans.get(mainId)
  const summary = tracks.get(mainId)?.summary()
  if (!main || !summary) return null
  return {
    start: main.first,
    last: main.last,
    end: main.end,
    coveredEnd: [...spans.values()].map((it) => it.end).reduce((a, b) => (a > b ? a : b)),
    packets: summary.packets,
    keyPackets: summary.keyPackets,
  }
}

function spansOf(
  tracks: ReadonlyMap<number, TrackTimes>,
  clocks: ReadonlyMap<number, TrackClock>,
): Map<number, TrackSpan> {
  return new Map(
    [...tracks].flatMap(([id, times]) => {
      const summary = times.summary()
      const clock = clocks.get(id)
      if (!summary || !clock) return []
      const ns = (ticks: bigint): Nanoseconds => ticksToNanoseconds(ticks, rational(1n, clock.timescale))
      const { first, last, end, packets } = summary
      return [[id, { first: ns(first), last: ns(last), end: ns(end), packets }]]
    }),
  )
}
