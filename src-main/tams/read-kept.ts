import { z } from 'zod'
import { ok, type Outcome } from '../../src-shared/outcome.ts'
import { formatTimeRange, parseTimeRange, type TimeRange } from '../../src-shared/time/timerange.ts'
import { formatTimestamp, parseTimestamp } from '../../src-shared/time/timestamp.ts'
import { readFlow } from './browse.ts'
import { clockRange } from './dialects/guide.ts'
import type { FlowDraft, SegmentDraft } from './drafts.ts'
import { findOnPages } from './paging.ts'
import type { TamsHttp } from './tams-http.ts'
import { timeText } from './wire-shapes.ts'
import { wireTimeRange } from './wire-time.ts'

/** Something that was registered, and that the server has otherwise or not at all. */
export interface NotKept {
  /** As the specification calls it. */
  readonly field: string
  readonly sent: string
  /** Null where it is not there. */
  readonly kept: string | null
  /** Media would be found at another place than it was put. */
  readonly isMisplaced: boolean
}

const keptSegment = z.object({ object_id: z.string(), timerange: timeText.nullish(), ts_offset: timeText.nullish() })

/**
 * Reads a flow and its segment back and compares them with what was registered. Servers answer with more than they were
 * sent, and in other words for the same; only what we sent is looked for.
 *
 * @param flow a flow of one essence
 * @param flowId what the store knows it by
 */
export async function readNotKept(
  http: TamsHttp,
  flow: FlowDraft,
  flowId: string,
  segment: SegmentDraft,
): Promise<Outcome<readonly NotKept[]>> {
  const keptFlow = await readFlow(http, flowId)
  if (!keptFlow.ok) return keptFlow
  const path = `/flows/${encodeURIComponent(flowId)}/segments`
  const found = await findOnPages(http, path, { object_id: segment.objectId }, keptSegment, (entries) =>
    entries.find((it) => it.object_id === segment.objectId),
  )
  if (!found.ok) return found
  const { essence } = flow
  const has = keptFlow.value
  return ok([
    ...differing('source_id', flow.source.id, has.sourceId, true),
    ...differing('label', flow.label, has.label),
    ...differing('description', flow.description, has.description),
    ...differing('codec', flow.codec, has.codec),
    ...differing('container', flow.container, has.container),
    ...Object.entries(flow.tags).flatMap(([name, value]) => differing(`tags.${name}`, value, has.tags[name] ?? null)),
    ...(essence.format === 'audio'
      ? [
          ...differing('sample_rate', String(essence.audio.sampleRate), textOf(has.sampleRate)),
          ...differing('channels', String(essence.audio.channels), textOf(has.channels)),
        ]
      : []),
    ...(found.value ? segmentDifferences(segment, found.value) : differing('object_id', segment.objectId, null, true)),
  ])
}

function segmentDifferences({ timerange, offset }: SegmentDraft, kept: z.infer<typeof keptSegment>): NotKept[] {
  const sentOffset = formatTimestamp(offset)
  const isSameOffset = parseTimestamp(kept.ts_offset ?? '') === offset
  return [
    ...(isSameRange(timerange, kept.timerange ?? '')
      ? []
      : differing('timerange', wireTimeRange(timerange), kept.timerange ?? null, true)),
    ...(isSameOffset ? [] : differing('ts_offset', sentOffset, kept.ts_offset ?? null)),
  ]
}

/** In the specification's words, or by the guide's clock. */
function isSameRange(sent: TimeRange, text: string): boolean {
  const kept = parseTimeRange(text)
  return text === clockRange(sent) || (kept !== null && formatTimeRange(kept) === formatTimeRange(sent))
}

const differing = (field: string, sent: string | null, kept: string | null, isMisplaced = false): NotKept[] =>
  sent === null || sent === kept ? [] : [{ field, sent, kept, isMisplaced }]

const textOf = (value: number | null): string | null => (value === null ? null : String(value))
