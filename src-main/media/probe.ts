import { open, stat } from 'node:fs/promises'
import { essenceTracks, type MediaFacts } from '../../src-shared/media-facts.ts'
import { fileProblem } from '../../src-shared/file-problem.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, type Problem } from '../../src-shared/problems.ts'
import { formatTimeRange, instant, isEmpty, NEVER, parseTimeRange, union } from '../../src-shared/time/timerange.ts'
import { isImageFormat } from './allowed-formats.ts'
import { readAnimatedWebp } from './animated-webp.ts'
import { broadcastTime } from './broadcast-time.ts'
import { isTruncated } from './is-truncated.ts'
import { keepIconvInside, type MediaTool } from './media-tools.ts'
import { containerMime } from './mime-types.ts'
import { presentationOf, type FilePresentation } from './presentation.ts'
import type { RawMedia } from './raw-media.ts'
import { readMedia } from './read-media.ts'
import { readStreams } from './read-streams.ts'
import type { ReadLimits } from './run-ffprobe.ts'
import { recordedTime, timecodeRate } from './recorded-time.ts'
import { scanEnds } from './scan-ends.ts'
import type { PacketScan } from './scan-packets.ts'
import { trackFacts } from './track-facts.ts'
import { readWrappedWav } from './wrapped-wav.ts'

/** Larger files are not read whole: the packets at both ends tell rate and time range. */
const WHOLE_SCAN_BYTES = 256 * 1024 * 1024
const TIME_LIMIT_MS = 60_000
/** A large file of which only the whole tells is read for as long as a slow disk takes: 20 MB a second. */
const WHOLE_BYTES_A_MS = 20_000

export interface ProbeOptions {
  readonly signal?: AbortSignal
  readonly timeLimitMs?: number
}

/**
 * Reads what a file is: its tracks, their codings, their exact rate and time. Never follows what the file points to.
 */
export async function probe(
  tool: MediaTool | null,
  path: string,
  options: ProbeOptions = {},
): Promise<Outcome<MediaFacts>> {
  if (!tool) return failed(problem('ffprobe-missing'))
  keepIconvInside(tool)
  const unusable = await cannotBeOpened(path)
  if (unusable) return failed(unusable)
  const read = await readAll(tool, path, options).catch((error: unknown) => failed(fileProblem(error)))
  // A card that was pulled meanwhile looks like broken media to ffprobe.
  return read.ok ? read : failed((await cannotBeOpened(path)) ?? read.problem)
}

async function readAll(tool: MediaTool, path: string, options: ProbeOptions): Promise<Outcome<MediaFacts>> {
  const limits = {
    timeLimitMs: options.timeLimitMs ?? TIME_LIMIT_MS,
    signal: options.signal ?? new AbortController().signal,
  }
  const { size } = await stat(path)
  const ours = (await readAnimatedWebp(path, size)) ?? (await readWrappedWav(path, size))
  if (ours) return ok(ours)
  const read = await readTimes({ tool, path, size }, limits)
  if (!read.ok) return read
  const { media, isImage, presented, hidden, complete, truncated } = read.value
  const { streams, format } = media
  const timecode =
    String(format.tags?.['timecode'] ?? streams.find((it) => it.tags?.['timecode'])?.tags?.['timecode'] ?? '') ||
    broadcastTime(
      Number(format.tags?.['time_reference'] ?? Number.NaN),
      Number(streams.find((it) => it.codec_type === 'audio')?.sample_rate),
    )
  const [rate, recorded] = [timecodeRate(media), recordedTime(media)]
  const tracks = streams.map((stream) =>
    trackFacts(stream, presented.tracks.get(stream.index), {
      isImage,
      complete,
      timecode,
      hidden: hidden.get(stream.index),
    }),
  )
  const content = {
    tracks,
    kind: 'none' as const,
    container: '',
    timerange: '()',
    bitRate: null,
    timecode,
    truncated,
    parts: null,
    partsLook: null,
  }
  const essence = essenceTracks(content)
  if (essence.length === 0)
    return failed(
      problem(
        'not-media',
        {},
        tracks.length === 0 ? 'no streams' : `only ${[...new Set(tracks.map((it) => it.kind))].join(' and ')} inside`,
      ),
    )
  const covered = essence
    .map((it) => (it.timerange ? parseTimeRange(it.timerange) : null) ?? NEVER)
    .reduce(union, NEVER)
  if (!isImage && isEmpty(covered)) return failed(problem('media-damaged', {}, 'no track says when it plays'))
  const stands = isImage && (presented.tracks.get(essence[0]?.index ?? 0)?.samples ?? 1) <= 1
  return ok({
    tracks,
    kind: isImage ? 'image' : essence.length > 1 ? 'multi' : essence[0]?.kind === 'video' ? 'video' : 'audio',
    container: containerMime(format.format_name, {
      hasVideo: essence.some((it) => it.kind === 'video'),
      imageCodec: isImage ? (essence[0]?.codec ?? null) : null,
      majorBrand: majorBrandOf(media),
      webm: path.toLowerCase().endsWith('.webm'),
    }),
    timerange: formatTimeRange(stands ? instant(0n) : covered),
    bitRate: typeof format.bit_rate === 'number' ? format.bit_rate : null,
    timecode,
    ...(rate === undefined ? {} : { timecodeRate: rate }),
    ...(recorded === undefined ? {} : { recorded }),
    truncated: truncated && !isImage,
    ...(presented.joined ? { clockJumps: true as const } : {}),
    parts: null,
    partsLook: null,
  })
}

interface SeenTimes {
  readonly media: RawMedia
  readonly isImage: boolean
  readonly presented: FilePresentation
  readonly hidden: PacketScan['hidden']
  /** Whether every packet was seen. */
  readonly complete: boolean
  readonly truncated: boolean
}

/** Reads when the tracks are presented: from both ends of a large file, from all of every other. */
async function readTimes(
  { tool, path, size }: { readonly tool: MediaTool; readonly path: string; readonly size: number },
  limits: ReadLimits,
): Promise<Outcome<SeenTimes>> {
  const judged = async (media: RawMedia, packets: PacketScan, complete: boolean): Promise<SeenTimes> => {
    const isImage = isImageFormat(media.format.format_name, majorBrandOf(media))
    const presented = presentationOf(media.streams, packets.tracks, isImage)
    const truncated = await isTruncated(path, size, media.streams, presented, packets.complaints)
    return { media, isImage, presented, hidden: packets.hidden, complete, truncated }
  }
  if (size > WHOLE_SCAN_BYTES) {
    const media = await readStreams(tool, path, limits)
    if (!media.ok) return media
    const ends = await scanEnds(tool, path, media.value, limits)
    if (ends && !ends.ok) return ends
    const atEnds = ends && (await judged(media.value, ends.value, false))
    // The last window of a file that was cut short is empty: only reading it whole tells where it ends.
    if (atEnds && !atEnds.truncated) return ok(atEnds)
  }
  const timeLimitMs = limits.timeLimitMs + Math.round(size / WHOLE_BYTES_A_MS)
  const whole = await readMedia(tool, path, { ...limits, timeLimitMs })
  return whole.ok ? ok(await judged(whole.value.media, whole.value.packets, true)) : whole
}

const majorBrandOf = ({ format }: RawMedia): string => String(format.tags?.['major_brand'] ?? '').trim()

/** Says plainly what the operating system says in codes, before ffprobe says it worse. */
async function cannotBeOpened(path: string): Promise<Problem | null> {
  try {
    const info = await stat(path)
    if (!info.isFile()) return problem('not-media', {}, 'not a regular file')
    if (info.size === 0) return problem('file-empty')
    await (await open(path, 'r')).close()
    return null
  } catch (error) {
    return fileProblem(error)
  }
}
