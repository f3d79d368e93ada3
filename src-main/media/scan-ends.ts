import { ok, type Outcome } from '../../src-shared/outcome.ts'
import { divideRounded } from '../../src-shared/time/rational.ts'
import type { MediaTool } from './media-tools.ts'
import { hiddenAtEnds } from './hidden-packets.ts'
import type { PacketFacts, Stretch } from './packet-counter.ts'
import { isEssence, timeBaseOf, type RawMedia, type RawStream } from './raw-media.ts'
import type { ReadLimits } from './run-ffprobe.ts'
import { scanPackets, type PacketScan } from './scan-packets.ts'

/** Read at both ends of a file; where a track ended before, two windows more, each before the other. */
const WINDOW_SECONDS = 20
const EARLIER_SECONDS = [60, 300] as const

/**
 * Reads the packets at both ends of a file, however long it is: its beginning tells rates and beginnings, its end the
 * ends. Counts are then of what was read.
 *
 * Null where only the whole file tells: it does not say how long it is, cannot be sought in, its clock jumps, or a
 * track ends somewhere between and its header does not say where.
 */
export async function scanEnds(
  tool: MediaTool,
  path: string,
  media: RawMedia,
  limits: ReadLimits,
): Promise<Outcome<PacketScan> | null> {
  const duration = Number(media.format.duration)
  if (!Number.isFinite(duration) || duration <= 3 * WINDOW_SECONDS) return null
  const end = (Number(media.format.start_time) || 0) + duration
  const beginning = await scanPackets(tool, path, media, limits, `%+${WINDOW_SECONDS}`)
  if (!beginning.ok) return orWhole(beginning)
  let complaints = beginning.value.complaints
  const ends = new Map<number, PacketFacts>()
  let hidden: PacketScan['hidden'] = new Map()
  let to = end
  for (const seconds of [WINDOW_SECONDS, ...EARLIER_SECONDS]) {
    const from = to - seconds
    if (from < end - duration + WINDOW_SECONDS || isAllKnown(media, beginning.value.tracks, ends)) break
    // The last window reads on to the very end, which a header may name too early; some ffprobes want its length said.
    const length = to === end ? Math.ceil(duration) : seconds
    const window = await scanPackets(tool, path, media, limits, `${from.toFixed(3)}%+${length}`)
    if (!window.ok) return orWhole(window)
    complaints += window.value.complaints
    if (to === end) hidden = window.value.hidden
    for (const [index, facts] of window.value.tracks) if (!ends.has(index)) ends.set(index, facts)
    to = from
  }
  if ([...beginning.value.tracks.values(), ...ends.values()].some((it) => it.size > 1)) return null
  const tracks = new Map<number, PacketFacts>()
  for (const stream of media.streams) {
    const first = beginning.value.tracks.get(stream.index)?.get(0)
    const last = ends.get(stream.index)?.get(0)
    if (!first && !last) continue
    const joined =
      first && last
        ? together(first, last)
        : last
          ? asPromised(stream, last)
          : first && upTo(stream, media.format, first)
    if (!joined) return null
    tracks.set(stream.index, new Map([[0, joined]]))
  }
  return ok({ tracks, hidden: hiddenAtEnds(beginning.value.hidden, hidden), complaints })
}

const orWhole = (read: Outcome<PacketScan>): Outcome<PacketScan> | null =>
  !read.ok && read.problem.code === 'media-damaged' ? null : read

const isAllKnown = (
  { streams }: RawMedia,
  begun: ReadonlyMap<number, PacketFacts>,
  ended: ReadonlyMap<number, PacketFacts>,
): boolean => ended.size > 0 && streams.every((it) => !isEssence(it) || ended.has(it.index) || !begun.has(it.index))

const together = (a: Stretch, b: Stretch): Stretch => ({
  ...b,
  first: a.first,
  beforeLast: b.beforeLast ?? a.last,
  packets: a.packets + b.packets,
  keyPackets: a.keyPackets + b.keyPackets,
  beginning: a.beginning,
})

/** A track that begins later than was read begins where its header says. */
const asPromised = ({ start_pts: start }: RawStream, seen: Stretch): Stretch =>
  typeof start === 'number' && BigInt(start) < seen.first ? { ...seen, first: BigInt(start) } : seen

/** A track that ended earlier than was read ends where its header says; null where that says nothing. */
function upTo(stream: RawStream, { format_name: format }: RawMedia['format'], seen: Stretch): Stretch | null {
  const duration = format.includes('matroska') ? taggedTicks(stream, seen) : headerTicks(stream)
  if (duration === null) return null
  const last = seen.first + duration - seen.lastDuration
  return last > seen.last ? { ...seen, last, beforeLast: seen.last } : seen
}

const headerTicks = ({ duration_ts: duration }: RawStream): bigint | null =>
  typeof duration === 'number' ? BigInt(duration) : null

/** Some writers of Matroska count it from zero, some from where the track begins: where both are one, it is known. */
const BEGINS_AT_ONCE_SECONDS = 0.05

/** How long a track of a Matroska file is, by the tag that its writers add at the end of their work. */
function taggedTicks(stream: RawStream, { first }: Stretch): bigint | null {
  const { numerator, denominator } = timeBaseOf(stream)
  const isKnown = Math.abs((Number(first) * Number(numerator)) / Number(denominator)) < BEGINS_AT_ONCE_SECONDS
  const [, tag] = Object.entries(stream.tags ?? {}).find(([name]) => /^DURATION(-\w+)?$/.test(name)) ?? []
  const said = /^(\d+):(\d{2}):(\d{2}(?:\.\d+)?)$/.exec(String(tag ?? ''))
  if (!isKnown || !said) return null
  const seconds = Number(said[1]) * 3600 + Number(said[2]) * 60 + Number(said[3])
  return divideRounded(BigInt(Math.round(seconds * 1e9)) * denominator, numerator * 1_000_000_000n)
}
