import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from './api-error.ts'
import { baseOf, query } from './sandbox-context.ts'

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1000

/**
 * Cuts a page out of a list and says in the headers where the next one begins.
 *
 * Source: TAMS 8.2, `trait_resource_paged_key` and the `X-Paging-*` and `Link` headers.
 */
export function page<T>(request: FastifyRequest, reply: FastifyReply, all: readonly T[]): readonly T[] {
  const limit = Math.min(numberIn(request, 'limit', 1) ?? DEFAULT_LIMIT, MAX_LIMIT)
  const start = numberIn(request, 'page', 0) ?? 0
  const items = all.slice(start, start + limit)
  void reply.header('x-paging-limit', limit).header('x-paging-count', items.length)
  if (start + limit < all.length) {
    const next = new URL(request.url, baseOf(request))
    next.searchParams.set('page', String(start + limit))
    void reply.header('x-paging-nextkey', String(start + limit)).header('link', `<${next.href}>; rel="next"`)
  }
  return items
}

function numberIn(request: FastifyRequest, name: string, least: number): number | null {
  const text = query(request, name)
  if (text === undefined) return null
  const value = Number(text)
  if (!Number.isInteger(value) || value < least) throw new ApiError(400, `${name}: not a whole number from ${least}`)
  return value
}

/** The filters that sources and flows share: label, format, codec, source_id and tags. */
export function filterDocs<T extends Record<string, unknown>>(request: FastifyRequest, docs: readonly T[]): T[] {
  const wanted = Object.entries(request.query as Record<string, string>)
  return docs.filter((doc) =>
    wanted.every(([name, value]) => {
      if (['label', 'format', 'codec', 'source_id'].includes(name)) return doc[name] === value
      const tags = (doc['tags'] ?? {}) as Record<string, string | string[]>
      if (name.startsWith('tag_exists.')) return name.slice(11) in tags === (value === 'true')
      if (name.startsWith('tag.')) return value.split(',').some((it) => [tags[name.slice(4)]].flat().includes(it))
      return true
    }),
  )
}
