import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { formatRational } from '../../../src-shared/time/rational.ts'
import { formatTimestamp } from '../../../src-shared/time/timestamp.ts'
import { readDescription } from '../api-description.ts'
import { removeFlow, removeSegment } from '../deletions.ts'
import { formatUrns, type Essence, type FlowDraft, type SegmentDraft } from '../drafts.ts'
import { asForm, registerAsJson, registerEach, type SegmentBody } from '../register-segments.ts'
import { allocate, exists, findInList, findFlowByTag, findSegment, timeline } from '../shared-calls.ts'
import type { TamsClient } from '../tams-client.ts'
import type { TamsHttp, TamsRequest } from '../tams-http.ts'
import { wireTimeRange } from '../wire-time.ts'
import { fraction, monoFields } from './essence-parameters.ts'
import { createVastHabits, flowShapes, learnFrom, type FlowShape, type VastHabits } from './vast-words.ts'

/**
 * The open VAST server: sources and flows are posted under the client's id, with flat fields.
 *
 * Source: docs/servers.md, from the server's code. A file with picture and sound is one flow of its main essence here:
 * this server's flows have no members that share a container.
 */
export function vastClient(http: TamsHttp, habits = createVastHabits()): TamsClient {
  return {
    dialect: 'vast',
    signal: http.signal,
    withSignal: (signal) => vastClient(http.withSignal(signal), habits),
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
    createFlow: (draft) => createFlow(http, draft, habits),
    describeSource: () => Promise.resolve(ok(null)),
    isDescribed: () => Promise.resolve(ok(true)),
    allocate: (flowId, count) => allocate(http, flowId, count),
    findSegment: (flowId, objectId) => findSegment(http, flowId, objectId),
    timeline: (flowId) => timeline(http, flowId),
    removeSegment: (flowId, objectId, timerange) => removeSegment(http, flowId, objectId, timerange),
    findFlowByTag: (name, value) => findFlowByTag(http, name, value),
    removeFlow: (flowId) => removeFlow(http, flowId),
    register: (flowId, segments) => register(http, flowId, segments, habits),
  }
}

/** Asks the server once what it wants. */
async function learn(http: TamsHttp, habits: VastHabits): Promise<Outcome<null>> {
  if (habits.isDescribed) return ok(null)
  const description = await readDescription(http)
  if (!description.ok) return description
  if (description.value) learnFrom(description.value, habits)
  habits.isDescribed = true
  return ok(null)
}

/** A build that does not say what it wants is offered one shape after the other, until it takes one. */
async function createFlow(http: TamsHttp, draft: FlowDraft, habits: VastHabits): Promise<Outcome<string>> {
  const learned = await learn(http, habits)
  if (!learned.ok) return learned
  const path = `/flows/${encodeURIComponent(draft.id)}`
  const [first, ...others] = habits.flow ? [habits.flow] : flowShapes
  const post = (shape: FlowShape) =>
    postOnce(http, path, draft.id, { method: 'POST', path: '/flows', json: flowBody(draft, shape) })
  let made = await post(first)
  let taken = first
  for (const shape of others) {
    if (made.ok || made.problem.code !== 'request-refused') break
    const again = await post(shape)
    if (again.ok) [made, taken] = [again, shape]
  }
  // What the flat ones differ in is the rate, which only a picture has.
  if (made.ok && (draft.essence.format === 'video' || taken === 'nested')) habits.flow = taken
  return made
}

async function register(
  http: TamsHttp,
  flowId: string,
  segments: readonly SegmentDraft[],
  habits: VastHabits,
): Promise<Outcome<null>> {
  const learned = await learn(http, habits)
  if (!learned.ok) return learned
  if (habits.segment !== 'form') {
    const bodies = segments.map((it) => segmentBody(it, habits.segment === 'wrapped'))
    const registered = await registerAsJson(http, flowId, bodies, habits.registering)
    // "Either segment JSON or file upload with segment data is required" is what 6.0 says to JSON.
    if (registered.ok || !/segment[_ ]data/.test(registered.problem.detail ?? '')) return registered
    habits.segment = 'form'
  }
  return registerEach(
    http,
    flowId,
    segments.map((it) => segmentBody(it, false)),
    asForm,
  )
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

/** Sound has a depth for 6.0 and 7.0, also where it is compressed and has none: it is what decoders give. */
const USUAL_BITS = 16

function flowBody(draft: FlowDraft, shape: FlowShape): object {
  const { essence, codec } = draft
  return {
    id: draft.id,
    source_id: draft.source.id,
    container: draft.container,
    label: draft.label,
    ...(draft.description ? { description: draft.description } : {}),
    ...(shape === 'nested'
      ? monoFields(codec, essence)
      : { format: formatUrns[essence.format], codec, ...flatFields(essence, shape) }),
    tags: draft.tags,
  }
}

function flatFields(essence: Essence, shape: Exclude<FlowShape, 'nested'>): object {
  switch (essence.format) {
    case 'video': {
      const { width, height, rate } = essence.video
      return {
        frame_width: width,
        frame_height: height,
        ...(rate ? { frame_rate: shape === 'flat-text' ? formatRational(rate) : fraction(rate) } : {}),
      }
    }
    case 'audio': {
      const { sampleRate, channels, bitDepth } = essence.audio
      return { sample_rate: sampleRate, channels, bits_per_sample: bitDepth ?? USUAL_BITS }
    }
    case 'image':
      return { frame_width: essence.width, frame_height: essence.height }
    case 'data':
      return {}
  }
}

function segmentBody(segment: SegmentDraft, isWrapped: boolean): SegmentBody {
  const time = (text: string) => (isWrapped ? { value: text } : text)
  return {
    object_id: segment.objectId,
    timerange: time(wireTimeRange(segment.timerange)),
    ts_offset: time(formatTimestamp(segment.offset)),
    ...(segment.lastDuration === null ? {} : { last_duration: time(formatTimestamp(segment.lastDuration)) }),
    ...(segment.keyFrameCount === null ? {} : { key_frame_count: segment.keyFrameCount }),
  }
}
