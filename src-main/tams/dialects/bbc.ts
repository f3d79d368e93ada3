import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import { mayBeEverybodys } from '../../../src-shared/problems.ts'
import { formatTimestamp } from '../../../src-shared/time/timestamp.ts'
import {
  formatUrns,
  type FlowDraft,
  type MemberDraft,
  type SegmentDraft,
  type SourceDraft,
  type TrackPlace,
} from '../drafts.ts'
import { removeFlow, removeSegment } from '../deletions.ts'
import { createRegisterHabits, registerAsJson, type SegmentBody } from '../register-segments.ts'
import { allocate, findInList, findFlowByTag, findSegment, timeline } from '../shared-calls.ts'
import type { TamsClient } from '../tams-client.ts'
import type { TamsHttp } from '../tams-http.ts'
import { namedShape } from '../wire-shapes.ts'
import { wireTimeRange } from '../wire-time.ts'
import { monoFields } from './essence-parameters.ts'

/**
 * The specification's own way (BBC TAMS 6.0 to 8.2): flows are put under the client's id, sources come with them.
 *
 * Source for every path and field: the OpenAPI document of TAMS 8.2.
 */
export function bbcClient(http: TamsHttp, habits = createRegisterHabits()): TamsClient {
  return {
    dialect: 'bbc',
    signal: http.signal,
    withSignal: (signal) => bbcClient(http.withSignal(signal), habits),
    clockAheadMs: http.clockAheadMs,
    findSource: async (label) => {
      const found = await findInList(http, '/sources', { label }, (it) => it.label === label)
      return found.ok ? ok(found.value?.id ?? null) : found
    },
    createSource: (draft) => Promise.resolve(ok(draft.id)),
    createFlow: async (draft) => {
      // "Must already be registered": members before the collection that names them.
      for (const member of draft.members) {
        const put = await http.tell({ method: 'PUT', path: flowPath(member.id), json: memberBody(member) })
        if (!put.ok) return put
      }
      const put = await http.tell({ method: 'PUT', path: flowPath(draft.id), json: flowBody(draft) })
      return put.ok ? ok(draft.id) : put
    },
    describeSource: (draft) => describe(http, draft),
    isDescribed: (sourceId) => isDescribed(http, sourceId),
    allocate: (flowId, count) => allocate(http, flowId, count),
    findSegment: (flowId, objectId) => findSegment(http, flowId, objectId),
    timeline: (flowId) => timeline(http, flowId),
    removeSegment: (flowId, objectId, timerange) => removeSegment(http, flowId, objectId, timerange),
    findFlowByTag: (name, value) => findFlowByTag(http, name, value),
    removeFlow: (flowId) => removeFlow(http, flowId),
    register: (flowId, segments) => registerAsJson(http, flowId, segments.map(segmentBody), habits),
  }
}

async function describe(http: TamsHttp, draft: SourceDraft): Promise<Outcome<null>> {
  const path = `/sources/${encodeURIComponent(draft.id)}`
  const fields: (readonly [string, string])[] = [
    ['label', draft.label],
    ...(draft.description ? [['description', draft.description] as const] : []),
    ...Object.entries(draft.tags).map(([name, value]) => [`tags/${encodeURIComponent(name)}`, value] as const),
  ]
  for (const [field, value] of fields) {
    const put = await http.tell({ method: 'PUT', path: `${path}/${field}`, json: value })
    if (!put.ok) return put
  }
  return ok(null)
}

async function isDescribed(http: TamsHttp, sourceId: string): Promise<Outcome<boolean>> {
  const found = await http.ask({ method: 'GET', path: `/sources/${encodeURIComponent(sourceId)}` }, namedShape)
  if (!found.ok) return mayBeEverybodys(found.problem) ? found : ok(true)
  return ok(Boolean(found.value.label ?? found.value.name))
}

const flowPath = (id: string) => `/flows/${encodeURIComponent(id)}`

function flowBody(draft: FlowDraft): object {
  const common = {
    id: draft.id,
    source_id: draft.source.id,
    label: draft.label,
    ...(draft.description ? { description: draft.description } : {}),
    tags: draft.tags,
    container: draft.container,
    ...(draft.averageKbps === null ? {} : { avg_bit_rate: draft.averageKbps }),
    ...(draft.segmentSeconds === null ? {} : { segment_duration: { numerator: draft.segmentSeconds, denominator: 1 } }),
  }
  if (draft.members.length === 0) return { ...common, ...monoFields(draft.codec, draft.essence) }
  return {
    ...common,
    format: formatUrns.multi,
    flow_collection: draft.members.map(({ id, role, place }) => ({
      id,
      role,
      container_mapping: containerMapping(place),
    })),
  }
}

const memberBody = (draft: MemberDraft): object => ({
  id: draft.id,
  source_id: draft.source.id,
  label: draft.label,
  ...monoFields(draft.codec, draft.essence),
})

const containerMapping = (place: TrackPlace): object => ({
  track_index: place.trackIndex,
  format_track_index: place.formatTrackIndex,
  ...(place.isobmffTrackId === null ? {} : { isobmff_container: { track_id: place.isobmffTrackId } }),
  ...(place.mp2tsPid === null ? {} : { mp2ts_container: { pid: place.mp2tsPid } }),
})

const segmentBody = (segment: SegmentDraft): SegmentBody => ({
  object_id: segment.objectId,
  timerange: wireTimeRange(segment.timerange),
  ts_offset: formatTimestamp(segment.offset),
  ...(segment.lastDuration !== null && segment.lastDuration >= 0n
    ? { last_duration: formatTimestamp(segment.lastDuration) }
    : {}),
  ...(segment.keyFrameCount === null ? {} : { key_frame_count: segment.keyFrameCount }),
})
