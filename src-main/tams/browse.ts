import { z } from 'zod'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { storeFlowSchema, type StoreFlow, type StoreSegment, type StoreSource } from '../../src-shared/store-content.ts'
import { findOnPages, readPage, type Page } from './paging.ts'
import type { TamsHttp } from './tams-http.ts'
import { readableUrl, timeText } from './wire-shapes.ts'

/**
 * Reading what a store has, for people who look at it. All kinds of server are read alike, and what one does not say is
 * null.
 */

const text = z.string().nullish()
const number = z.number().nullish().catch(null)
const tags = z.record(z.string(), z.unknown()).nullish().catch(null)
const rate = z
  .union([z.object({ numerator: z.number(), denominator: z.number().default(1) }), z.string(), z.number()])
  .nullish()
  .catch(null)

const sourceShape = z.object({
  id: z.string(),
  label: text,
  name: text,
  description: text,
  format: text,
  type: text,
  created: text,
  created_at: text,
  tags,
})
const essenceShape = z.object({
  frame_width: number,
  frame_height: number,
  frame_rate: rate,
  sample_rate: number,
  channels: number,
})
const flowShape = sourceShape.extend({
  source_id: text,
  codec: text,
  container: text,
  frame_width: number,
  frame_height: number,
  frame_rate: rate,
  sample_rate: number,
  channels: number,
  essence_parameters: essenceShape.nullish().catch(null),
  // The guide's words for the same.
  content_format: essenceShape.extend({ mime_type: text, codec: text }).nullish().catch(null),
  flow_collection: z
    .array(z.object({ id: z.string(), role: text }))
    .nullish()
    .catch(null),
})
const segmentShape = z.object({
  object_id: z.string(),
  timerange: timeText,
  get_urls: z.array(z.object({ url: z.string() })).nullish(),
})

const mapped = async <A, B>(page: Promise<Outcome<Page<A>>>, map: (it: A) => B): Promise<Outcome<Page<B>>> => {
  const read = await page
  return read.ok ? ok({ ...read.value, entries: read.value.entries.map(map) }) : read
}

/** Source: TAMS 8.2, `GET /sources`. */
export const listSources = (http: TamsHttp, page: string | null): Promise<Outcome<Page<StoreSource>>> =>
  mapped(readPage(http, '/sources', {}, page, sourceShape), toSource)

/**
 * The flows of a source. Servers that do not filter are read all the same. Source: TAMS 8.2, `GET /flows?source_id=`.
 */
export async function listFlows(
  http: TamsHttp,
  sourceId: string,
  page: string | null,
): Promise<Outcome<Page<StoreFlow>>> {
  const read = await mapped(readPage(http, '/flows', { source_id: sourceId }, page, flowShape), toFlow)
  return read.ok
    ? ok({
        ...read.value,
        entries: read.value.entries.filter((it) => it.sourceId === null || it.sourceId === sourceId),
      })
    : read
}

/** Source: TAMS 8.2, `GET /flows/{flowId}`. */
export async function readFlow(http: TamsHttp, flowId: string): Promise<Outcome<StoreFlow>> {
  const found = await http.ask({ method: 'GET', path: `/flows/${encodeURIComponent(flowId)}` }, flowShape)
  return found.ok ? ok(toFlow(found.value)) : found
}

/** The segments of a flow in the order of its timeline. Source: TAMS 8.2, `GET /flows/{flowId}/segments`. */
export async function listSegments(
  http: TamsHttp,
  flowId: string,
  page: string | null,
): Promise<Outcome<Page<StoreSegment>>> {
  return mapped(readPage(http, `/flows/${encodeURIComponent(flowId)}/segments`, {}, page, segmentShape), (it) => ({
    objectId: it.object_id,
    timerange: it.timerange,
    canBeRead: readableUrl(it) !== null,
  }))
}

function toSource(it: z.infer<typeof sourceShape>): StoreSource {
  const texts = Object.entries(it.tags ?? {}).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)] as const,
  )
  return {
    id: it.id,
    label: it.label ?? it.name ?? null,
    description: it.description ?? null,
    format: it.format?.replace(/^urn:x-nmos:format:/, '').replace(/^urn:x-tam:format:/, '') ?? it.type ?? null,
    created: it.created ?? it.created_at ?? null,
    tags: Object.fromEntries(texts),
  }
}

function toFlow(it: z.infer<typeof flowShape>): StoreFlow {
  const essence = it.essence_parameters ?? it.content_format ?? it
  const base = toSource(it)
  return storeFlowSchema.parse({
    // A flow of the guide has no field for its source; we keep it in a tag.
    ...base,
    sourceId: it.source_id ?? base.tags['source_id'] ?? null,
    codec: it.codec ?? it.content_format?.codec ?? null,
    container: it.container ?? it.content_format?.mime_type ?? null,
    width: essence.frame_width ?? null,
    height: essence.frame_height ?? null,
    rate: rateOf(essence.frame_rate),
    sampleRate: essence.sample_rate ?? null,
    channels: essence.channels ?? null,
    members: it.flow_collection?.map(({ id, role }) => ({ id, role: role ?? null })) ?? [],
  })
}

function rateOf(found: z.infer<typeof rate>): number | null {
  if (found == null) return null
  const [numerator, denominator] =
    typeof found === 'object'
      ? [found.numerator, found.denominator]
      : typeof found === 'number'
        ? [found, 1]
        : found.split(/[/:]/).map(Number)
  const value = (numerator ?? Number.NaN) / (denominator ?? 1)
  return Number.isFinite(value) ? Number(value.toFixed(3)) : null
}

/** Where an object of a flow can be read now. A link dies soon: it is asked for when it is needed. */
export async function readUrl(http: TamsHttp, flowId: string, objectId: string): Promise<Outcome<string>> {
  const path = `/flows/${encodeURIComponent(flowId)}/segments`
  const found = await findOnPages(http, path, { object_id: objectId }, segmentShape, (entries) =>
    entries.find((it) => it.object_id === objectId),
  )
  if (!found.ok) return found
  const url = readableUrl(found.value ?? undefined)
  return url !== null ? ok(url) : failed(problem('object-unreadable'))
}
