import type { Nanoseconds } from '../../../src-shared/time/timestamp.ts'
import { MPEG_CLOCK_TURN } from '../mpeg-clock.ts'

/** MPEG transport packets. Source: ISO/IEC 13818-1, transport packet, adaptation field, PES header. */

export const TRANSPORT_PACKET = 188
const SYNC = 0x47

/** The whole turns of the clock before a time that is not before zero. */
export const clockTurns = (time: Nanoseconds): Nanoseconds =>
  time > 0n ? (time / MPEG_CLOCK_TURN) * MPEG_CLOCK_TURN : 0n

/** What the beginning of a PES packet says; times in ticks of 90 kHz. */
export interface PesStart {
  readonly pts: bigint
  readonly dts: bigint
  readonly isKey: boolean
}

/** Reads a packet; `starts` is null where no PES packet with a time begins in it. */
export function readTransportPacket(packet: Buffer): {
  readonly pid: number
  /** A PES packet or a table begins here. */
  readonly isStart: boolean
  readonly starts: PesStart | null
} {
  if (packet[0] !== SYNC) throw new Error('a transport packet without its sync byte')
  const head = packet.readUInt16BE(1)
  const isStart = (head & 0x4000) !== 0
  const times = isStart ? timesOf(packet) : null
  return { pid: head & 0x1fff, isStart, starts: times && { ...times, isKey: isRandomAccess(packet) } }
}

const hasAdaptation = (packet: Buffer): boolean => ((packet[3] ?? 0) & 0x20) !== 0

const isRandomAccess = (packet: Buffer): boolean =>
  hasAdaptation(packet) && (packet[4] ?? 0) > 0 && ((packet[5] ?? 0) & 0x40) !== 0

/** Presentation and decode time of the PES packet that begins here, in ticks of 90 kHz; null where it has none. */
function timesOf(packet: Buffer): { pts: bigint; dts: bigint } | null {
  const pes = packet.subarray(hasAdaptation(packet) ? 5 + (packet[4] ?? 0) : 4)
  if (pes.length < 14 || pes.readUIntBE(0, 3) !== 1) return null
  const flags = (pes[7] ?? 0) >> 6
  if (!(flags & 0b10)) return null
  const pts = clockAt(pes, 9)
  return { pts, dts: flags === 0b11 && pes.length >= 19 ? clockAt(pes, 14) : pts }
}

function clockAt(pes: Buffer, at: number): bigint {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = pes.subarray(at, at + 5)
  return BigInt((a >> 1) & 0x7) * 2n ** 30n + BigInt((b << 7) | (c >> 1)) * 2n ** 15n + BigInt((d << 7) | (e >> 1))
}
