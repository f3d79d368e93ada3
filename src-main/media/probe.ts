import { open, stat } from 'node:fs/promises'
import { essenceTracks, type MediaFacts } from '../../src-shared/media-facts.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, type Problem } from '../../src-shared/problems.ts'
import { formatTimeRange, instant, isEmpty, NEVER, parseTimeRange, union } from '../../src-shared/time/timerange.ts'
import { isImageFormat } from './allowed-formats.ts'
import { keepIconvInside, type MediaTool } from './media-tools.ts'
import { containerMime } from './mime-types.ts'
import { readStreams, type RawMedia } from './read-streams.ts'
import { scanPackets } from './scan-packets.ts'
import { trackFacts } from './track-facts.ts'

/** Larger files are not read whole: the packets at both ends tell rate and time range. */
const WHOLE_SCAN_BYTES = 256 * 1024 * 1024
const TIME_LIMIT_MS = 60_000

export interface ProbeOptions {
  readonly signal?: AbortSignal
  readonly timeLimitMs?: number
}

/** Reads what a file is: its tracks, their codings, their exact rate and time. Never follows what the file points to. */
export async function probe(tool: MediaTool | null, path: string, options: ProbeOptions = {}): Promise<Outcome<MediaFacts>> {
  if (!tool) return failed(problem('ffprobe-missing'))
  keepIconvInside(tool)
  const unusable = await cannotBeOpened(path)
  if (unusable) return failed(unusable)
  const limits = { timeLimitMs: options.timeLimitMs ?? TIME_LIMIT_MS, signal: options.signal ?? new AbortController().signal }
  const { size } = await stat(path)
  const raw = await readStreams(tool, path, limits)
  if (!raw.ok) return raw
  const windows = size > WHOLE_SCAN_BYTES ? bothEnds(raw.value) : null
  const packets = await scanPackets(tool, path, limits, windows)
  if (!packets.ok) return packets

  const { format } = raw.value
  const isImage = isImageFormat(format.format_name)
  const timecode = String(format.tags?.['timecode'] ?? raw.value.streams.find((it) => it.tags?.['timecode'])?.tags?.['timecode'] ?? '') || null
  const tracks = raw.value.streams.map((stream) => trackFacts(stream, packets.value.get(stream.index), { isImage, complete: windows === null, timecode }))
  const content = { tracks, kind: 'none' as const, container: '', timerange: '()', bitRate: null, timecode }
  const essence = essenceTracks(content)
  if (essence.length === 0) return failed(problem('not-media', {}, tracks.length === 0 ? 'no streams' : `only ${[...new Set(tracks.map((it) => it.kind))].join(' and ')} inside`))
  const covered = essence.map((it) => (it.timerange ? parseTimeRange(it.timerange) : null) ?? NEVER).reduce(union, NEVER)
  if (!isImage && isEmpty(covered)) return failed(problem('media-damaged', {}, 'no track says when it plays'))
  const stands = isImage && (packets.value.get(essence[0]?.index ?? 0)?.packets ?? 1) <= 1
  return ok({
    tracks,
    kind: isImage ? 'image' : essence.length > 1 ? 'multi' : essence[0]?.kind === 'video' ? 'video' : 'audio',
    container: containerMime(format.format_name, {
      hasVideo: essence.some((it) => it.kind === 'video'),
      imageCodec: isImage ? (essence[0]?.codec ?? null) : null,
      majorBrand: String(format.tags?.['major_brand'] ?? ''),
      webm: path.toLowerCase().endsWith('.webm'),
    }),
    timerange: formatTimeRange(stands ? instant(0n) : covered),
    bitRate: typeof format.bit_rate === 'number' ? format.bit_rate : null,
    timecode,
  })
}

/** The first 20 s and the last 20 s; null (read it whole) where the file does not say how long it is. */
function bothEnds({ format }: RawMedia): string | null {
  const duration = Number(format.duration)
  const start = Number(format.start_time) || 0
  return Number.isFinite(duration) && duration > 60 ? `%+20,${(start + duration - 20).toFixed(3)}%` : null
}

/** Says plainly what the operating system says in codes, before ffprobe says it worse. */
async function cannotBeOpened(path: string): Promise<Problem | null> {
  try {
    const info = await stat(path)
    if (!info.isFile()) return problem('not-media', {}, 'not a regular file')
    if (info.size === 0) return problem('file-empty')
    await (await open(path, 'r')).close()
    return null
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return problem(code === 'ENOENT' || code === 'ENOTDIR' ? 'file-missing' : 'file-unreadable', {}, code)
  }
}
