import type { FastifyRequest } from 'fastify'
import { overlaps, parseTimeRange } from '../../src-shared/time/timerange.ts'
import { ApiError, errorBody, notFound } from './api-error.ts'
import { page } from './paging.ts'
import { registerSegment } from './register-segment.ts'
import type { SegmentBody } from './request-shapes.ts'
import { baseOf, param, query, type Handler, type Route, type SandboxContext } from './sandbox-context.ts'
import type { Doc, SegmentRow } from './store-tables.ts'
import { findFlow, findWritableFlow } from './stored-flow.ts'

/** Segments, and the objects they lie in: where bytes get a place on the timeline. */
export function segmentRoutes(route: Route, context: SandboxContext): void {
  const { tables, dialect } = context
  route('POST', '/flows/:id/segments', postSegments(context))
  route('GET', '/flows/:id/segments', async (request, reply) => {
    // "An empty list for a flow that does not exist" is what the specification asks for; a typing error deserves
    // better.
    const { doc } = findFlow(tables, param(request, 'id'))
    const rows = filterSegments(request, tables.listSegments(String(doc['id'])))
    if (query(request, 'reverse_order') === 'true') rows.reverse()
    const docs = await Promise.all(page(request, reply, rows).map((row) => segmentAnswer(context, request, row)))
    return dialect === 'vast' ? { data: docs } : docs
  })
  route('DELETE', '/flows/:id/segments', (request, reply) => {
    const { doc } = findWritableFlow(tables, param(request, 'id'))
    for (const row of filterSegments(request, tables.listSegments(String(doc['id']))))
      tables.deleteSegment(row.flowId, row.startNs)
    return Promise.resolve(reply.status(204).send())
  })
  if (dialect !== 'guide') route('GET', '/objects/:objectId', getObject(context))
}

/** One segment, or a list of which each is taken or refused for itself. */
function postSegments(context: SandboxContext): Handler {
  return async (request, reply) => {
    const { doc } = findWritableFlow(context.tables, param(request, 'id'))
    const flowId = String(doc['id'])
    if (typeof doc['container'] !== 'string')
      throw new ApiError(400, 'The flow has no container, so it cannot have segments.')
    if (!Array.isArray(request.body)) {
      await registerSegment(context, flowId, request.body)
      return reply.status(201).send()
    }
    // One a request is all that VAST's server takes.
    if (context.dialect === 'vast') throw new ApiError(422, 'body: Input should be a valid dictionary')
    const failures: object[] = []
    for (const body of request.body as unknown[]) {
      try {
        await registerSegment(context, flowId, body)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        failures.push(failedSegment(body, error))
      }
    }
    return failures.length > 0 ? reply.status(200).send({ failed_segments: failures }) : reply.status(201).send()
  }
}

/** Source: TAMS 8.2, `failed_segments` of `POST /flows/{flowId}/segments`. */
function failedSegment(body: unknown, error: ApiError): object {
  const { object_id, timerange } = (body ?? {}) as Partial<SegmentBody>
  return {
    object_id: String(object_id),
    ...(typeof timerange === 'string' && parseTimeRange(timerange) ? { timerange } : {}),
    error: errorBody(error.status, error.message),
  }
}

function getObject(context: SandboxContext): Handler {
  const { tables } = context
  return async (request) => {
    const object = tables.getObject(param(request, 'objectId'))
    const flows = object ? tables.flowsOfObject(object.id) : []
    if (!object || flows.length === 0) throw notFound('The object')
    return {
      id: object.id,
      referenced_by_flows: flows,
      first_referenced_by_flow: flows[0],
      timerange: object.timerange,
      ...(object.keyFrameCount === null ? {} : { key_frame_count: object.keyFrameCount }),
      ...(await getUrls(context, request, object.id)),
    }
  }
}

async function segmentAnswer(context: SandboxContext, request: FastifyRequest, row: SegmentRow): Promise<Doc> {
  const { object_timerange: objectTimerange, ...doc } = inWordsOf(context, row.doc)
  const object = context.tables.getObject(row.objectId)
  return {
    ...doc,
    ...(query(request, 'include_object_timerange') === 'true'
      ? { object_timerange: objectTimerange ?? object?.timerange }
      : {}),
    ...(await getUrls(context, request, row.objectId)),
  }
}

/** VAST's 8.0 answers times in an object, as it takes them. */
function inWordsOf({ dialect, vastRelease }: SandboxContext, doc: Doc): Doc {
  if (dialect !== 'vast' || vastRelease !== '8.0') return doc
  const times = ['timerange', 'ts_offset', 'last_duration'].filter((it) => it in doc)
  return { ...doc, ...Object.fromEntries(times.map((it) => [it, { value: doc[it] }])) }
}

/** Where an object can be read, unless the request wants no such URLs. */
async function getUrls({ media, storageId }: SandboxContext, request: FastifyRequest, objectId: string): Promise<Doc> {
  if (query(request, 'accept_get_urls') === '' || query(request, 'presigned') === 'false') return { get_urls: [] }
  const url = await media.getUrl(objectId, baseOf(request))
  return { get_urls: [{ label: 'sandbox', storage_id: storageId, controlled: true, url, presigned: true }] }
}

/** The segments that `object_id` and `timerange` of the query ask for. */
function filterSegments(request: FastifyRequest, rows: SegmentRow[]): SegmentRow[] {
  const objectId = query(request, 'object_id')
  const text = query(request, 'timerange')
  const range = text === undefined ? null : parseTimeRange(text)
  if (text !== undefined && !range) throw new ApiError(400, 'timerange: not a time range')
  return rows.filter(
    (row) =>
      (objectId === undefined || row.objectId === objectId) &&
      (range === null ||
        overlaps(range, { start: row.startNs, startInclusive: true, end: row.endNs, endInclusive: row.endInclusive })),
  )
}
