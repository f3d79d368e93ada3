import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { divideRounded } from '../../src-shared/time/rational.ts'
import type { MediaTool } from './media-tools.ts'
import { MPEG_CLOCK_TURN_TICKS } from './mpeg-clock.ts'
import type { HiddenPackets } from '../../src-shared/media-facts.ts'
import { createHiddenCounter } from './hidden-packets.ts'
import { createPacketCounter, type ClockRules, type Packet, type PacketFacts } from './packet-counter.ts'
import { readErrorIn } from './read-error.ts'
import { isEssence, safetyOptions, timeBaseOf, type RawMedia } from './read-streams.ts'

const COMPLAINTS_KEPT = 4_000
/** Recordings that were joined; a clock that jumps more often is none. */
const MOST_STRETCHES = 1_000

export interface PacketScan {
  /** By the index of the stream; tracks that are neither picture nor sound are not read. */
  readonly tracks: ReadonlyMap<number, PacketFacts>
  readonly hidden: ReadonlyMap<number, HiddenPackets>
  /** What ffprobe had to say of the file on the way. */
  readonly complaints: string
}

/**
 * Reads the timestamps of the packets of picture and sound, one line at a time, and keeps only a summary.
 *
 * An answer that is not whole is none: `media-damaged` where ffprobe ended with an error, was killed or stopped before
 * its last line, `file-unreadable` where it met a read error.
 * @param windows ffprobe's `-read_intervals`, for files too large to be read whole; the counts are then of the windows
 */
export async function scanPackets(
  tool: MediaTool,
  path: string,
  media: RawMedia,
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
      'packet=stream_index,pts,dts,duration,flags:packet_side_data=skip_samples:format=format_name',
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
  const counter = createPacketCounter(clockRules(media))
  const hidden = createHiddenCounter()
  const packetIn = packetReader(media)
  let isWhole = false
  let how = ''
  try {
    for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity })) {
      const packet = packetIn(line)
      // What an edit list or a codec's delay cuts off whole is never presented.
      if (packet && !packet.isHidden) counter.add(packet)
      if (packet) hidden.add(packet.index, packet.pts, packet.isHidden)
      if (counter.stretches() > MOST_STRETCHES) break
      isWhole ||= line.startsWith('format_name=')
    }
    if (counter.stretches() > MOST_STRETCHES)
      return failed(problem('media-damaged', {}, `its clock jumps more than ${MOST_STRETCHES} times`))
    how = await ended
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
  }
  if (late.signal.aborted) return failed(problem('probe-timeout', { seconds: Math.round(limits.timeLimitMs / 1000) }))
  if (unread !== null) return failed(problem('file-unreadable', {}, plain(unread)))
  if (how !== 'exit code 0' || !isWhole)
    return failed(problem('media-damaged', {}, plain(`ffprobe: ${how}. ${complaints}`)))
  return ok({ tracks: counter.facts(), hidden: hidden.hidden(), complaints })
}

const plain = (said: string): string => said.replaceAll('file:', '').trim().slice(0, 1000)

const LINE =
  /^stream_index=(\d+)\|pts=(-?\d+|N\/A)\|dts=(-?\d+|N\/A)\|duration=(\d+|N\/A)\|flags=(\w*)(?:.*\bskip_samples=(\d+))?/

/** Reads a line of ffprobe's; null where it is no packet. */
function packetReader({ streams, format }: RawMedia): (line: string) => (Packet & { isHidden: boolean }) | null {
  const ticks = (text: string | undefined) => (text === undefined || text === 'N/A' ? null : BigInt(text))
  // Elsewhere the samples to skip are what the codec needs to begin, and the container's times are its packets'.
  const hasEditLists = /\bmov\b/.test(format.format_name)
  const ofSample = new Map(
    streams.map((it) => [it.index, { timeBase: timeBaseOf(it), sampleRate: Number(it.sample_rate) || 0 }]),
  )
  return (line) => {
    const [isPacket, stream, pts, dts, duration, flags, skipped] = LINE.exec(line) ?? []
    if (isPacket === undefined) return null
    const index = Number(stream)
    const { timeBase, sampleRate } = ofSample.get(index) ?? {}
    const hidden =
      hasEditLists && skipped && timeBase && sampleRate
        ? divideRounded(BigInt(skipped) * timeBase.denominator, BigInt(sampleRate) * timeBase.numerator)
        : 0n
    return {
      index,
      pts: ticks(pts),
      dts: ticks(dts),
      duration: ticks(duration) ?? 0n,
      isKey: flags?.includes('K') ?? false,
      hidden,
      isHidden: flags?.includes('D') ?? false,
    }
  }
}

/** Formats whose clock has 33 bits. Source: ISO/IEC 13818-1, PTS and DTS. */
const MPEG_SYSTEMS = /^(mpegts|mpeg)$/
/** Formats that are made for joining: those in which ffmpeg itself expects clocks to leap (`AVFMT_TS_DISCONT`). */
const JOINABLE = /^(mpegts|mpeg|ogg)$/

const clockRules = ({ streams, format: { format_name: format } }: RawMedia): ClockRules => ({
  timeBases: new Map(streams.filter(isEssence).map((it) => [it.index, timeBaseOf(it)])),
  turn: MPEG_SYSTEMS.test(format) ? MPEG_CLOCK_TURN_TICKS : null,
  leapsAreJumps: JOINABLE.test(format),
})
