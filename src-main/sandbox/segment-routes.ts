import type { FastifyRequest } from 'fastify'
import { randomUUID } from 'node:crypto'
import {
  formatTimeRange,
  isEmpty,
  overlaps,
  parseTimeRange,
  shift,
  type TimeRange,
} from '../../src-shared/time/timerange.ts'
import { parseTimestamp } from '../../src-shared/time/timestamp.ts'
import { accept, ApiError, errorBody, notFound } from './api-error.ts'
import { findFlow, mustBeWritable } from './flow-routes.ts'
import { rangeFromGuide } from './foreign-forms.ts'
import { page } from './paging.ts'
import { guideSegmentShape, segmentShape, storageShape, type SegmentBody } from './request-shapes.ts'
import { baseOf, param, query, type Route, type SandboxContext } from './sandbox-context.ts'
import type { Doc, SegmentRow } from './store-tables.ts'

/** Storage, segments and objects: where bytes get a place, and a place on the timeline. */
export function segmentRoutes(route: Route, context: SandboxContext): void {
  const { tables, media, dialect } = context

  route('POST', '/flows/:id/storage', async (request, reply) => {
    const { doc } = findFlow(tables, param(request, 'id'))
    mustBeWritable(doc)
    const asked = accept(storageShape, request.body ?? {})
    const container = doc['container']
    if (typeof container !== 'string') throw new ApiError(400, 'The flow has no container, so it cannot have objects.')
    if (asked.storage_id !== undefined && asked.storage_id !== context.storageId)
      throw new ApiError(400, 'storage_id: there is no such storage')
    const taken = asked.object_ids?.find((id) => tables.getObject(id))
    if (taken !== undefined) throw new ApiError(400, `object_ids: ${taken} is used already`)
    const ids = asked.object_ids ?? Array.from({ length: asked.limit ?? 1 }, () => randomUUID())
    // The specification's servers sign the content type; the guide's and VAST's sign the bare URL.
    const contentType = dialect === 'any' || dialect === 'bbc' ? (asked.content_type ?? container) : null
    const objects = await Promise.all(
      ids.map(async (id) => {
        tables.addObject({
          id,
          flowId: String(doc['id']),
          contentType: asked.content_type ?? container,
          allocatedMs: context.nowMs(),
        })
        const url = await media.putUrl(id, baseOf(request), contentType ? { 'content-type': contentType } : {})
        return contentType
          ? { object_id: id, put_url: { url, 'content-type': contentType }, presigned: true }
          : { object_id: id, put_url: { url, headers: {} } }
      }),
    )
    return reply.status(201).send({ media_objects: objects })
  })

  route('POST', '/flows/:id/segments', async (request, reply) => {
    const { doc } = findFlow(tables, param(request, 'id'))
    mustBeWritable(doc)
    if (typeof doc['container'] !== 'string')
      throw new ApiError(400, 'The flow has no container, so it cannot have segments.')
    if (!Array.isArray(request.body)) {
      await register(doc, read(request.body))
      return reply.status(201).send()
    }
    const failures: object[] = []
    for (const body of request.body as unknown[]) {
      try {
        await register(doc, read(body))
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        const { object_id, timerange } = (body ?? {}) as Partial<SegmentBody>
        failures.push({
          object_id: String(object_id),
          ...(typeof timerange === 'string' && parseTimeRange(timerange) ? { timerange } : {}),
          error: errorBody(error.status, error.message),
        })
      }
    }
    return failures.length > 0 ? reply.status(200).send({ failed_segments: failures }) : reply.status(201).send()
  })

  function read(body: unknown): SegmentBody {
    if (dialect !== 'guide') return accept(segmentShape, body)
    const segment = accept(guideSegmentShape, body)
    return { ...segment, timerange: rangeFromGuide(segment.timerange) }
  }

  async function register(flow: Doc, body: SegmentBody): Promise<void> {
    const flowId = String(flow['id'])
    const object = tables.getObject(body.object_id)
    if (!object) throw new ApiError(400, `object_id: ${body.object_id} was never allocated here`)
    if (object.flowId !== flowId && tables.flowsOfObject(object.id).length === 0)
      throw new ApiError(400, `object_id: ${object.id} was allocated for another flow`)
    if (!(await media.has(object.id))) throw new ApiError(400, `object_id: nothing was uploaded for ${object.id}`)
    const range = boundedRange(body.timerange)
    if (tables.overlaps(flowId, range.start, range.end, range.endInclusive))
      throw new ApiError(400, `timerange: ${body.timerange} overlaps another segment of the flow`)
    const offset = parseTimestamp(body.ts_offset ?? '0:0') ?? 0n
    tables.describeObject(
      object.id,
      body.object_timerange ?? formatTimeRange(shift(range, -offset)),
      body.key_frame_count ?? null,
    )
    tables.addSegment({
      flowId,
      objectId: object.id,
      startNs: range.start,
      endNs: range.end,
      endInclusive: range.endInclusive,
      doc: body,
    })
    tables.putFlow(
      flowId,
      { ...findFlow(tables, flowId).doc, segments_updated: new Date(context.nowMs()).toISOString() },
      tables.getFlow(flowId)?.posted ?? null,
    )
  }

  route('GET', '/flows/:id/segments', async (request, reply) => {
    // "An empty list for a flow that does not exist" is what the specification asks for; a typing error deserves
    // better.
    const { doc } = findFlow(tables, param(request, 'id'))
    const rows = wanted(request, tables.listSegments(String(doc['id'])))
    if (query(request, 'reverse_order') === 'true') rows.reverse()
    const shown = await Promise.all(page(request, reply, rows).map((row) => segmentDoc(request, row)))
    return dialect === 'vast' ? { data: shown } : shown
  })

  route('DELETE', '/flows/:id/segments', (request, reply) => {
    const { doc } = findFlow(tables, param(request, 'id'))
    mustBeWritable(doc)
    for (const row of wanted(request, tables.listSegments(String(doc['id']))))
      tables.deleteSegment(row.flowId, row.startNs)
    return Promise.resolve(reply.status(204).send())
  })

  async function segmentDoc(request: FastifyRequest, row: SegmentRow): Promise<Doc> {
    const { object_timerange: objectTimerange, ...doc } = row.doc
    const object = tables.getObject(row.objectId)
    return {
      ...doc,
      ...(query(request, 'include_object_timerange') === 'true'
        ? { object_timerange: objectTimerange ?? object?.timerange }
        : {}),
      ...(await getUrls(request, row.objectId)),
    }
  }

  async function getUrls(request: FastifyRequest, objectId: string): Promise<Doc> {
    if (query(request, 'accept_get_urls') === '' || query(request, 'presigned') === 'false') return { get_urls: [] }
    const url = await media.getUrl(objectId, baseOf(request))
    return { get_urls: [{ label: 'sandbox', storage_id: context.storageId, controlled: true, url, presigned: true }] }
  }

  if (dialect === 'guide') return
  route('GET', '/objects/:objectId', async (request) => {
    const object = tables.getObject(param(request, 'objectId'))
    const flows = object ? tables.flowsOfObject(object.id) : []
    if (!object || flows.length === 0) throw notFound('The object')
    return {
      id: object.id,
      referenced_by_flows: flows,
      first_referenced_by_flow: flows[0],
      timerange: object.timerange,
      ...(object.keyFrameCount === null ? {} : { key_frame_count: object.keyFrameCount }),
      ...(await getUrls(request, object.id)),
    }
  })
}

/** The segments that `object_id` and `timerange` of the query ask for. */
function wanted(request: FastifyRequest, rows: SegmentRow[]): SegmentRow[] {
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

/** A segment needs both ends, an inclusive start, and must hold something. */
function boundedRange(text: string): TimeRange & { start: bigint; end: bigint } {
  const range = parseTimeRange(text)
  if (range?.start == null || range.end == null || !range.startInclusive || isEmpty(range))
    throw new ApiError(400, `timerange: ${text} is not a range with a start and an end`)
  return { ...range, start: range.start, end: range.end }
}
