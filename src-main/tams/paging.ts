import { z } from 'zod'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { fits, type TamsAnswer, type TamsHttp } from './tams-http.ts'

/** A list that is longer than so many pages has no end, or nobody who waits for it. */
const MOST_PAGES = 1_000

const PAGE_SIZE = 100

/** One page of a list. `next` is what {@link readPage} takes to get the one after it; null at the end. */
export interface Page<T> {
  readonly entries: readonly T[]
  readonly next: string | null
}

/** A list as a plain array, or wrapped as `{data: […]}`. */
const listOf = <T>(shape: z.ZodType<T>) =>
  z.union([z.array(shape), z.object({ data: z.array(shape) }).transform((it) => it.data)])

const pagingShape = z.object({ paging: z.object({ next_key: z.string().min(1) }) })

/**
 * Reads a page of a list; the first one where `page` is null. A server that refuses to be told how long a page is to be
 * is asked without.
 */
export async function readPage<T>(
  http: TamsHttp,
  path: string,
  query: Readonly<Record<string, string>>,
  page: string | null,
  shape: z.ZodType<T>,
): Promise<Outcome<Page<T>>> {
  const asked = { ...query, ...Object.fromEntries(new URLSearchParams(page ?? '')) }
  const request = { method: 'GET' as const, path, query: { limit: String(PAGE_SIZE), ...asked } }
  const first = await http.tell(request)
  const answer = isRefused(first) ? await http.tell({ ...request, query: asked }) : first
  if (!answer.ok) return answer
  const list = fits(answer.value.body, listOf(shape), request)
  if (!list.ok) return list
  const next = nextPage(answer.value)
  return ok({ entries: list.value, next: next === page ? null : next })
}

/** Whether a server read the request and would not have it. Source: RFC 9110; 422 is what FastAPI says. */
export const isRefused = (answer: Outcome<unknown>): boolean =>
  !answer.ok &&
  answer.problem.code === 'request-refused' &&
  [400, 422].includes(Number(answer.problem.values?.['status']))

/** Reads a list page by page until `find` makes something of one of its entries; null where it has no such entry. */
export async function findOnPages<T, R>(
  http: TamsHttp,
  path: string,
  query: Readonly<Record<string, string>>,
  shape: z.ZodType<T>,
  find: (entries: readonly T[]) => R | null | undefined,
): Promise<Outcome<R | null>> {
  const endless = failed(
    problem('server-answer-wrong', { field: `the list at ${path}` }, 'its pages repeat themselves'),
  )
  const seen = new Set<string>()
  let before = ''
  let page: string | null = null
  for (let n = 0; n < MOST_PAGES; n += 1) {
    const read: Outcome<Page<T>> = await readPage(http, path, query, page, shape)
    if (!read.ok) return read
    const found = find(read.value.entries)
    if (found != null) return ok(found)
    page = read.value.next
    // What such a list lacks may stand on the pages that are never given.
    const now = JSON.stringify(read.value.entries)
    if (read.value.entries.length > 0 && now === before) return endless
    before = now
    if (page === null) return ok(null)
    if (seen.has(page)) return endless
    seen.add(page)
  }
  return failed(problem('server-answer-wrong', { field: `the list at ${path}` }, `more than ${MOST_PAGES} pages`))
}

/**
 * The query that leads to the next page of the same list. Source: TAMS 8.2, `X-Paging-NextKey`, and `Link` with
 * `rel="next"`, of which only the query is followed; some servers say `paging.next_key` beside `data`.
 */
function nextPage({ headers, body }: TamsAnswer): string | null {
  const key = headers['x-paging-nextkey'] ?? ''
  if (typeof key === 'string' && key !== '') return String(new URLSearchParams({ page: key }))
  const link = nextLink(String(headers['link'] ?? ''))
  if (link !== null) {
    const query = new URLSearchParams(/\?([^#]*)/.exec(link)?.[1] ?? '')
    query.delete('access_token')
    return query.size === 0 ? null : String(query)
  }
  const paging = pagingShape.safeParse(body)
  return paging.success ? String(new URLSearchParams({ page: paging.data.paging.next_key })) : null
}

/** A target and its parameters, quoted or not. Source: RFC 8288. */
const LINK = /<([^>]*)>((?:\s*;\s*[^=;,\s]+(?:\s*=\s*(?:"[^"]*"|[^;,"\s]*))?)*)/g

function nextLink(header: string): string | null {
  for (const [, target, params] of header.matchAll(LINK)) {
    const [, quoted, plain] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^;,"\s]*))/i.exec(params ?? '') ?? []
    if (target && /(^|\s)next(\s|$)/i.test(quoted ?? plain ?? '')) return target
  }
  return null
}
