import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, type Problem } from '../../src-shared/problems.ts'
import { ffprobeJson } from './ffprobe-json.ts'
import type { MediaTool } from './media-tools.ts'
import { readErrorIn } from './read-error.ts'
import { safetyOptions } from './safety-options.ts'

const COMPLAINTS_KEPT = 4_000
/** Of all but whole packets: a media file cannot have so many streams, nor so long tags. */
export const MOST_PRINTED = 8 * 1024 * 1024

/** How far reading may go. */
export interface ReadLimits {
  readonly timeLimitMs: number
  readonly signal: AbortSignal
}

export interface FfprobeEnd {
  /** All that it printed but the packets; null where the end of it is missing. */
  readonly rest: unknown
  /** What it had to say of the file on the way. */
  readonly complaints: string
  /** Why what it printed is not all: it ended with an error or was killed. Null where it ended well. */
  readonly brokenOff: string | null
  /** The read error it met: it may have taken it for the end of the file. Also what some formats call a short file. */
  readonly unread: string | null
}

/**
 * Runs ffprobe on one file, and hands on the packets that it prints as they come, some at a time; it waits meanwhile.
 *
 * @param options what is asked
 * @param take packets, each as JSON; a problem from it ends the run
 * @returns `probe-timeout` where it took too long, `media-damaged` where it printed without an end
 */
export async function runFfprobe(
  tool: MediaTool,
  path: string,
  { timeLimitMs, signal }: ReadLimits,
  options: readonly string[],
  take: (packets: readonly string[]) => Problem | null | Promise<Problem | null>,
): Promise<Outcome<FfprobeEnd>> {
  const json = ffprobeJson()
  const child = spawn(tool.path, [...safetyOptions(path), ...options, '-of', 'json=c=1', `file:${path}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    signal,
    killSignal: 'SIGKILL',
  })
  let complaints = ''
  let unread = null as string | null
  child.stderr.on('data', (text) => {
    unread ??= readErrorIn(String(text))
    if (complaints.length < COMPLAINTS_KEPT) complaints += String(text)
  })
  const late = new AbortController()
  const timer = setTimeout(() => {
    late.abort()
    child.kill('SIGKILL')
  }, timeLimitMs)
  const ended = once(child, 'close').then(
    ([code, killedBy]): string | null =>
      killedBy
        ? `ffprobe was killed with signal ${String(killedBy)}`
        : code === 0
          ? null
          : `ffprobe exited with code ${String(code)}`,
    (error: unknown) => (error as Error).message,
  )
  let brokenOff: string | null
  try {
    const stopped = await eachLines(child.stdout, (lines) => {
      const packets = json.add(lines)
      return json.size() > MOST_PRINTED ? printedTooMuch() : take(packets)
    })
    if (stopped) return failed(stopped)
    brokenOff = await ended
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
  }
  if (late.signal.aborted) return failed(problem('probe-timeout', { seconds: Math.round(timeLimitMs / 1000) }))
  return ok({ rest: json.rest(), complaints, brokenOff, unread })
}

/** What is wrong where ffprobe opened a file and did not read all of it; null where it did. */
export function notWhole({ rest, brokenOff, unread, complaints }: FfprobeEnd): Problem | null {
  if (unread !== null) return problem('file-unreadable', {}, plain(unread))
  if (brokenOff === null && rest !== null) return null
  return problem(
    'media-damaged',
    {},
    plain(`${brokenOff ?? 'ffprobe stopped in the middle of its answer'}. ${complaints}`),
  )
}

export const printedTooMuch = (): Problem =>
  problem('media-damaged', {}, 'ffprobe printed more than a media file can have streams')

/** What ffprobe said, without what only Framehaul put there. */
const plain = (said: string): string => said.replaceAll('file:', '').trim().slice(0, 1000)

async function eachLines(
  output: AsyncIterable<Buffer>,
  take: (lines: readonly string[]) => Problem | null | Promise<Problem | null>,
): Promise<Problem | null> {
  const text = new TextDecoder()
  let rest = ''
  for await (const chunk of output) {
    const lines = (rest + text.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    // On Windows they end with both.
    for (const [n, line] of lines.entries()) if (line.endsWith('\r')) lines[n] = line.slice(0, -1)
    if (rest.length > MOST_PRINTED) return printedTooMuch()
    const stopped = await take(lines)
    if (stopped) return stopped
  }
  return rest === '' ? null : take([rest])
}
