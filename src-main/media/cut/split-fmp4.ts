import { cutPoints, type Cut, type Splitter } from './cut-points.ts'
import { clocksOf, type TrackClock } from './iso-boxes.ts'
import { createPieceTracks, type ShownTracks } from './piece-tracks.ts'
import { layOut, planFragment, type FragmentPlan, type Stretch } from './plan-fragment.ts'

/** A box whose bytes must be looked at is never larger; one that claims to be is no MP4 of ours. */
const LARGEST_INDEX_BYTES = 256 * 1024 * 1024

/** An `mdat` that is still coming; places are counted from the beginning of its `moof`. */
interface Passing {
  readonly stretches: Stretch[]
  at: number
  readonly end: number
  /** The piece that is whole once it has passed. */
  readonly ending: number | null
}

/**
 * Cuts a fragmented MP4, as it comes, into files that each play on their own: the header (`ftyp`, `moov`) and
 * fragments, the first of which begins with a key frame of the main track. Fragments are kept as they are, but for
 * those with samples that belong to another piece.
 *
 * Source: ISO/IEC 14496-12.
 * @param main the track at whose key frames is cut
 */
export function splitFmp4(main: number, seconds: number, shown?: ShownTracks): Splitter {
  const isCutPoint = cutPoints(seconds)
  const tracks = createPieceTracks(main, shown)
  const header: Buffer[] = []
  let clocks: ReadonlyMap<number, TrackClock> = new Map()
  let fragment: FragmentPlan | null = null
  let passing: Passing | null = null

  function index(type: string, bytes: Buffer): Cut[] {
    if (type === 'moof') {
      const had = tracks.current()
      fragment = planFragment(bytes, main, clocks, tracks, isCutPoint)
      const { piece } = fragment
      if (piece === had) return []
      return [{ type: 'begins', piece }, ...header.map((it): Cut => ({ type: 'bytes', piece, bytes: it }))]
    }
    if (type === 'ftyp' || type === 'moov') header.push(bytes)
    if (type === 'moov') clocks = clocksOf(bytes.subarray(8))
    return []
  }

  /** The samples of the fragment that was announced. */
  function data(dataHeader: Buffer, size: number): Cut[] {
    if (!fragment) throw new Error('media without an index')
    const { moof, before } = fragment
    const end = moof.length + size
    const { heads, stretches } = layOut(fragment, dataHeader, end)
    passing = { stretches, at: moof.length + dataHeader.length, end, ending: before }
    fragment = null
    return heads.map(({ piece, bytes }): Cut => ({ type: 'bytes', piece, bytes }))
  }

  /** Passes on what has come of the samples; answers what follows them. */
  function pass(bytes: Buffer, cuts: Cut[]): Buffer {
    let rest = bytes
    while (passing) {
      const [stretch] = passing.stretches
      if (stretch) {
        const part = rest.subarray(0, Math.max(0, stretch.end - passing.at))
        if (stretch.piece !== null && part.length > 0) cuts.push({ type: 'bytes', piece: stretch.piece, bytes: part })
        passing.at += part.length
        rest = rest.subarray(part.length)
        if (passing.at < stretch.end) return rest
        passing.stretches.shift()
      } else {
        if (passing.ending !== null) cuts.push(tracks.whole(passing.ending))
        passing = null
      }
    }
    return rest
  }

  const boxes = boxReader(index, data, pass)
  return {
    push: boxes.push,
    end: () => {
      if (passing || fragment || boxes.hasRest()) throw new Error('the stream ended within a fragment')
      const last = tracks.current()
      return last === null ? [] : [tracks.whole(last)]
    },
    spans: tracks.spans,
    misplaced: tracks.misplaced,
  }
}

/** Reads boxes as they come: those of an index whole, an `mdat` as it passes. */
function boxReader(
  index: (type: string, bytes: Buffer) => Cut[],
  data: (dataHeader: Buffer, size: number) => Cut[],
  pass: (bytes: Buffer, cuts: Cut[]) => Buffer,
): { push: (chunk: Buffer) => Cut[]; hasRest: () => boolean } {
  /** The beginning of a box that has not come whole. */
  let pending: Buffer = Buffer.alloc(0)
  return {
    hasRest: () => pending.length > 0,
    push: (chunk) => {
      const cuts: Cut[] = []
      const fresh = pass(chunk, cuts)
      pending = pending.length === 0 ? fresh : Buffer.concat([pending, fresh])
      while (pending.length >= 16) {
        const isLarge = pending.readUInt32BE(0) === 1
        const size = isLarge ? Number(pending.readBigUInt64BE(8)) : pending.readUInt32BE(0)
        const type = pending.toString('latin1', 4, 8)
        const headerBytes = isLarge ? 16 : 8
        if (size < headerBytes || (type !== 'mdat' && size > LARGEST_INDEX_BYTES))
          throw new Error(`a box '${type}' of ${size} bytes`)
        if (type === 'mdat') {
          cuts.push(...data(Buffer.from(pending.subarray(0, headerBytes)), size))
          pending = pass(pending.subarray(headerBytes), cuts)
        } else if (pending.length >= size) {
          cuts.push(...index(type, Buffer.from(pending.subarray(0, size))))
          pending = pending.subarray(size)
        } else {
          break
        }
      }
      return cuts
    },
  }
}
