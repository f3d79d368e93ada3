import type { z } from 'zod'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { parseTimeRange, type TimeRange } from '../../src-shared/time/timerange.ts'
import type { Nanoseconds } from '../../src-shared/time/timestamp.ts'
import type { Allocation } from './drafts.ts'
import { findOnPages, isRefused } from './paging.ts'
import type { TamsHttp, TamsRequest } from './tams-http.ts'
import { createdShape, namedShape, placedShape, readableUrl, segmentShape, storageShape } from './wire-shapes.ts'

/** The requests that all three dialects send alike. */

/** Asks for places to write to; the answer's two shapes are read here. Servers may give fewer than were asked for. */
export async function allocate(
  http: TamsHttp,
  flowId: string,
  count: number,
): Promise<Outcome<readonly [Allocation, ...Allocation[]]>> {
  const objects = await http.ask(
    {
      method: 'POST',
      path: `/flows/${encodeURIComponent(flowId)}/storage`,
      json: { limit: count },
      // A place that nobody heard of is collected by the server.
      isDone: () => Promise.resolve(ok(false)),
    },
    storageShape,
  )
  if (!objects.ok) return objects
  const places: Allocation[] = []
  for (const { object_id: objectId, put_url: put, presigned } of objects.value) {
    const contentType = put['content-type']
    const own = await ownCredentials(http, put.url, presigned === true)
    if (!own.ok) return own
    places.push({
      objectId,
      url: withQuery(put.url, own.value.query),
      headers: { ...own.value.headers, ...put.headers, ...(contentType ? { 'content-type': contentType } : {}) },
    })
  }
  const [first, ...rest] = places
  if (new Set(places.map((it) => it.objectId)).size < places.length)
    return failed(problem('server-answer-wrong', { field: 'object_id' }, 'one object was given for several places'))
  return first ? ok([first, ...rest]) : failed(problem('server-answer-wrong', { field: 'media_objects' }))
}

/**
 * A URL on the API's own origin that is not presigned wants the API's credentials. Source: TAMS 8.2,
 * `/flows/{flowId}/storage`.
 */
function ownCredentials(
  http: TamsHttp,
  url: string,
  presigned: boolean,
): ReturnType<TamsHttp['server']['auth']['credentials']> {
  const isOwn = new URL(url).origin === new URL(http.server.url).origin && !presigned && !isSigned(url)
  return isOwn ? http.server.auth.credentials(http.signal) : Promise.resolve(ok({ headers: {}, query: {} }))
}

/**
 * Whether a link is its own credential, to which a store wants no other. Source: SigV4 and its kin at Google, SigV2 and
 * CloudFront, Azure's shared access signature, OpenStack Swift's temporary URL, tokens of signed uploads.
 */
const isSigned = (url: string): boolean =>
  [...new URL(url).searchParams.keys()].some((it) => /^(x-\w+-signature|signature|sig|temp_url_sig|token)$/i.test(it))

/** Adds to a link's query and leaves what is there as it was written. */
const withQuery = (url: string, query: Readonly<Record<string, string>>): string =>
  Object.entries(query).reduce(
    (link, [key, value]) => `${link}${link.includes('?') ? '&' : '?'}${key}=${encodeURIComponent(value)}`,
    url,
  )

/** Whether an id is there. Source: every dialect answers 404 for what it does not know. */
export async function exists(http: TamsHttp, path: string): Promise<Outcome<boolean>> {
  const found = await askIfThere(http, { method: 'GET', path }, createdShape)
  return found.ok ? ok(found.value !== null) : found
}

export interface Listed {
  readonly id: string
  readonly label: string | null
  readonly tags: Readonly<Record<string, unknown>>
}

/** The first entry of a list that is `wanted`, on whatever page it stands. */
export const findInList = (
  http: TamsHttp,
  path: string,
  query: Record<string, string>,
  wanted: (it: Listed) => boolean,
): Promise<Outcome<Listed | null>> =>
  findOnPages(http, path, query, namedShape, (entries) =>
    entries.map((it) => ({ id: it.id, label: it.label ?? it.name ?? null, tags: it.tags ?? {} })).find(wanted),
  )

/**
 * The first flow with this tag. Servers that do not filter by tags are read all the same. Source: TAMS 8.2,
 * `tag.{name}`.
 */
export const findFlowByTag = (http: TamsHttp, name: string, value: string): Promise<Outcome<Listed | null>> =>
  findInList(http, '/flows', { [`tag.${name}`]: value }, (it) => it.tags[name] === value)

/** What a GET finds; null where there is nothing under that name. */
async function askIfThere<T>(http: TamsHttp, request: TamsRequest, schema: z.ZodType<T>): Promise<Outcome<T | null>> {
  const found = await http.ask(request, schema)
  return !found.ok && found.problem.code === 'flow-gone' ? ok(null) : found
}

/** A segment that the store has, and where its object can be read; null where it says no such place. */
export interface SegmentFound {
  readonly getUrl: string | null
}

/**
 * The flow's segment of this object, or any of its segments; null where there is none. Servers that ignore the filter
 * are read all the same.
 */
export async function findSegment(
  http: TamsHttp,
  flowId: string,
  objectId: string | null,
): Promise<Outcome<SegmentFound | null>> {
  const query = objectId === null ? { limit: '1' } : { object_id: objectId }
  const found = await findOnPages(http, segmentsPath(flowId), query, segmentShape, (entries) =>
    entries.find((it) => objectId === null || it.object_id === objectId),
  )
  if (!found.ok) return found.problem.code === 'flow-gone' ? ok(null) : found
  return ok(found.value && { getUrl: readableUrl(found.value) })
}

/** All of a flow's timeline. */
export interface Timeline {
  /** Whether an object lies on it, and at this time where the server says one that can be read. */
  readonly has: (objectId: string, at?: TimeRange) => boolean
}

/**
 * Reads all of a flow's timeline, without links to its objects where the server can leave them out. Source: TAMS 8.2,
 * `accept_get_urls`: an empty list means none, and "could be substantially faster".
 */
export async function timeline(http: TamsHttp, flowId: string): Promise<Outcome<Timeline>> {
  const places = new Map<string, (TimeRange | null)[]>()
  const readWith = (query: Record<string, string>) =>
    findOnPages(http, segmentsPath(flowId), query, placedShape, (entries) => {
      for (const { object_id: objectId, timerange } of entries)
        places.set(objectId, [...(places.get(objectId) ?? []), parseTimeRange(timerange ?? '')])
      return null
    })
  const first = await readWith({ accept_get_urls: '' })
  const read = isRefused(first) ? await readWith({}) : first
  if (!read.ok) return read
  return ok({
    has: (objectId, at) => {
      const found = places.get(objectId)
      return found !== undefined && (!at || found.some((it) => it === null || isAlike(it, at)))
    },
  })
}

/** Whoever keeps times in milliseconds or as a fraction of seconds has them where they were said. */
function isAlike(kept: TimeRange, said: TimeRange): boolean {
  const isNear = (a: Nanoseconds | null, b: Nanoseconds | null) =>
    a === null || b === null || (a - b <= ROUNDED && b - a <= ROUNDED)
  return isNear(kept.start, said.start) && isNear(kept.end, said.end)
}

const ROUNDED: Nanoseconds = 1_000_000n

/** Whether the flow has segments of all these objects. */
export async function hasSegments(
  http: TamsHttp,
  flowId: string,
  objectIds: readonly string[],
): Promise<Outcome<boolean>> {
  for (const objectId of objectIds) {
    const found = await findSegment(http, flowId, objectId)
    if (!found.ok) return found
    if (found.value === null) return ok(false)
  }
  return ok(true)
}

const segmentsPath = (flowId: string) => `/flows/${encodeURIComponent(flowId)}/segments`
