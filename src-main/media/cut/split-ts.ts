import { rational } from '../../../src-shared/time/rational.ts'
import { ticksToNanoseconds, type Nanoseconds } from '../../../src-shared/time/timestamp.ts'
import { MPEG_CLOCK_TURN_TICKS } from '../mpeg-clock.ts'
import { onwards } from '../packet-counter.ts'
import { cutPoints, type Cut, type Splitter } from './cut-points.ts'
import { createPieceTracks, type PieceTracks } from './piece-tracks.ts'
import { clockTurns, readTransportPacket, TRANSPORT_PACKET, type PesStart } from './ts-packets.ts'

const TICK = rational(1, 90_000)
/** Sound of the piece before that comes later than this after a key frame is not waited for. */
const MOST_INTERLEAVING: Nanoseconds = 500_000_000n

interface Packet {
  readonly pid: number
  readonly bytes: Buffer
  /** Of a PES packet or a table. */
  readonly isStart: boolean
  readonly starts: (PesStart & { readonly ptsNs: Nanoseconds; readonly dtsNs: Nanoseconds }) | null
}

/**
 * Cuts an MPEG transport stream, as ffmpeg writes it, into streams that each play on their own: the tables, then
 * packets from a key frame of the main track on. ffmpeg writes a PES packet in one go, so none is cut apart.
 *
 * A piece begins with the picture of it that is presented first, which may come after the key frame (an open GOP): what
 * comes until that is known is kept back. Sound that is presented before goes to the piece before.
 *
 * Source: ISO/IEC 13818-1, transport packet, adaptation field, PES header.
 * @param tables the PIDs of PAT and PMT; every piece begins with all packets of their latest
 * @param mainPid of the track at whose key frames is cut
 * @param pids of all tracks
 */
export function splitTransportStream(
  tables: readonly number[],
  mainPid: number,
  pids: readonly number[],
  seconds: number,
): Splitter {
  const isCutPoint = cutPoints(seconds)
  const tracks = createPieceTracks(mainPid)
  const read = packetReader(pids)
  const pieces = piecesOfPackets(tracks, tables, mainPid, pids)
  let rest: Buffer = Buffer.alloc(0)
  let hasMain = false
  /** A piece that begins, as far as it is known where. */
  let opening: { start: Nanoseconds; readonly kept: Packet[] } | null = null

  function open(cuts: Cut[]): void {
    if (!opening) return
    const { start, kept } = opening
    opening = null
    pieces.begin(start, cuts)
    for (const it of kept) pieces.place(it, cuts)
  }

  function take(packet: Packet, cuts: Cut[]): void {
    const ofMain = packet.pid === mainPid ? packet.starts : null
    if (opening && ofMain && ofMain.ptsNs < opening.start) opening.start = ofMain.ptsNs
    // Nothing that is decoded later is presented before.
    if (opening && ofMain && ofMain.dtsNs >= opening.start) open(cuts)
    const isChance = ofMain !== null && (ofMain.isKey || !hasMain)
    hasMain ||= ofMain !== null
    if (!opening && ofMain && isChance && isCutPoint(Number(ofMain.ptsNs) / 1e9))
      opening = { start: ofMain.ptsNs, kept: [] }
    if (opening) opening.kept.push({ ...packet, bytes: Buffer.from(packet.bytes) })
    else pieces.place(packet, cuts)
  }

  return {
    push: (chunk) => {
      const cuts: Cut[] = []
      if (tracks.current() === null) pieces.begin(null, cuts)
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const end = bytes.length - (bytes.length % TRANSPORT_PACKET)
      for (let at = 0; at < end; at += TRANSPORT_PACKET) take(read(bytes.subarray(at, at + TRANSPORT_PACKET)), cuts)
      rest = Buffer.from(bytes.subarray(end))
      return joined(cuts).map(onItsClock)
    },
    end: () => {
      if (rest.length > 0) throw new Error('the stream ended within a packet')
      const cuts: Cut[] = []
      open(cuts)
      pieces.end(cuts)
      return cuts.map(onItsClock)
    },
    spans: tracks.spans,
    misplaced: tracks.misplaced,
  }
}

/** Puts each packet into the piece to which its PES packet belongs by its time. */
function piecesOfPackets(
  tracks: PieceTracks,
  tables: readonly number[],
  mainPid: number,
  pids: readonly number[],
): {
  begin: (start: Nanoseconds | null, cuts: Cut[]) => void
  place: (packet: Packet, cuts: Cut[]) => void
  end: (cuts: Cut[]) => void
} {
  const latest = new Map<number, Buffer[]>()
  const pieceOf = new Map<number, number>()
  /** The piece before, which may still get sound. */
  let closing: { readonly piece: number; readonly start: Nanoseconds } | null = null

  function close(cuts: Cut[]): void {
    if (closing) cuts.push(tracks.whole(closing.piece))
    closing = null
  }

  return {
    begin: (start, cuts) => {
      close(cuts)
      const before = tracks.current()
      const piece = tracks.begin(start)
      cuts.push({ type: 'begins', piece })
      if (before === null || start === null) return
      closing = { piece: before, start }
      for (const pid of tables) for (const bytes of latest.get(pid) ?? []) cuts.push({ type: 'bytes', piece, bytes })
    },
    place: ({ pid, bytes, isStart, starts }, cuts) => {
      if (tables.includes(pid)) {
        // A table may be longer than a packet.
        if (isStart) latest.set(pid, [])
        latest.get(pid)?.push(Buffer.from(bytes))
      }
      const current = tracks.current() ?? 0
      if (closing && starts && pid === mainPid && starts.dtsNs > closing.start + MOST_INTERLEAVING) close(cuts)
      if (starts) {
        const isLeft = closing !== null && pid !== mainPid && starts.ptsNs < closing.start
        const piece = isLeft && closing ? closing.piece : current
        pieceOf.set(pid, piece)
        tracks.add(piece, pid, { time: starts.ptsNs, duration: 0n, isKey: starts.isKey })
      }
      cuts.push({ type: 'bytes', piece: pids.includes(pid) ? (pieceOf.get(pid) ?? current) : current, bytes })
    },
    end: (cuts) => {
      close(cuts)
      const last = tracks.current()
      if (last !== null) cuts.push(tracks.whole(last))
    },
  }
}

/** Packets that lie together and go to one piece, as one. */
function joined(cuts: readonly Cut[]): Cut[] {
  const all: Cut[] = []
  for (const cut of cuts) {
    const before = all.at(-1)
    const isNext =
      cut.type === 'bytes' &&
      before?.type === 'bytes' &&
      before.piece === cut.piece &&
      before.bytes.buffer === cut.bytes.buffer &&
      before.bytes.byteOffset + before.bytes.length === cut.bytes.byteOffset
    if (!isNext) all.push(cut)
    else {
      const { buffer, byteOffset, length } = before.bytes
      all[all.length - 1] = { ...cut, bytes: Buffer.from(buffer, byteOffset, length + cut.bytes.length) }
    }
  }
  return all
}

/** Reads packets, with times on a clock that does not begin anew. */
function packetReader(pids: readonly number[]): (bytes: Buffer) => Packet {
  const before = new Map<number, bigint>()
  let newest: bigint | null = null
  return (bytes) => {
    const { pid, isStart, starts } = readTransportPacket(bytes)
    if (!starts || !pids.includes(pid)) return { pid, bytes, isStart, starts: null }
    const reference = before.get(pid) ?? newest
    const dts = reference === null ? starts.dts : onwards(reference, starts.dts, MPEG_CLOCK_TURN_TICKS)
    const pts = onwards(dts, starts.pts, MPEG_CLOCK_TURN_TICKS)
    before.set(pid, dts)
    newest = dts
    const ns = (ticks: bigint) => ticksToNanoseconds(ticks, TICK)
    return { pid, bytes, isStart, starts: { ...starts, ptsNs: ns(pts), dtsNs: ns(dts) } }
  }
}

/** A piece says its times on the stream's own clock, which has begun anew so many times. */
function onItsClock(cut: Cut): Cut {
  if (cut.type !== 'whole' || !cut.times) return cut
  const { times } = cut
  const by = clockTurns(times.start)
  const { start, last, end, coveredEnd } = times
  return {
    ...cut,
    times: { ...times, start: start - by, last: last - by, end: end - by, coveredEnd: coveredEnd - by },
  }
}
