import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import ffmpeg from 'fluent-ffmpeg'
import { failed, type Outcome } from '../../src-shared/outcome.ts'
import { problem, type Problem } from '../../src-shared/problems.ts'
import type { MediaTool } from './media-tools.ts'
import { parsedJson } from './ffprobe-json.ts'
import { parseRawMedia, type RawMedia } from './raw-media.ts'
import { readErrorIn } from './read-error.ts'
import { MOST_PRINTED, printedTooMuch, type ReadLimits } from './run-ffprobe.ts'
import { safetyOptions } from './safety-options.ts'
import { whyUnreadable } from './why-unreadable.ts'

/** Each belongs to one reading, though two may read the same file at once. */
const met = new WeakSet<ChildProcess>()

/**
 * Reads the streams of one file with fluent-ffmpeg's ffprobe, bounded in time and output.
 *
 * fluent-ffmpeg starts ffprobe without a way to stop it, so the process is met where Node announces it
 * (`diagnostics_channel`, `child_process`) and ended from here: on a time-out, on too much output, on abort. What it
 * prints is JSON, which is read here as well: fluent-ffmpeg reads lines, and takes a tag with line breaks for answers.
 */
export async function readStreams(tool: MediaTool, path: string, limits: ReadLimits): Promise<Outcome<RawMedia>> {
  const source = `file:${path}`
  let child: ChildProcess | undefined
  let stoppedBy: Problem | undefined
  const said: Buffer[] = []
  let unread = null as string | null
  const stop = (why?: Problem) => {
    stoppedBy ??= why
    child?.kill('SIGKILL')
  }
  const meet = (message: unknown) => {
    const { process: started } = message as { process: ChildProcess }
    started.once('spawn', () => {
      // Only fluent-ffmpeg asks for the streams first.
      const isOurs = started.spawnargs[1] === '-show_streams' && started.spawnargs.at(-1) === source
      if (!isOurs || child || met.has(started)) return
      met.add(started)
      child = started
      if (stoppedBy || limits.signal.aborted) return stop()
      let bytes = 0
      started.stdout?.on('data', (data: Buffer) => {
        bytes += data.length
        said.push(data)
        if (bytes > MOST_PRINTED) stop(printedTooMuch())
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
    await new Promise<void>((resolve, reject) => {
      ffmpeg.ffprobe(source, [...safetyOptions(path), '-of', 'json=c=1'], (error: unknown) => {
        if (error) reject(error instanceof Error ? error : new Error('ffprobe failed', { cause: error }))
        else resolve()
      })
    })
    if (stoppedBy) return failed(stoppedBy)
    if (unread !== null) return failed(problem('file-unreadable', {}, unread.replaceAll('file:', '')))
    const raw = parsedJson(Buffer.concat(said).toString('utf8'))
    return raw === null
      ? failed(problem('media-damaged', {}, 'ffprobe stopped in the middle of its answer'))
      : parseRawMedia(raw)
  } catch (error) {
    return failed(stoppedBy ?? (await whyUnreadable(path, (error as Error).message)))
  } finally {
    clearTimeout(timer)
    limits.signal.removeEventListener('abort', onAbort)
    unsubscribe('child_process', meet)
  }
}
