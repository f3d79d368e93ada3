import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import type { MediaTool } from './media-tools.ts'
import { readErrorIn } from './read-error.ts'
import { safetyOptions } from './read-streams.ts'

/** What the packets of one track say, in ticks of the track's time base. */
export interface PacketFacts {
  /** Earliest presentation time. */
  firstPts: bigint
  /** The packet that is presented last, and how long it says it lasts (0 where it does not say). */
  lastPts: bigint
  lastDuration: bigint
  packets: number
  keyPackets: number
  /** Presentation times of the first packets, in the order of the file; enough to tell a rate. */
  readonly sample: bigint[]
}

const SAMPLE_SIZE = 2_000
const COMPLAINTS_KEPT = 4_000

export interface PacketScan {
  /** By the index of the stream. */
  readonly tracks: ReadonlyMap<number, PacketFacts>
  /** What ffprobe had to say of the file on the way. */
  readonly complaints: string
}

/**
 * Reads the timestamps of a file's packets, one line at a time, and keeps only a summary.
 *
 * An answer that is not whole is none: `media-damaged` where ffprobe ended with an error, was killed or stopped before
 * its last line, `file-unreadable` where it met a read error.
 * @param windows ffprobe's `-read_intervals`, for files too large to be read whole; the counts are then of the windows
 */
export async function scanPackets(
  tool: MediaTool,
  path: string,
  limits: { readonly timeLimitMs: number; readonly signal: AbortSignal },
  windows: string | null,
): Promise<Outcome<PacketScan>> {
  const child = spawn(
    tool.path,
    [
      ...safetyOptions(path),
      ...(windows ? ['-read_intervals', windows] : []),
      '-show_entries',
      // The format is printed last: it says that nothing is missing before it.
      'packet=stream_index,pts,duration,flags:format=format_name',
      '-of',
      'compact=p=0',
      `file:${path}`,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, signal: limits.signal, killSignal: 'SIGKILL' },
  )
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
  }, limits.timeLimitMs)
  const ended = once(child, 'close').then(
    ([code, killedBy]): string => (killedBy ? `killed with ${String(killedBy)}` : `exit code ${String(code)}`),
    (error: unknown) => (error as Error).message,
  )
  const tracks = new Map<number, PacketFacts>()
  let isWhole = false
  let how = ''
  try {
    for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity })) {
      countPacket(tracks, line)
      isWhole ||= line.startsWith('format_name=')
    }
    how = await ended
  } finally {
    clearTimeout(timer)
  }
  if (late.signal.aborted) return failed(problem('probe-timeout', { seconds: Math.round(limits.timeLimitMs / 1000) }))
  if (unread !== null) return failed(problem('file-unreadable', {}, plain(unread)))
  if (how !== 'exit code 0' || !isWhole)
    return failed(problem('media-damaged', {}, plain(`ffprobe: ${how}. ${complaints}`)))
  return ok({ tracks, complaints })
}

const plain = (said: string): string => said.replaceAll('file:', '').trim().slice(0, 1000)

const LINE = /^stream_index=(\d+)\|pts=(-?\d+|N\/A)\|duration=(\d+|N\/A)\|flags=(\w*)/

function countPacket(tracks: Map<number, PacketFacts>, line: string): void {
  const match = LINE.exec(line)
  if (!match) return
  const index = Number(match[1])
  const flags = match[4] ?? ''
  // Packets that only prime the decoder (an edit list or a codec delay cuts them off) are never presented.
  if (flags.includes('D')) return
  const duration = match[3] === 'N/A' ? 0n : BigInt(match[3] ?? 0)
  const known = tracks.get(index)
  // A packet without a time follows the one before it: raw PCM and elementary streams have no timestamps.
  const pts = match[2] === 'N/A' ? (known ? known.lastPts + known.lastDuration : 0n) : BigInt(match[2] ?? 0)
  const key = flags.includes('K') ? 1 : 0
  if (!known) {
    tracks.set(index, {
      firstPts: pts,
      lastPts: pts,
      lastDuration: duration,
      packets: 1,
      keyPackets: key,
      sample: [pts],
    })
    return
  }
  known.packets += 1
  known.keyPackets += key
  if (pts < known.firstPts) known.firstPts = pts
  if (pts >= known.lastPts) {
    known.lastPts = pts
    known.lastDuration = duration
  }
  if (known.sample.length < SAMPLE_SIZE) known.sample.push(pts)
}
