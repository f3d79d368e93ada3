import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import ffmpeg from 'fluent-ffmpeg'
import { z } from 'zod'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, type Problem } from '../../src-shared/problems.ts'
import { parseRational, rational, type Rational } from '../../src-shared/time/rational.ts'
import { allowedFormats } from './allowed-formats.ts'
import { fileBeginning } from './file-beginning.ts'
import type { MediaTool } from './media-tools.ts'
import { readErrorIn } from './read-error.ts'

const OUTPUT_LIMIT_BYTES = 8 * 1024 * 1024
/** The last line of an answer that is whole: the format is printed after the streams. */
const END_MARK = '[/FORMAT]'

/** ffprobe's values come as numbers where they look like one, and as text otherwise: `N/A`, `-7`, `1/90000`. */
const value = z.union([z.number(), z.string()]).optional()
const tags = z.record(z.string(), value).optional()

const rawStreamSchema = z.object({
  index: z.number().int(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  codec_tag_string: value,
  id: value,
  width: value,
  height: value,
  sample_aspect_ratio: value,
  pix_fmt: value,
  field_order: value,
  color_space: value,
  color_transfer: value,
  color_primaries: value,
  bits_per_raw_sample: value,
  bits_per_sample: value,
  r_frame_rate: value,
  avg_frame_rate: value,
  time_base: value,
  start_pts: value,
  duration_ts: value,
  sample_rate: value,
  channels: value,
  channel_layout: value,
  bit_rate: value,
  rotation: value,
  tags,
  disposition: z.record(z.string(), value).optional(),
})
export type RawStream = z.infer<typeof rawStreamSchema>

const rawMediaSchema = z.object({
  streams: z.array(rawStreamSchema),
  format: z.object({ format_name: z.string().default(''), start_time: value, duration: value, bit_rate: value, tags }),
})
export type RawMedia = z.infer<typeof rawMediaSchema>

/** Picture or sound that is presented; not a cover. */
export const isEssence = ({ codec_type: type, disposition }: RawStream): boolean =>
  (type === 'video' || type === 'audio') && disposition?.['attached_pic'] !== 1

/** Seconds a tick. */
export const timeBaseOf = ({ time_base: text }: RawStream): Rational =>
  parseRational(String(text ?? '')) ?? rational(1, 1000)

/**
 * What ffmpeg takes for pictures by their names alone; a `%` in them it reads as the pattern of a sequence. Source:
 * ffmpeg, `libavformat/img2.c`.
 */
const PICTURE_NAMES = new RegExp(
  `\\.(${[
    'jpe?g|jps|mpo|ljpg|jls|png|pns|mng|ppm|pnm|pgm|pgmyuv|pbm|pam|pfm|phm|cri|hdr|alias|pix|mpg[12]-img|mpg4-img',
    'y|raw|bmp|tga|tiff?|dng|sgi|pcx|ptx|pictor|pic|pict|pct|sun|ras|rs|im1|im8|im24|sunras|jp2|j2k|j2c|jpc|jpx|jxl',
    'dpx|exr|webp|xbm|xpm|xface|xwd|qoi|vbn|gem|ximg|wbmp|psd|dds|fits?|yuv10',
  ].join('|')})$`,
  'i',
)

const MOST_BYTES_AT_ONCE = 512 * 1024 ** 2

/** Options that every run of ffprobe and ffmpeg shares: only this one file, and nothing that it points to. */
export function safetyOptions(path: string): string[] {
  return [
    '-v',
    'error',
    '-protocol_whitelist',
    'file',
    '-format_whitelist',
    allowedFormats.join(','),
    // A picture of 200 bytes may claim to have 256 million pixels, which are told without being decoded.
    '-max_alloc',
    String(MOST_BYTES_AT_ONCE),
    // A `%` in a picture's name is a percent sign.
    ...(path.includes('%') && PICTURE_NAMES.test(path) ? ['-f', 'image2', '-pattern_type', 'none'] : []),
  ]
}

/**
 * Reads the streams of one file with fluent-ffmpeg's ffprobe, bounded in time and output.
 *
 * fluent-ffmpeg starts ffprobe without a way to stop it, so the process is met where Node announces it
 * (`diagnostics_channel`, `child_process`) and ended from here: on a time-out, on too much output, on abort.
 */
export async function readStreams(
  tool: MediaTool,
  path: string,
  limits: { readonly timeLimitMs: number; readonly signal: AbortSignal },
): Promise<Outcome<RawMedia>> {
  const source = `file:${path}`
  let child: ChildProcess | undefined
  let stoppedBy: Problem | undefined
  let lastSaid = ''
  let unread = null as string | null
  const stop = (why?: Problem) => {
    stoppedBy ??= why
    child?.kill('SIGKILL')
  }
  const meet = (message: unknown) => {
    const { process: started } = message as { process: ChildProcess }
    started.once('spawn', () => {
      if (started.spawnargs.at(-1) !== source || child) return
      child = started
      if (stoppedBy || limits.signal.aborted) return stop()
      let bytes = 0
      started.stdout?.on('data', (data: Buffer) => {
        bytes += data.length
        lastSaid = (lastSaid + data.toString('latin1')).slice(-END_MARK.length - 2)
        if (bytes > OUTPUT_LIMIT_BYTES)
          stop(problem('media-damaged', {}, 'ffprobe printed more than a media file can have streams'))
      })
      started.stderr?.on('data', (data: Buffer) => {
        unread ??= readErrorIn(String(data))
      })
    })
  }
  subscribe('child_process', meet)
  const timer = setTimeout(
    () => stop(problem('probe-timeout', { seconds: Math.round(limits.timeLimitMs / 1000) })),
    limits.timeLimitMs,
  )
  const onAbort = () => stop()
  limits.signal.addEventListener('abort', onAbort)
  try {
    ffmpeg.setFfprobePath(tool.path)
    const raw = await new Promise<unknown>((resolve, reject) => {
      ffmpeg.ffprobe(source, safetyOptions(path), (error: unknown, data: unknown) => {
        if (error) reject(error instanceof Error ? error : new Error('ffprobe failed', { cause: error }))
        else resolve(data)
      })
    })
    if (stoppedBy) return failed(stoppedBy)
    if (unread !== null) return failed(problem('file-unreadable', {}, unread.replaceAll('file:', '')))
    if (lastSaid.trim() !== END_MARK)
      return failed(problem('media-damaged', {}, 'ffprobe stopped in the middle of its answer'))
    const parsed = rawMediaSchema.safeParse(raw)
    return parsed.success ? ok(parsed.data) : failed(problem('media-damaged', {}, z.prettifyError(parsed.error)))
  } catch (error) {
    return failed(stoppedBy ?? (await whyUnreadable(path, (error as Error).message)))
  } finally {
    clearTimeout(timer)
    limits.signal.removeEventListener('abort', onAbort)
    unsubscribe('child_process', meet)
  }
}

/** Tells a file that is no media from media that is damaged, by what ffprobe says. */
async function whyUnreadable(path: string, message: string): Promise<Problem> {
  const detail =
    message
      .replace(/^ffprobe exited with code \d+\s*/, '')
      .replaceAll('file:', '')
      .replace(/Format not on whitelist '[^']*'/, 'a list, a subtitle or another format that is not media itself')
      .trim() || message
  if (/ENOENT|EACCES/.test(message) && /spawn/.test(message)) return problem('ffprobe-missing', {}, detail)
  if (/Permission denied/.test(message)) return problem('file-unreadable', {}, detail)
  if (/No such file or directory/.test(message)) return problem('file-missing', {}, detail)
  const { looksLike, isIsoMedia } = await fileBeginning(path)
  if (looksLike) return problem('not-media', {}, `It looks like ${looksLike}. ${detail}`)
  // ffprobe takes every .mov for QuickTime by its name, and then misses its index: only a first box makes it one.
  const isDamaged =
    /truncat|ended prematurely|killed with signal/i.test(message) ||
    (isIsoMedia && message.includes('moov atom not found'))
  return problem(isDamaged ? 'media-damaged' : 'not-media', {}, detail)
}
