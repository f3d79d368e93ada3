import { problem, type Problem } from '../../src-shared/problems.ts'
import { divideRounded } from '../../src-shared/time/rational.ts'
import type { HiddenPackets } from '../../src-shared/media-facts.ts'
import { createHiddenCounter } from './hidden-packets.ts'
import { MPEG_CLOCK_TURN_TICKS } from './mpeg-clock.ts'
import { createPacketCounter, type ClockRules, type Packet, type PacketFacts } from './packet-counter.ts'
import { isEssence, timeBaseOf, type RawMedia } from './raw-media.ts'

/** Recordings that were joined; a clock that jumps more often is none. */
const MOST_STRETCHES = 1_000

/** What is asked of each packet. */
export const PACKET_ENTRIES = 'packet=stream_index,pts,dts,duration,flags:packet_side_data=skip_samples'

/** Summarises the packets of picture and sound that ffprobe prints. */
export interface PacketCount {
  /** Takes packets, each as JSON; a problem where the file's clock is none. */
  add: (packets: readonly string[]) => Problem | null
  /** By the index of the stream; tracks that are neither picture nor sound are not read. */
  tracks: () => ReadonlyMap<number, PacketFacts>
  hidden: () => ReadonlyMap<number, HiddenPackets>
}

export function countPackets(media: RawMedia): PacketCount {
  const counter = createPacketCounter(clockRules(media))
  const hidden = createHiddenCounter()
  const packetIn = packetReader(media)
  return {
    add: (packets) => {
      for (const text of packets) {
        const packet = packetIn(text)
        if (!packet) continue
        // What an edit list or a codec's delay cuts off whole is never presented.
        if (!packet.isHidden) counter.add(packet)
        hidden.add(packet.index, packet.pts, packet.isHidden)
        if (counter.stretches() > MOST_STRETCHES) break
      }
      return counter.stretches() > MOST_STRETCHES
        ? problem('media-damaged', {}, `its clock jumps more than ${MOST_STRETCHES} times`)
        : null
    },
    tracks: () => counter.facts(),
    hidden: () => hidden.hidden(),
  }
}

const PACKET = new RegExp(
  [
    '^\\{ "stream_index": (\\d+)',
    '(?:, "pts": (-?\\d+))?(?:, "dts": (-?\\d+))?(?:, "duration": (\\d+))?',
    ', "flags": "(\\w*)"(?:.*"skip_samples": (\\d+))?',
  ].join(''),
)

/** Reads a packet of ffprobe's; null where it is none. */
function packetReader({ streams, format }: RawMedia): (text: string) => (Packet & { isHidden: boolean }) | null {
  const ticks = (text: string | undefined) => (text === undefined ? null : BigInt(text))
  // Elsewhere the samples to skip are what the codec needs to begin, and the container's times are its packets'.
  const hasEditLists = /\bmov\b/.test(format.format_name)
  const ofSample = new Map(
    streams.map((it) => [it.index, { timeBase: timeBaseOf(it), sampleRate: Number(it.sample_rate) || 0 }]),
  )
  return (text) => {
    const [isPacket, stream, pts, dts, duration, flags, skipped] = PACKET.exec(text) ?? []
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
