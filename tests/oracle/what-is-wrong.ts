import type { MediaFacts, Track } from '../../src-shared/media-facts.ts'
import type { ProblemCode } from '../../src-shared/problems.ts'
import { parseTimeRange } from '../../src-shared/time/timerange.ts'
import type { Decoded, Frame } from './decode.ts'
import type { StoredSegment, Uploaded } from './oracle-store.ts'
import type { ReadTrack } from './read-independently.ts'
import type { Recipe } from './recipe.ts'

/** Seconds after which a transport stream's clock begins anew: 33 bits of 90 kHz. Source: ISO/IEC 13818-1. */
const TURN = 2 ** 33 / 90_000

/** What times that were rounded to a millisecond may differ by. */
const ROUNDED = 0.0016

/** Of a picture, in seconds. */
const MOST_PERIOD = 0.05

/** Where a clock jumps, the stretches may be joined by their pictures or by their sound. */
const JOINED = 0.1

/** One decoded piece: where it lies, and what is in it. */
export interface DecodedPiece extends Decoded {
  readonly segment: StoredSegment
}

/** All that is known of one file. */
export interface Evidence {
  readonly recipe: Recipe | null
  readonly original: Decoded
  readonly others: readonly ReadTrack[]
  readonly whole: Uploaded
  readonly cut: Uploaded
  /** Each by itself, in the order of the timeline. */
  readonly pieces: readonly DecodedPiece[]
  /** All of them one after the other, through one decoder. */
  readonly joined: Decoded
}

/** Do the facts equal those of others, do whole and cut say the same, and do the pieces give what the file gives? */
export function whatIsWrong(evidence: Evidence): string[] {
  const { whole, cut, original, recipe } = evidence
  const isDecodable = original.pictures.length + original.sounds.length > 0
  if (whole.problem) {
    const mayBe = UNREADABLE.has(whole.problem.code) && (!isDecodable || recipe?.change === 'truncated')
    return mayBe || recipe?.change === 'joined' ? [] : [`whole: ${whole.problem.code} ${whole.problem.detail ?? ''}`]
  }
  return [
    ...(whole.facts ? wrongFacts(whole.facts, evidence) : ['no facts']),
    ...(cut.problem ? wrongRefusal(cut) : [...wrongUnion(evidence), ...wrongPieces(evidence)]),
  ]
}

const UNREADABLE: ReadonlySet<ProblemCode> = new Set(['media-damaged', 'not-media', 'file-empty'])

const wrongRefusal = ({ problem }: Uploaded): string[] =>
  problem!.code === 'cannot-cut' ? [] : [`cut: ${problem!.code} ${problem!.detail ?? ''}`]

// --- The facts

function wrongFacts(facts: MediaFacts, evidence: Evidence): string[] {
  const { original, others, recipe, whole } = evidence
  const [segment] = whole.segments
  const [start, end] = rangeOf(facts.timerange)
  const isSaid =
    segment && isSame(segment.start - segment.offset, start, 1e-6) && isSame(segment.end - segment.offset, end, 1e-6)
  const lag = lagOf(original, others)
  if (recipe?.change === 'joined') return wrongLength(facts, recipe)
  const picture = facts.tracks.find((it) => it.kind === 'video')
  // Whoever decodes it keeps its clock.
  if (facts.clockJumps && picture) return wrongCount(picture, original.pictures)
  const sound = facts.tracks.find((it) => it.kind === 'audio')
  return [
    ...(isSaid ? [] : [`probe says ${facts.timerange} and the store ${segment?.timerange}`]),
    ...(picture ? wrongPictures(picture, evidence) : lacking('video', original.pictures)),
    ...(sound ? wrongSound(sound, evidence, lag) : lacking('audio', original.sounds)),
    ...(['video', 'audio'] as const).flatMap((kind) => {
      const ours = facts.tracks.filter((it) => it.kind === kind)
      // Pictures whose parameters went with the beginning cannot be shown by anybody.
      if (kind === 'video' && recipe?.change === 'mid-group' && original.pictures.length === 0) return []
      return others.filter((it) => it.kind === kind).flatMap((it, n) => wrongAgainst(it, ours[n], evidence))
    }),
  ]
}

const wrongCount = ({ samples }: Track, seen: readonly Frame[]): string[] =>
  samples === null || samples === seen.length ? [] : [`${samples} pictures, seen ${seen.length}`]

const lacking = (kind: string, frames: readonly Frame[]): string[] => (frames.length > 0 ? [`no ${kind} track`] : [])

function wrongLength({ timerange }: MediaFacts, { seconds }: Recipe): string[] {
  const [start, end] = rangeOf(timerange)
  return Math.abs(end - start - 2 * seconds) <= 2 * JOINED ? [] : [`joined: ${end - start} s instead of ${2 * seconds}`]
}

function wrongPictures(track: Track, { original, others, recipe }: Evidence): string[] {
  const times = original.pictures.map((it) => it.time).sort((a, b) => a - b)
  if (times.length === 0) return []
  const [start, end] = rangeOf(track.timerange)
  const distance = times.length > 1 ? times.at(-1)! - times.at(-2)! : end - start
  const video = recipe?.video ?? null
  const isCfr = video !== null && !video.isVariable
  const [n, d] = (video?.rate ?? '1/1').split('/').map(Number) as [number, number]
  const lasts = isCfr ? d / n : distance
  // Where packets do not say when they are presented, decoders guess: then only their number tells.
  const isTimed = recipe?.extension !== 'avi' && others.every((it) => it.kind !== 'video' || it.end !== null)
  const first = isTimed ? times[0]! : start
  const last = isTimed ? times.at(-1)! : start + (times.length - 1) * lasts
  const wrong: string[] = []
  // What leads to no key picture is in the file and not shown.
  const isShown = recipe?.change !== 'mid-group'
  if (isShown && !isSame(start, first)) wrong.push(`picture begins at ${start}, seen ${first}`)
  // How long the last one of a variable rate lasts is for the container to say; half a picture is not decoded.
  const mostLost = recipe?.change === 'truncated' ? 4 * lasts : isTimed ? ROUNDED : 2 * lasts
  if (isCfr && !isSame(end, last + lasts, mostLost)) wrong.push(`picture ends at ${end}, seen ${last + lasts}`)
  if (isShown && recipe?.change !== 'truncated') wrong.push(...wrongCount(track, original.pictures))
  if (isCfr && times.length > 3 && track.frameRate !== video.rate)
    wrong.push(`rate ${track.frameRate ?? (track.vfr ? 'variable' : 'unknown')}, made with ${video.rate}`)
  if (video?.isVariable && times.length > 14 && !track.vfr)
    wrong.push(`rate ${track.frameRate}, made with a variable one`)
  return wrong
}

/** How much later than its packet some decoders say each sound, in the pieces as in the original. */
function lagOf({ sounds }: Decoded, others: readonly ReadTrack[]): number {
  const other = others.find((it) => it.kind === 'audio')
  return other?.start != null && sounds.length > 0 ? Math.max(0, sounds[0]!.time - other.start) : 0
}

function wrongSound(track: Track, { original: { sounds }, recipe }: Evidence, lag: number): string[] {
  if (sounds.length === 0) return []
  const [start, end] = rangeOf(track.timerange)
  // Half a packet is not decoded, nor what comes with it.
  const frame = frameOf(sounds) * (recipe?.change === 'truncated' ? 4 : 1) + lag
  const [first, last] = [sounds[0]!.time, Math.max(...sounds.map((it) => it.time + it.seconds))]
  return [
    ...(isSame(start, first, frame + ROUNDED) ? [] : [`sound begins at ${start}, heard ${first}`]),
    ...(isSame(end, last, frame + ROUNDED) ? [] : [`sound ends at ${end}, heard ${last}`]),
  ]
}

function wrongAgainst(other: ReadTrack, track: Track | undefined, { original, recipe }: Evidence): string[] {
  if (!track) return [`${other.by} sees a ${other.kind} track`]
  const [start, end] = rangeOf(track.timerange)
  // A copy that begins in the middle has a last duration of its own making.
  const isCopied = recipe?.change === 'trimmed' && other.kind === 'video'
  // In Matroska a last picture without a duration ends for that reader where it begins.
  const isShort = other.by === 'mediabunny' && other.end !== null && other.end < end && end - other.end < MOST_PERIOD
  const allowed = other.kind === 'video' ? ROUNDED : frameOf(original.sounds) + ROUNDED
  const wrong = (what: string, ours: number | null, theirs: number | null) =>
    `${other.kind} ${what}: ${ours}, ${other.by} ${theirs}`
  return [
    ...(other.start === null || isSame(start, other.start, allowed) ? [] : [wrong('start', start, other.start)]),
    ...(other.end === null || isCopied || isShort || isSame(end, other.end, allowed)
      ? []
      : [wrong('end', end, other.end)]),
    ...COMPARED.filter((it) => it !== 'channels' || !isMp3InMp4(recipe)).flatMap((field) => {
      const ours = field === 'count' ? track.samples : track[field]
      return other[field] === null || ours === null || ours === other[field] ? [] : [wrong(field, ours, other[field])]
    }),
  ]
}

const COMPARED = ['count', 'width', 'height', 'sampleRate', 'channels'] as const

/** ffmpeg writes two channels into the header of every MP3 in MP4, which that reader believes. */
const isMp3InMp4 = (recipe: Recipe | null): boolean =>
  recipe?.extension === 'mp4' && recipe.audio?.codec === 'libmp3lame'

// --- Whole and cut

function wrongUnion({ whole, cut, recipe }: Evidence): string[] {
  const { segments } = cut
  if (segments.length === 0) return ['done, and no pieces']
  const gap = segments.findIndex(
    (it, index) => index > 0 && it.timerange.split('_')[0] !== startAfter(segments[index - 1]!),
  )
  const range = (those: readonly StoredSegment[]) => [those[0]!.start, those.at(-1)!.end] as const
  const [[wholeStart, wholeEnd], [start, end]] = [range(whole.segments), range(segments)]
  const allowed = recipe?.change === 'joined' ? JOINED : 1e-9
  const isUnion = isSame(start, wholeStart, allowed) && isSame(end, wholeEnd, allowed)
  return [
    ...(gap === -1 ? [] : [`piece ${gap} is at ${segments[gap]!.timerange} after ${segments[gap - 1]!.timerange}`]),
    ...(isUnion ? [] : [`pieces cover ${start}..${end}, the whole ${wholeStart}..${wholeEnd}`]),
  ]
}

const startAfter = ({ timerange }: StoredSegment): string => `[${timerange.split('_')[1]!.replace(')', '')}`

// --- The pieces

function wrongPieces({ original, others, pieces, joined, recipe }: Evidence): string[] {
  const alone = { pictures: pieces.flatMap((it) => it.pictures), sounds: pieces.flatMap((it) => it.sounds) }
  // Leading pictures of an open group, and the first sound of some codecs, need the piece before.
  const faults = differences(original, alone)
  const content = faults.length === 0 || differences(original, joined).length === 0 ? [] : faults
  const slack = (recipe?.change === 'joined' ? JOINED : 0) + ROUNDED
  const period = medianOf(distances(original.pictures.map((it) => it.time)))
  return [
    ...content,
    ...outside(
      'pictures',
      pieces,
      (it) => it.pictures.map(({ time }) => ({ time, seconds: 0 })),
      slack + period * 0.01,
    ),
    ...outside('sound', pieces, (it) => it.sounds, slack + frameOf(original.sounds) + lagOf(original, others)),
  ]
}

function differences(wanted: Decoded, seen: Decoded): string[] {
  const hashes = [wanted, seen].map((it) => it.pictures.map(({ hash }) => hash)) as [string[], string[]]
  const at = hashes[0].findIndex((it, index) => it !== hashes[1][index])
  const samples = [wanted, seen].map((it) => it.sounds.reduce((sum, { ticks }) => sum + ticks, 0)) as [number, number]
  const frame = medianOf(wanted.sounds.map((it) => it.ticks))
  const isSamePicture = at === -1 && hashes[0].length === hashes[1].length
  return [
    ...(isSamePicture
      ? []
      : [`pieces have ${hashes[1].length} of ${hashes[0].length} pictures, other ones from ${at} on`]),
    ...(Math.abs(samples[0] - samples[1]) <= 2 * frame ? [] : [`pieces have ${samples[1]} of ${samples[0]} samples`]),
  ]
}

/** Whatever a piece shows and sounds lies in its range: a reader that follows the specification drops the rest. */
function outside(
  what: string,
  pieces: readonly DecodedPiece[],
  framesOf: (piece: DecodedPiece) => readonly Pick<Frame, 'time' | 'seconds'>[],
  allowed: number,
): string[] {
  const worst = pieces
    .map((piece, index) => ({ index, piece, seconds: mostOutside(piece, framesOf(piece)) }))
    .sort((a, b) => b.seconds - a.seconds)[0]
  if (!worst || worst.seconds <= allowed) return []
  return [
    `${what} of piece ${worst.index}: ${Math.round(worst.seconds * 1000)} ms outside ${worst.piece.segment.timerange}`,
  ]
}

function mostOutside({ segment }: DecodedPiece, frames: readonly Pick<Frame, 'time' | 'seconds'>[]): number {
  const { start, end, offset } = segment
  const turns = frames.length === 0 ? 0 : Math.round((start - frames[0]!.time - offset) / TURN) * TURN
  const by = frames.map((it) => {
    const time = it.time + offset + turns
    return Math.max(start - time, time + it.seconds - end)
  })
  return Math.max(0, ...by)
}

// --- Arithmetic

/** A transport stream says its times but for whole turns of its clock. */
function isSame(a: number, b: number, allowed = ROUNDED): boolean {
  const distance = Math.abs(a - b)
  return Math.min(distance, Math.abs(distance - TURN)) <= allowed
}

function rangeOf(text: string | null): readonly [start: number, end: number] {
  const range = text === null ? null : parseTimeRange(text)
  return [Number(range?.start ?? 0n) / 1e9, Number(range?.end ?? 0n) / 1e9]
}

const frameOf = (sounds: readonly Frame[]): number => medianOf(sounds.map((it) => it.seconds))

const medianOf = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const distances = (times: readonly number[]): number[] => times.slice(1).map((it, n) => Math.abs(it - times[n]!))
