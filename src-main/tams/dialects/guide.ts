import { ok } from '../../../src-shared/outcome.ts'
import { formatRational } from '../../../src-shared/time/rational.ts'
import { divideRounded } from '../../../src-shared/time/rational.ts'
import type { TimeRange } from '../../../src-shared/time/timerange.ts'
import { formatTimestamp, type Nanoseconds } from '../../../src-shared/time/timestamp.ts'
import type { FlowDraft, SegmentDraft } from '../drafts.ts'
import { removeFlow, removeSegment } from '../deletions.ts'
import { registerEach, type SegmentBody } from '../register-segments.ts'
import { allocate, findInList, findFlowByTag, findSegment, timeline } from '../shared-calls.ts'
import type { TamsClient } from '../tams-client.ts'
import type { TamsHttp } from '../tams-http.ts'
import { createdShape } from '../wire-shapes.ts'

/**
 * A server as the upload guide describes it, taken literally: names instead of labels, ids from the server.
 *
 * The server makes the ids, so a repeated POST would make a second source or flow. Our own id travels in the flow's
 * tags and a source is known by its name; a try whose answer was lost is looked up by them before anything is repeated.
 */
export function guideClient(http: TamsHttp): TamsClient {
  const sourceByName = (name: string) => findInList(http, '/sources', {}, (it) => it.label === name)
  return {
    dialect: 'guide',
    signal: http.signal,
    withSignal: (signal) => guideClient(http.withSignal(signal)),
    clockAheadMs: http.clockAheadMs,
    findSource: async (label) => {
      const found = await sourceByName(label)
      return found.ok ? ok(found.value?.id ?? null) : found
    },
    createSource: async (draft, again) => {
      if (again) {
        const found = await sourceByName(draft.label)
        if (!found.ok) return found
        if (found.value) return ok(found.value.id)
      }
      const made = await http.ask(
        {
          method: 'POST',
          path: '/sources',
          json: {
            name: draft.label,
            description: draft.description ?? '',
            type: draft.type ?? draft.format,
            location: draft.location ?? '',
          },
        },
        createdShape,
      )
      return made.ok ? ok(made.value.id) : made
    },
    createFlow: async (draft, again) => {
      if (again) {
        const found = await findFlowByTag(http, '_framehaul_id', draft.id)
        if (!found.ok) return found
        if (found.value) return ok(found.value.id)
      }
      const made = await http.ask({ method: 'POST', path: '/flows', json: flowBody(draft) }, createdShape)
      return made.ok ? ok(made.value.id) : made
    },
    describeSource: () => Promise.resolve(ok(null)),
    isDescribed: () => Promise.resolve(ok(true)),
    allocate: (flowId, count) => allocate(http, flowId, count),
    findSegment: (flowId, objectId) => findSegment(http, flowId, objectId),
    timeline: (flowId) => timeline(http, flowId),
    removeSegment: (flowId, objectId, timerange) => removeSegment(http, flowId, objectId, wholeMilliseconds(timerange)),
    findFlowByTag: (name, value) => findFlowByTag(http, name, value),
    removeFlow: (flowId) => removeFlow(http, flowId),
    register: (flowId, segments) => registerEach(http, flowId, segments.map(segmentBody)),
  }
}

const FLOW_TYPES = { video: 'VideoFlow', audio: 'AudioFlow', image: 'ImageFlow', data: 'DataFlow' } as const

function flowBody(draft: FlowDraft): object {
  const { essence } = draft
  return {
    name: draft.label,
    description: draft.description ?? '',
    type: FLOW_TYPES[essence.format],
    // The guide's flow has no field for its source; the tag keeps the link.
    tags: { ...draft.tags, source_id: draft.source.id, _framehaul_id: draft.id },
    content_format: {
      mime_type: draft.container,
      codec: draft.codec,
      ...(essence.format === 'video' ? { frame_width: essence.video.width, frame_height: essence.video.height } : {}),
      ...(essence.format === 'image' ? { frame_width: essence.width, frame_height: essence.height } : {}),
      ...(essence.format === 'audio'
        ? { sample_rate: essence.audio.sampleRate, channels: essence.audio.channels }
        : {}),
      ...(essence.format === 'video' && essence.video.rate ? { frame_rate: formatRational(essence.video.rate) } : {}),
    },
  }
}

const segmentBody = (segment: SegmentDraft): SegmentBody => ({
  object_id: segment.objectId,
  timerange: clockRange(segment.timerange),
  ts_offset: formatTimestamp(segment.offset),
  sample_offset: 0,
  sample_count: segment.sampleCount ?? 0,
  key_frame_count: segment.keyFrameCount ?? 0,
})

/**
 * `[00:00:00.000,00:05:00.000)`: the guide's clock has milliseconds, so this is the one place where time is rounded to
 * them.
 */
export function clockRange(range: TimeRange): string {
  const start = range.start ?? 0n
  const end = range.end ?? start
  return `[${clock(start)},${clock(end)}${range.endInclusive ? ']' : ')'}`
}

const milliseconds = (time: Nanoseconds): bigint => divideRounded(time < 0n ? 0n : time, 1_000_000n)

/** The range that such a server knows a segment by, in the words of the specification. */
function wholeMilliseconds(range: TimeRange): TimeRange {
  const rounded = (time: Nanoseconds | null) => (time === null ? null : milliseconds(time) * 1_000_000n)
  return { ...range, start: rounded(range.start), end: rounded(range.end) }
}

function clock(time: Nanoseconds): string {
  const total = milliseconds(time)
  const two = (it: bigint) => String(it).padStart(2, '0')
  return (
    `${two(total / 3_600_000n)}:${two((total / 60_000n) % 60n)}:${two((total / 1000n) % 60n)}.` +
    String(total % 1000n).padStart(3, '0')
  )
}
