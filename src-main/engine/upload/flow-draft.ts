import { essenceTracks, mainTrack, type MediaFacts, type Track } from '../../../src-shared/media-facts.ts'
import { parseRational, rational, type Rational } from '../../../src-shared/time/rational.ts'
import { wholeRange } from '../../../src-shared/time/placement.ts'
import { parseTimeRange } from '../../../src-shared/time/timerange.ts'
import { parseTimestamp, toSeconds } from '../../../src-shared/time/timestamp.ts'
import type {
  Essence,
  FlowDraft,
  Format,
  MemberDraft,
  SegmentDraft,
  SourceDraft,
  VideoEssence,
} from '../../tams/index.ts'
import type { QueueItem } from '../item/index.ts'

/**
 * The flow's tag that names its content, so that the store itself knows what was uploaded: a lost journal makes no
 * duplicates.
 */
export const FINGERPRINT_TAG = '_framehaul_fingerprint'

/** A member's place in the work record, chosen when the flow is planned. */
export interface PlannedMember {
  readonly flowId: string
  readonly trackIndex: number
  readonly format: Format
  readonly role: string
}

/** The format a file is registered under. */
export const formatOf = (facts: MediaFacts): Format => (facts.kind === 'none' ? 'data' : facts.kind)

/** The mono flows of a multi-essence file, with a role each; none for a file with a single track. */
export function membersOf(facts: MediaFacts, newId: () => string): PlannedMember[] {
  if (facts.kind !== 'multi') return []
  const counts = { video: 0, audio: 0 }
  return essenceTracks(facts).map((track) => {
    const format = track.kind === 'video' ? 'video' : 'audio'
    const n = (counts[format] += 1)
    return { flowId: newId(), trackIndex: track.index, format, role: n === 1 ? format : `${format} ${n}` }
  })
}

export function sourceDraft(item: QueueItem, id: string, format: Format, role: string | null): SourceDraft {
  const { options } = item
  return {
    id,
    format,
    label: role === null ? item.sourceName : `${item.sourceName} · ${role}`,
    description: role === null ? (options.description ?? null) : null,
    tags:
      role === null
        ? {
            ...options.tags,
            ...(options.sourceType ? { type: options.sourceType } : {}),
            ...(options.location ? { location: options.location } : {}),
          }
        : {},
    type: options.sourceType ?? null,
    location: options.location ?? null,
  }
}

/**
 * Says what a file is in TAMS's terms, with what a person overrode.
 *
 * @param sourceOf the source of the flow (role null) and of each member
 */
export function flowDraft(
  item: QueueItem,
  facts: MediaFacts,
  members: readonly PlannedMember[],
  sourceOf: (role: string | null) => SourceDraft,
): FlowDraft {
  const main = mainTrack(facts) ?? facts.tracks[0]
  if (!main) throw new Error('a file without essence was planned')
  const { options } = item
  return {
    id: item.work.flowId,
    source: sourceOf(null),
    label: item.flowName,
    description: options.description ?? null,
    tags: { ...options.tags, ...(item.fingerprint === null ? {} : { [FINGERPRINT_TAG]: item.fingerprint }) },
    container: facts.container,
    codec: options.codec ?? main.codec,
    essence: essenceOf(main, facts, options),
    members: members.map((planned): MemberDraft => {
      const track = facts.tracks.find((it) => it.index === planned.trackIndex) ?? main
      const isMain = track === main
      return {
        id: planned.flowId,
        source: sourceOf(planned.role),
        label: `${item.flowName} · ${planned.role}`,
        role: planned.role,
        codec: isMain ? (options.codec ?? track.codec) : track.codec,
        essence: essenceOf(track, facts, isMain ? options : {}),
        place: placeOf(track, facts),
      }
    }),
    averageKbps: averageKbps(item.size, facts),
    segmentSeconds: null,
  }
}

type Overrides = Pick<QueueItem['options'], 'resolution' | 'frameRate'>

function essenceOf(track: Track, facts: MediaFacts, overrides: Overrides): Essence {
  if (facts.kind === 'none') return { format: 'data' }
  if (track.kind === 'audio') {
    return {
      format: 'audio',
      audio: {
        sampleRate: track.sampleRate ?? 0,
        channels: track.channels ?? 0,
        bitDepth: track.bitDepth,
        uncompressed: track.codec.startsWith('audio/x-raw'),
      },
    }
  }
  const width = overrides.resolution?.width ?? track.width ?? 0
  const height = overrides.resolution?.height ?? track.height ?? 0
  if (facts.kind === 'image') return { format: 'image', width, height }
  const pixelAspect = track.pixelAspect ? parseRational(track.pixelAspect) : null
  const square = pixelAspect === null || pixelAspect.numerator === pixelAspect.denominator
  const video: VideoEssence = {
    width,
    height,
    rate: parseRational(overrides.frameRate ?? track.frameRate ?? ''),
    interlace: track.interlace,
    bitDepth: track.bitDepth,
    colourSpace: track.colourSpace,
    transfer: track.transfer,
    chroma: track.chroma,
    pixelAspect: square ? null : pixelAspect,
    aspect: square && !track.rotation ? null : displayAspect(width, height, pixelAspect, track.rotation),
  }
  return { format: 'video', video }
}

/** Width over height as shown: pixels stretched, then the picture turned. */
function displayAspect(width: number, height: number, pixelAspect: Rational | null, rotation: number | null): Rational {
  const stretched = pixelAspect ?? rational(1)
  const shown = rational(BigInt(width) * stretched.numerator, BigInt(height) * stretched.denominator)
  return rotation !== null && Math.abs(rotation) % 180 === 90 ? rational(shown.denominator, shown.numerator) : shown
}

function placeOf(track: Track, facts: MediaFacts): MemberDraft['place'] {
  const sameKind = facts.tracks.filter((it) => it.kind === track.kind)
  const isIso = /\/(mp4|quicktime)$/.test(facts.container)
  return {
    trackIndex: track.index,
    formatTrackIndex: sameKind.indexOf(track),
    isobmffTrackId: isIso ? track.containerId : null,
    mp2tsPid: facts.container === 'video/mp2t' ? track.containerId : null,
  }
}

/** In 1000 bit/s, from the bytes that are sent and the time they cover. */
function averageKbps(size: number, facts: MediaFacts): number | null {
  const { timerange: range } = wholeRange(facts, 0n)
  const seconds = range.end !== null && range.start !== null ? toSeconds(range.end - range.start) : 0
  return seconds > 0 ? Math.round((size * 8) / seconds / 1000) : null
}

/** A segment without its object: where it lies on its flow, and what is in it. */
export type SegmentPlace = Omit<SegmentDraft, 'objectId'>

/**
 * Where the whole file lies on a flow that begins at zero; `planPieces` moves it to where it was said.
 *
 * [Note: Flows begin at zero] A new flow has a timeline of its own, so its first sample lies at `0:0` whatever clock
 * the media has; `ts_offset` (flow time minus media time) keeps the way back. A transport stream that starts at 1.4 s
 * gets `-1:400000000`.
 */
export function wholePlace(facts: MediaFacts): SegmentPlace {
  const { timerange, offset } = wholeRange(facts, 0n)
  const main = mainTrack(facts)
  const mainEnd = main?.timerange ? parseTimeRange(main.timerange)?.end : null
  // The last sample of the object belongs to whichever track ends last; of the others nothing follows.
  const isLast = mainEnd != null && mainEnd + offset === timerange.end
  const lastDuration = isLast && main?.lastDuration && facts.kind !== 'image' ? parseTimestamp(main.lastDuration) : null
  return {
    timerange,
    offset,
    lastDuration,
    sampleCount: main?.samples ?? null,
    keyFrameCount: main?.keyFrames ?? null,
  }
}
