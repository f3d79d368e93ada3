import type { MediaFacts, Track } from '../../../src-shared/media-facts.ts'
import { parseTimeRange } from '../../../src-shared/time/timerange.ts'
import { parseTimestamp, toSeconds, type Nanoseconds } from '../../../src-shared/time/timestamp.ts'
import type { MediaTool } from '../media-tools.ts'
import { codecMime } from '../mime-types.ts'
import { readStreams } from '../read-streams.ts'
import type { TrackSpan } from './cut-points.ts'
import type { PieceForm } from './piece-form.ts'

/** Containers round times: Matroska to a millisecond. */
const ROUNDING: Nanoseconds = 2_000_000n
/**
 * Packets without a presentation time (DVD video) are counted on from the one before when they are read, and put where
 * they are decoded when they are cut: pictures that change their order differ by so much. Then they must all be there.
 */
const REORDERING: Nanoseconds = 500_000_000n
const HEADER_LIMIT_MS = 60_000

/**
 * Which track a piece does not have, or has with another codec than the file, in words; null where it has all.
 *
 * ffmpeg writes some codecs into a QuickTime file that nobody can read there (WMA), and says nothing.
 */
export async function lostTrack(
  ffprobe: MediaTool,
  piecePath: string,
  tracks: PieceForm['tracks'],
  signal: AbortSignal,
): Promise<string | null> {
  const read = await readStreams(ffprobe, piecePath, { timeLimitMs: HEADER_LIMIT_MS, signal })
  if (!read.ok) return `its first piece cannot be read: ${read.problem.detail ?? read.problem.message}`
  const inside = read.value.streams
  for (const [index, track] of tracks.entries()) {
    const stream = inside[index]
    const kind = track.kind === 'video' ? 'video' : 'audio'
    const isThere =
      stream?.codec_type === kind &&
      (track.coding === undefined
        ? codecMime(stream.codec_name, false, kind) === track.codec
        : stream.codec_name === track.coding)
    if (!isThere) return `the pieces would lose ${nameOf(track)}`
  }
  return null
}

/** What primes a decoder of sound is in the pieces and not in what the file presents. */
const PRIMING: Nanoseconds = 100_000_000n

/** Codecs of which QuickTime and MP4 put several packets into one. Source: ETSI TS 102 366, annex F. */
const GATHERED = new Set(['eac3'])

/**
 * What the pieces together do not have of the file, in words; null where every packet of every track is in one of them,
 * from its first sample to its last.
 *
 * The pieces keep the file's clock or have one of their own, which begins with the main track. A last sample is there
 * when it begins where the file's does, or ends there: sound is not always divided alike.
 */
export function missing(form: PieceForm, facts: MediaFacts, spans: ReadonlyMap<number, TrackSpan>): string | null {
  const spanOf = (track: Track) => spans.get(form.ids[form.tracks.indexOf(track)] ?? -1)
  const fileZero = rangeOf(form.main)?.start ?? parseTimeRange(facts.timerange)?.start ?? 0n
  const ownClock = fileZero - (spanOf(form.main)?.first ?? 0n)
  for (const track of form.tracks) {
    const file = rangeOf(track)
    // What only a header promises was never seen.
    if (!file || (track.samples === null && file.last === file.start)) continue
    const span = spanOf(track)
    if (!span) return `the pieces have nothing of ${nameOf(track)}`
    const wrong = [0n, ownClock].map((clock) => wrongEnd(track, file, span, clock))
    if (wrong.every((it) => it !== null)) return wrong[0] ?? null
    if (track.packets !== undefined && span.packets !== track.packets && !GATHERED.has(track.coding ?? ''))
      return `the pieces have ${span.packets} packets of ${nameOf(track)}, of which the file has ${track.packets}`
  }
  return null
}

/** At which end a track is not there, if this lies between the clocks of file and pieces. */
function wrongEnd(track: Track, file: FileSpan, span: TrackSpan, clock: Nanoseconds): string | null {
  const hasAll = track.kind === 'video' && track.samples !== null && span.packets >= track.samples
  const within = hasAll ? REORDERING : ROUNDING
  if (span.last + clock < file.last - within && span.end + clock < file.end - within)
    return `the pieces end before the file does: ${nameOf(track)} at ${seconds(span.end)} s of ${seconds(file.end)} s`
  if (span.first + clock > file.start + (hasAll ? REORDERING : PRIMING))
    return `the pieces begin after the file does: ${nameOf(track)} at ${seconds(span.first)} s`
  return null
}

interface FileSpan {
  readonly start: Nanoseconds
  readonly last: Nanoseconds
  readonly end: Nanoseconds
}

function rangeOf({ timerange, lastDuration }: Track): FileSpan | null {
  const range = timerange === null ? null : parseTimeRange(timerange)
  if (range?.start == null || range.end === null) return null
  return { start: range.start, last: range.end - (parseTimestamp(lastDuration ?? '') ?? 0n), end: range.end }
}

const seconds = (time: Nanoseconds): string => toSeconds(time).toFixed(3)

const nameOf = ({ index, codec }: Track): string => `track ${index + 1} (${codec})`
