import { rational } from '../../../src-shared/time/rational.ts'
import { ticksToNanoseconds } from '../../../src-shared/time/timestamp.ts'
import { cutPoints, trackTimes, type Cut, type Splitter, type TrackSpan, type TrackTimes } from './cut-points.ts'

const PACKET = 188
const SYNC = 0x47
const TICK = rational(1, 90_000)
/** After so many ticks the clock begins anew. */
const TURN = 2n ** 33n

/**
 * Cuts an MPEG transport stream, as ffmpeg writes it, into streams that each play on their own: the tables, then
 * packets from a key frame of the main track on. ffmpeg writes a PES packet in one go, so none is cut apart.
 *
 * Source: ISO/IEC 13818-1, transport packet, adaptation field, PES header.
 * @param tables the PIDs of PAT and PMT; every piece begins with their latest packets
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
  const latest = new Map<number, Buffer>()
  let rest: Buffer = Buffer.alloc(0)
  let tracks: Map<number, TrackTimes> | null = null
  const allTracks = new Map<number, { latest: bigint; readonly times: TrackTimes }>()

  function begin(): Cut[] {
    const ended = tracks ? [whole(tracks)] : []
    const again = tracks
      ? tables.flatMap((it): Cut[] => [{ type: 'bytes', bytes: latest.get(it) ?? Buffer.alloc(0) }])
      : []
    tracks = new Map(pids.map((pid) => [pid, trackTimes()]))
    return [...ended, { type: 'begins' }, ...again]
  }

  function whole(of: ReadonlyMap<number, TrackTimes>): Cut {
    const main = of.get(mainPid)?.summary()
    if (!main) return { type: 'whole', times: null }
    const ns = (ticks: bigint) => ticksToNanoseconds(ticks, TICK)
    const coveredEnd = [...of.values()]
      .map((it) => it.summary()?.end ?? main.end)
      .reduce((a, b) => (a > b ? a : b), main.end)
    return {
      type: 'whole',
      times: {
        start: ns(main.first),
        last: ns(main.last),
        end: ns(main.end),
        coveredEnd: ns(coveredEnd),
        packets: main.packets,
        keyPackets: main.keyPackets,
      },
    }
  }

  function addToAll(pid: number, pts: bigint, isKey: boolean): void {
    const of = allTracks.get(pid) ?? { latest: pts, times: trackTimes() }
    of.latest = onwards(of.latest, pts)
    of.times.add(of.latest, 0n, isKey)
    allTracks.set(pid, of)
  }

  return {
    push: (chunk) => {
      const cuts = tracks ? [] : begin()
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const end = bytes.length - (bytes.length % PACKET)
      let from = 0
      for (let at = 0; at < end; at += PACKET) {
        if (bytes[at] !== SYNC) throw new Error('a transport packet without its sync byte')
        const pid = bytes.readUInt16BE(at + 1) & 0x1fff
        if (tables.includes(pid)) latest.set(pid, Buffer.from(bytes.subarray(at, at + PACKET)))
        // Only where a PES packet begins is there a time to read.
        if (((bytes[at + 1] ?? 0) & 0x40) === 0 || !pids.includes(pid)) continue
        const packet = bytes.subarray(at, at + PACKET)
        const times = timesOf(packet)
        if (!times) continue
        const isKey = isRandomAccess(packet)
        if (pid === mainPid && isKey && isCutPoint(Number(times.dts) / 90_000)) {
          cuts.push({ type: 'bytes', bytes: bytes.subarray(from, at) }, ...begin())
          from = at
        }
        tracks?.get(pid)?.add(times.pts, 0n, isKey)
        addToAll(pid, times.pts, isKey)
      }
      cuts.push({ type: 'bytes', bytes: bytes.subarray(from, end) })
      rest = Buffer.from(bytes.subarray(end))
      return cuts
    },
    end: () => {
      if (rest.length > 0) throw new Error('the stream ended within a packet')
      return tracks ? [whole(tracks)] : []
    },
    spans: () => spansOf(allTracks),
  }
}

/** A time on a clock that does not begin anew: whichever of its turns lies nearest to the time before. */
function onwards(before: bigint, pts: bigint): bigint {
  const forward = (((pts - before) % TURN) + TURN) % TURN
  return before + (forward > TURN / 2n ? forward - TURN : forward)
}

function spansOf(tracks: ReadonlyMap<number, { readonly times: TrackTimes }>): Map<number, TrackSpan> {
  const ns = (ticks: bigint) => ticksToNanoseconds(ticks, TICK)
  return new Map(
    [...tracks].flatMap(([pid, { times }]) => {
      const summary = times.summary()
      if (!summary) return []
      const { first, last, end, packets } = summary
      return [[pid, { first: ns(first), last: ns(last), end: ns(end), packets }]]
    }),
  )
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
