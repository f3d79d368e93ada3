import { formatTimeRange, isEmpty, parseTimeRange, shift, type TimeRange } from '../../src-shared/time/timerange.ts'
import { parseTimestamp } from '../../src-shared/time/timestamp.ts'
import { accept, ApiError } from './api-error.ts'
import { rangeFromGuide } from './foreign-forms.ts'
import { guideSegmentShape, segmentShape, wrappedSegmentShape, type SegmentBody } from './request-shapes.ts'
import type { SandboxContext } from './sandbox-context.ts'
import { findFlow } from './stored-flow.ts'

/** Puts an object on a flow's timeline, or refuses: it must have been uploaded, and its time must be free. */
export async function registerSegment(context: SandboxContext, flowId: string, body: unknown): Promise<void> {
  const { tables, media } = context
  const segment = readSegment(context, body)
  const object = tables.getObject(segment.object_id)
  if (!object) throw new ApiError(400, `object_id: ${segment.object_id} was never allocated here`)
  if (object.flowId !== flowId && tables.flowsOfObject(object.id).length === 0)
    throw new ApiError(400, `object_id: ${object.id} was allocated for another flow`)
  if (!(await media.has(object.id))) throw new ApiError(400, `object_id: nothing was uploaded for ${object.id}`)
  const range = boundedRange(segment.timerange)
  if (tables.overlaps(flowId, range.start, range.end, range.endInclusive))
    throw new ApiError(400, `timerange: ${segment.timerange} overlaps another segment of the flow`)
  const offset = parseTimestamp(segment.ts_offset ?? '0:0') ?? 0n
  tables.describeObject(
    object.id,
    segment.object_timerange ?? formatTimeRange(shift(range, -offset)),
    segment.key_frame_count ?? null,
  )
  tables.addSegment({
    flowId,
    objectId: object.id,
    startNs: range.start,
    endNs: range.end,
    endInclusive: range.endInclusive,
    doc: segment,
  })
  const { doc, posted } = findFlow(tables, flowId)
  tables.putFlow(flowId, { ...doc, segments_updated: new Date(context.nowMs()).toISOString() }, posted)
}

/** In the specification's words, whichever dialect it came in. */
function readSegment({ dialect, vastRelease }: SandboxContext, body: unknown): SegmentBody {
  if (dialect === 'vast' && vastRelease === '8.0') return accept(wrappedSegmentShape, body)
  if (dialect !== 'guide') return accept(segmentShape, body)
  const segment = accept(guideSegmentShape, body)
  return { ...segment, timerange: rangeFromGuide(segment.timerange) }
}

/** A segment needs both ends, an inclusive start, and must hold something. */
function boundedRange(text: string): TimeRange & { start: bigint; end: bigint } {
  const range = parseTimeRange(text)
  if (range?.start == null || range.end == null || !range.startInclusive || isEmpty(range))
    throw new ApiError(400, `timerange: ${text} is not a range with a start and an end`)
  return { ...range, start: range.start, end: range.end }
}
