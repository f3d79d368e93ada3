import { essenceTracks, mainTrack, type MediaFacts, type Track } from '../../../src-shared/media-facts.ts'

/**
 * How the pieces of a file are written. Every piece is a file that plays on its own.
 *
 * [Note: Pieces carry their own header] TAMS 8.2 knows init objects that many segments share (`init_object_id`); 6.0 to
 * 8.1, the guide and the VAST server do not, and a reader that asks for one object should be able to play it. So each
 * fragmented MP4 begins with the same `ftyp` and `moov`, one or two thousand bytes of a piece of megabytes.
 */
export interface PieceForm {
  readonly format: 'mpegts' | 'mp4' | 'mov'
  readonly extension: string
  /** MIME type. */
  readonly container: string
  /** The tracks that go in, in the order of the file. */
  readonly tracks: readonly Track[]
  readonly main: Track
  /** The container's number of each track of a piece, in the same order: PIDs or ISO track ids. */
  readonly ids: readonly number[]
}

/** Codecs that players expect in an MP4; everything else goes into a QuickTime file, which takes nearly all. */
const MP4 = new Set([
  'video/h264',
  'video/h265',
  'video/h266',
  'video/AV1',
  'video/VP9',
  'video/mp4v-es',
  'video/mpeg',
  'audio/aac',
  'audio/mpeg',
  'audio/ac3',
  'audio/eac3',
  'audio/opus',
  'audio/flac',
  'audio/x-alac',
  'audio/vnd.dts',
])

const FIRST_PID = 0x100
const isFreePid = (pid: number | null): pid is number => pid !== null && pid >= 0x20 && pid <= 0x1ffa

/** Chooses the form by what is inside; null for pictures that stand still, which have nothing to cut. */
export function pieceForm(facts: MediaFacts): PieceForm | null {
  const tracks = essenceTracks(facts)
  const main = mainTrack(facts)
  if (!main || facts.kind === 'image' || facts.kind === 'none') return null
  const side = main.kind === 'video' ? 'video' : 'audio'
  if (facts.container === 'video/mp2t') {
    // A stream keeps its PIDs, unless two programmes share one.
    const kept = tracks.map((it) => it.containerId)
    const ids =
      kept.every(isFreePid) && new Set(kept).size === kept.length
        ? kept.filter(isFreePid)
        : tracks.map((_, index) => FIRST_PID + index)
    return { format: 'mpegts', extension: 'ts', container: 'video/mp2t', tracks, main, ids }
  }
  const ids = tracks.map((_, index) => index + 1)
  return tracks.every((it) => MP4.has(it.codec)) && facts.container !== 'video/quicktime'
    ? { format: 'mp4', extension: 'mp4', container: `${side}/mp4`, tracks, main, ids }
    : { format: 'mov', extension: 'mov', container: 'video/quicktime', tracks, main, ids }
}

/**
 * What is true of the pieces together: the file's facts, in the container and with the track numbers that the pieces
 * have.
 */
export function factsOfPieces(facts: MediaFacts): MediaFacts {
  const form = pieceForm(facts)
  if (!form) return facts
  return {
    ...facts,
    container: form.container,
    tracks: form.tracks.map((it, index) => ({ ...it, index, containerId: form.ids[index] ?? null })),
  }
}
