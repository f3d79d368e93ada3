import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import type { HiddenPackets } from '../../src-shared/media-facts.ts'
import { countPackets, PACKET_ENTRIES } from './count-packets.ts'
import type { MediaTool } from './media-tools.ts'
import type { PacketFacts } from './packet-counter.ts'
import type { RawMedia } from './raw-media.ts'
import { notWhole, runFfprobe, type ReadLimits } from './run-ffprobe.ts'

export interface PacketScan {
  /** By the index of the stream; tracks that are neither picture nor sound are not read. */
  readonly tracks: ReadonlyMap<number, PacketFacts>
  readonly hidden: ReadonlyMap<number, HiddenPackets>
  /** What ffprobe had to say of the file on the way. */
  readonly complaints: string
}

/**
 * Reads the timestamps of the packets of picture and sound in a window of a file whose streams are known, and keeps
 * only a summary; the counts are then of the window.
 *
 * An answer that is not whole is none: `media-damaged` where ffprobe ended with an error, was killed or stopped before
 * its last line, `file-unreadable` where it met a read error.
 * @param window ffprobe's `-read_intervals`
 */
export async function scanPackets(
  tool: MediaTool,
  path: string,
  media: RawMedia,
  limits: ReadLimits,
  window: string,
): Promise<Outcome<PacketScan>> {
  const packets = countPackets(media)
  const options = ['-read_intervals', window, '-show_entries', PACKET_ENTRIES]
  const end = await runFfprobe(tool, path, limits, options, packets.add)
  if (!end.ok) return end
  const wrong = notWhole(end.value)
  if (wrong) return failed(wrong)
  return ok({ tracks: packets.tracks(), hidden: packets.hidden(), complaints: end.value.complaints })
}
