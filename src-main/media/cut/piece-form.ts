import { essenceTracks, mainTrack, type MediaFacts, type Track } from '../../../src-shared/media-facts.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { codecMime } from '../mime-types.ts'
import { parseTimeRange } from '../../../src-shared/time/timerange.ts'
import type { Shown, ShownTracks } from './piece-tracks.ts'
import { triedPairs, type TriedPair, type Wrapper } from './tried-pairs.ts'

/**
 * How the pieces of a file are written. Every piece is a file that plays on its own.
 *
 * [Note: Pieces carry their own header] TAMS 8.2 knows init objects that many segments share (`init_object_id`); 6.0 to
 * 8.1, the guide and the VAST server do not, and a reader that asks for one object should be able to play it. So each
 * fragmented MP4 begins with the same `ftyp` and `moov`, one or two thousand bytes of a piece of megabytes.
 */
export interface PieceForm {
  readonly format: Wrapper
  readonly extension: string
  /** MIME type. */
  readonly container: string
  /** The tracks that go in: the main one, then the others in the order of the file. */
  readonly tracks: readonly Track[]
  readonly main: Track
  /** The container's number of each track of a piece, in the same order: PIDs or ISO track ids. */
  readonly ids: readonly number[]
  /** What edit lists leave of the tracks, by their numbers in the pieces. */
  readonly shown: ShownTracks
  /** What comes before is more than what primes a decoder: the first piece must hide it, too. */
  readonly hidesBeginning: boolean
}

export type FormChoice = { readonly form: PieceForm } | { readonly form: null; readonly why: string }

const FIRST_PID = 0x100
const isFreePid = (pid: number | null): pid is number => pid !== null && pid >= 0x20 && pid <= 0x1ffa

/**
 * Chooses the form by what is inside: the first wrapper that is usual for such a file and in which every one of its
 * codings was tried and came out as it went in.
 *
 * @param wrapper this one, untried: to try it
 */
export function chooseForm(facts: MediaFacts, wrapper?: Wrapper): FormChoice {
  const main = mainTrack(facts)
  // Of two packets of the same time ffmpeg writes that of the first track first: a cut lies before it.
  const tracks = main ? [main, ...essenceTracks(facts).filter((it) => it !== main)] : []
  if (!main || facts.kind === 'image' || facts.kind === 'none')
    return { form: null, why: 'a picture that stands still' }
  // Its pieces would lie where each recording's own clock says, one over the other.
  if (facts.clockJumps) return { form: null, why: 'its clock jumps: several recordings were joined' }
  if (tracks.some((it) => (it.hidden?.between ?? 0) > 0))
    return { form: null, why: 'its edit list hides what lies between other things, which pieces would show' }
  const format = wrapper ?? usualWrappers(facts).find((it) => tracks.every((track) => wasRight(track, it)))
  return format === undefined
    ? { form: null, why: whyNoWrapper(facts, tracks) }
    : { form: { ...formOf(format, tracks, main), hidesBeginning: tracks.some(hidesBeginning) } }
}

/** Packets that a decoder of sound needs to begin: AAC has up to three, Opus four. */
const MOST_PRIMING = 4

const hidesBeginning = ({ kind, hidden }: Track): boolean =>
  (hidden?.before ?? 0) > (kind === 'video' ? 0 : MOST_PRIMING)

function shownOf(tracks: readonly Track[], ids: readonly number[]): ShownTracks {
  return new Map(
    tracks.flatMap(({ hidden, timerange }, index): [number, Shown][] => {
      const range = timerange === null ? null : parseTimeRange(timerange)
      if (!hidden || range?.start == null) return []
      return [[ids[index] ?? 0, { from: range.start, until: hidden.after > 0 ? range.end : null }]]
    }),
  )
}

const wasRight = (track: Track, wrapper: Wrapper): boolean => {
  const pairs = pairsOf(track)
  return pairs.length > 0 && pairs.every((it) => it.right.includes(wrapper))
}

/** What is known of a track's coding; of one that an earlier version read, of all that have its MIME type. */
function pairsOf({ coding, codec, kind }: Track): readonly TriedPair[] {
  if (coding !== undefined) return triedPairs[coding] ? [triedPairs[coding]] : []
  const side = kind === 'video' ? 'video' : 'audio'
  return Object.entries(triedPairs).flatMap(([name, pair]) => (codecMime(name, false, side) === codec ? [pair] : []))
}

/** Codecs that players expect in an MP4; everything else goes into a QuickTime file, which takes nearly all. */
const EXPECTED_IN_MP4 = new Set([
  ...['video/h264', 'video/h265', 'video/AV1', 'video/VP9', 'video/mp4v-es', 'video/mpeg'],
  ...[
    'audio/aac',
    'audio/mpeg',
    'audio/ac3',
    'audio/eac3',
    'audio/opus',
    'audio/flac',
    'audio/x-alac',
    'audio/vnd.dts',
  ],
])

/** A transport stream stays one, QuickTime stays what it is. */
function usualWrappers(facts: MediaFacts): readonly Wrapper[] {
  if (facts.container === 'video/mp2t') return ['mpegts']
  if (facts.container === 'video/quicktime') return ['mov']
  return essenceTracks(facts).every((it) => EXPECTED_IN_MP4.has(it.codec)) ? ['mp4', 'mov'] : ['mov']
}

function whyNoWrapper(facts: MediaFacts, tracks: readonly Track[]): string {
  const wrappers = usualWrappers(facts)
  const alone = tracks.filter((track) => !wrappers.some((it) => wasRight(track, it)))
  const names = (alone.length > 0 ? alone : tracks)
    .map((it) => `track ${it.index + 1} (${it.coding ?? it.codec})`)
    .join(', ')
  return `no kind of piece is known to keep ${names} as in the file`
}

function formOf(format: Wrapper, tracks: readonly Track[], main: Track): Omit<PieceForm, 'hidesBeginning'> {
  const inOrder = tracks.map((_, index) => index + 1)
  const side = main.kind === 'video' ? 'video' : 'audio'
  const iso = { format, tracks, main, ids: inOrder, shown: shownOf(tracks, inOrder) }
  switch (format) {
    case 'mpegts': {
      // A stream keeps its PIDs, unless two programmes share one.
      const kept = tracks.map((it) => it.containerId).filter(isFreePid)
      const areUsable = kept.length === tracks.length && new Set(kept).size === kept.length
      const ids = areUsable ? kept : inOrder.map((it) => FIRST_PID + it - 1)
      return { format, extension: 'ts', container: 'video/mp2t', tracks, main, ids, shown: new Map() }
    }
    case 'mp4':
      return { ...iso, extension: 'mp4', container: `${side}/mp4` }
    case 'mov':
      return { ...iso, extension: 'mov', container: 'video/quicktime' }
  }
}

/** Why a file cannot be cut, as far as its facts tell; null where they do not say so. */
export function whyNotCut(facts: MediaFacts): Problem | null {
  const choice = chooseForm(facts)
  return choice.form ? null : cannotCut(choice.why)
}

export const cannotCut = (said: string): Problem =>
  problem('cannot-cut', { limit: '5 GiB' }, said.replaceAll('file:', '').trim().slice(0, 1000) || 'ffmpeg gave up')

/**
 * What is true of the pieces together: the file's facts, in the container and with the track numbers that the pieces
 * have.
 */
export function factsOfPieces(facts: MediaFacts): MediaFacts {
  const { form } = chooseForm(facts)
  if (!form) return facts
  return {
    ...facts,
    container: form.container,
    tracks: form.tracks.map((it, index) => ({ ...it, index, containerId: form.ids[index] ?? null })),
  }
}
