import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import type { Problem } from '../../../src-shared/problems.ts'
import { formatRational } from '../../../src-shared/time/rational.ts'
import { formatTimestamp } from '../../../src-shared/time/timestamp.ts'
import { formatUrns, type FlowDraft, type SegmentDraft } from '../drafts.ts'
import { removeFlow, removeSegment } from '../deletions.ts'
import { allocate, exists, findInList, findFlowByTag, findSegment, hasSegments } from '../shared-calls.ts'
import type { TamsClient } from '../tams-client.ts'
import type { TamsHttp, TamsRequest } from '../tams-http.ts'
import { wireTimeRange } from '../wire-time.ts'
import { registerAsJson, type SegmentBody } from './bbc.ts'

/**
 * The open VAST server: sources and flows are posted under the client's id, with flat fields.
 *
 * Source: docs/servers.md, from the server's code. A file with picture and sound is one flow of its main essence here:
 * this server's flows have no members that share a container.
 */
export function vastClient(http: TamsHttp): TamsClient {
  return {
    dialect: 'vast',
    signal: http.signal,
    withSignal: (signal) => vastClient(http.withSignal(signal)),
    clockAheadMs: http.clockAheadMs,
    findSource: async (label) => {
      const found = await findInList(http, '/sources', { label }, (it) => it.label === label)
      return found.ok ? ok(found.value?.id ?? null) : found
    },
    createSource: (draft) =>
      postOnce(http, `/sources/${encodeURIComponent(draft.id)}`, draft.id, {
        method: 'POST',
        path: '/sources',
        json: {
          id: draft.id,
          format: formatUrns[draft.format],
          label: draft.label,
          ...(draft.description ? { description: draft.description } : {}),
          tags: draft.tags,
        },
      }),
    createFlow: async (draft) => {
      const path = `/flows/${encodeURIComponent(draft.id)}`
      const made = await postOnce(http, path, draft.id, {
        method: 'POST',
        path: '/flows',
        json: flowBody(draft, 'text'),
      })
      // Older builds took the frame rate as an object and say so by naming the field.
      return !made.ok && mentions(made.problem, 'frame_rate')
        ? postOnce(http, path, draft.id, { method: 'POST', path: '/flows', json: flowBody(draft, 'object') })
        : made
    },
    describeSource: () => Promise.resolve(ok(null)),
    isDescribed: () => Promise.resolve(ok(true)),
    allocate: (flowId, count) => allocate(http, flowId, count),
    findSegment: (flowId, objectId) => findSegment(http, flowId, objectId),
    removeSegment: (flowId, objectId, timerange) => removeSegment(http, flowId, objectId, timerange),
    findFlowByTag: (name, value) => findFlowByTag(http, name, value),
    removeFlow: (flowId) => removeFlow(http, flowId),
    register: async (flowId, segments) => {
      const bodies = segments.map(segmentBody)
      const registered = await registerAsJson(http, flowId, bodies)
      if (registered.ok || !mentions(registered.problem, 'segment_data')) return registered
      // Older builds wanted a form field that holds the JSON.
      for (const body of bodies) {
        const sent = await http.tell({
          method: 'POST',
          path: `/flows/${encodeURIComponent(flowId)}/segments`,
          form: { segment_data: JSON.stringify(body) },
          isOnce: true,
          isDone: () => hasSegments(http, flowId, [body.object_id]),
        })
        if (!sent.ok) return sent
      }
      return ok(null)
    },
  }
}

/** Posts under a client-made id; what is refused because it is there already was made by an earlier try. */
async function postOnce(http: TamsHttp, path: string, id: string, request: TamsRequest): Promise<Outcome<string>> {
  // Made twice is refused as made already.
  const posted = await http.tell({ ...request, isDone: () => Promise.resolve(ok(false)) })
  if (posted.ok) return ok(id)
  if (posted.problem.code !== 'server-conflict' && posted.problem.code !== 'request-refused') return posted
  const there = await exists(http, path)
  return there.ok && there.value ? ok(id) : failed(posted.problem)
}

const mentions = (problem: Problem, field: string): boolean => problem.detail?.includes(field) ?? false

function flowBody(draft: FlowDraft, rateAs: 'text' | 'object'): object {
  const { essence } = draft
  const rate = essence.format === 'video' ? essence.video.rate : null
  return {
    id: draft.id,
    source_id: draft.source.id,
    format: formatUrns[essence.format],
    codec: draft.codec,
    container: draft.container,
    label: draft.label,
    ...(draft.description ? { description: draft.description } : {}),
    ...(essence.format === 'video' ? { frame_width: essence.video.width, frame_height: essence.video.height } : {}),
    ...(essence.format === 'image' ? { frame_width: essence.width, frame_height: essence.height } : {}),
    ...(essence.format === 'audio' ? { sample_rate: essence.audio.sampleRate, channels: essence.audio.channels } : {}),
    ...(rate
      ? {
          frame_rate:
            rateAs === 'text'
              ? formatRational(rate)
              : { numerator: Number(rate.numerator), denominator: Number(rate.denominator) },
        }
      : {}),
    tags: draft.tags,
  }
}

const segmentBody = (segment: SegmentDraft): SegmentBody => ({
  object_id: segment.objectId,
  timerange: wireTimeRange(segment.timerange),
  ts_offset: formatTimestamp(segment.offset),
  ...(segment.lastDuration === null ? {} : { last_duration: formatTimestamp(segment.lastDuration) }),
  ...(segment.keyFrameCount === null ? {} : { key_frame_count: segment.keyFrameCount }),
})
