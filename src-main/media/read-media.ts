import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import type { Problem } from '../../src-shared/problems.ts'
import { countPackets, PACKET_ENTRIES, type PacketCount } from './count-packets.ts'
import type { MediaTool } from './media-tools.ts'
import { parseRawMedia, type RawMedia } from './raw-media.ts'
import { readStreams } from './read-streams.ts'
import { notWhole, runFfprobe, type ReadLimits } from './run-ffprobe.ts'
import type { PacketScan } from './scan-packets.ts'
import { whyUnreadable } from './why-unreadable.ts'

/** Packets held until their streams are known, which ffprobe prints after them; where they are more, it is asked. */
const MOST_HELD = 50_000

export interface ReadMedia {
  readonly media: RawMedia
  readonly packets: PacketScan
}

/**
 * Reads the streams of a file and the times of all its packets, in one run of ffprobe where they are not too many.
 *
 * An answer that is not whole is none: `media-damaged` where ffprobe ended with an error, was killed or stopped before
 * its last line, `file-unreadable` where it met a read error, `not-media` where it could make nothing of the file.
 */
export async function readMedia(tool: MediaTool, path: string, limits: ReadLimits): Promise<Outcome<ReadMedia>> {
  const held: string[] = []
  const known: { media: RawMedia; packets: PacketCount }[] = []
  const know = (read: Outcome<RawMedia>): Problem | null => {
    if (!read.ok) return read.problem
    const packets = countPackets(read.value)
    known.push({ media: read.value, packets })
    return packets.add(held.splice(0))
  }
  const options = ['-show_format', '-show_streams', '-show_entries', PACKET_ENTRIES]
  const end = await runFfprobe(tool, path, limits, options, async (packets) => {
    if (known[0]) return known[0].packets.add(packets)
    held.push(...packets)
    return held.length > MOST_HELD ? know(await readStreams(tool, path, limits)) : null
  })
  if (!end.ok) return end
  const { rest, brokenOff, complaints } = end.value
  const isOpened = held.length > 0 || known.length > 0 || hasStreams(rest)
  if (brokenOff !== null && !isOpened) return failed(await whyUnreadable(path, `${brokenOff}\n${complaints}`))
  const wrong = notWhole(end.value) ?? (known[0] ? null : know(parseRawMedia(rest)))
  if (wrong) return failed(wrong)
  const [read] = known
  if (!read) throw new Error('streams that were read are not known')
  const { media, packets } = read
  return ok({ media, packets: { tracks: packets.tracks(), hidden: packets.hidden(), complaints } })
}

const hasStreams = (rest: unknown): boolean =>
  typeof rest === 'object' && rest !== null && 'streams' in rest && Array.isArray(rest.streams)
