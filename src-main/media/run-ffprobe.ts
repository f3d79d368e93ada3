import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, type Problem } from '../../src-shared/problems.ts'
import type { MediaTool } from './media-tools.ts'
import { readErrorIn } from './read-error.ts'
import { safetyOptions } from './safety-options.ts'

const COMPLAINTS_KEPT = 4_000
/** The longest line that is not an attack: a picture of a film as a tag. */
const LONGEST_LINE = 8 * 1024 * 1024

/** How far reading may go. */
export interface ReadLimits {
  readonly timeLimitMs: number
  readonly signal: AbortSignal
}

export interface FfprobeEnd {
  /** What it had to say of the file on the way. */
  readonly complaints: string
  /** Why what it printed is not all: it ended with an error or was killed. Null where it ended well. */
  readonly brokenOff: string | null
  /** The read error it met: it may have taken it for the end of the file. Also what some formats call a short file. */
  readonly unread: string | null
}

/**
 * Runs ffprobe on one file, and hands on the lines that it prints as they come, some at a time; it waits meanwhile.
 *
 * @param take a problem from it ends the run
 * @returns `probe-timeout` where it took too long
 */
export async function runFfprobe(
  tool: MediaTool,
  path: string,
  { timeLimitMs, signal }: ReadLimits,
  options: readonly string[],
  take: (lines: readonly string[]) => Problem | null | Promise<Problem | null>,
): Promise<Outcome<FfprobeEnd>> {
  const child = spawn(tool.path, [...safetyOptions(path), ...options, `file:${path}`], {
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
    const stopped = await eachLines(child.stdout, take)
    if (stopped) return failed(stopped)
    brokenOff = await ended
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
  }
  if (late.signal.aborted) return failed(problem('probe-timeout', { seconds: Math.round(timeLimitMs / 1000) }))
  return ok({ complaints, brokenOff, unread })
}

/** What is wrong where ffprobe opened a file and did not read all of it; null where it did. */
export function notWhole({ brokenOff, unread, complaints }: FfprobeEnd, isParsed: boolean): Problem | null {
  if (unread !== null) return problem('file-unreadable', {}, plain(unread))
  if (brokenOff === null && isParsed) return null
  return problem(
    'media-damaged',
    {},
    plain(`${brokenOff ?? 'ffprobe stopped in the middle of its answer'}. ${complaints}`),
  )
}

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
    if (rest.length > LONGEST_LINE)
      return problem('media-damaged', {}, 'ffprobe printed more than a media file can have streams')
    const stopped = await take(lines)
    if (stopped) return stopped
  }
  return rest === '' ? null : take([rest])
}
