import type { FastifyRequest } from 'fastify'
import { formatTimeRange, NEVER, union } from '../../src-shared/time/timerange.ts'
import { ApiError, notFound } from './api-error.ts'
import { query, type SandboxContext } from './sandbox-context.ts'
import type { Doc, FlowRow, StoreTables } from './store-tables.ts'

/** A flow that the store has, or a 404. */
export function findFlow(tables: StoreTables, id: string): FlowRow {
  const found = tables.getFlow(id)
  if (!found) throw notFound('The flow')
  return found
}

/** The document of a flow that may be changed: a 404 where there is none, a 403 where somebody closed it. */
export function findWritableFlow(tables: StoreTables, id: string): FlowRow {
  const flow = findFlow(tables, id)
  mustBeWritable(flow.doc)
  return flow
}

/** Refuses to change a flow that somebody closed. Source: TAMS 8.2, `read_only`. */
export function mustBeWritable(doc: Doc): void {
  if (doc['read_only'] === true) throw new ApiError(403, 'The flow is read-only.')
}

/** A flow as this dialect shows it, with the `timerange` that its segments cover where the request asks for it. */
export function flowAnswer({ tables, dialect }: SandboxContext, request: FastifyRequest, flow: FlowRow): Doc {
  const { doc, posted } = flow
  const id = String(doc['id'])
  if (posted && (dialect === 'vast' || dialect === 'guide')) return { ...posted, id, source_id: doc['source_id'] }
  if (query(request, 'include_timerange') !== 'true') return doc
  const covered = tables
    .listSegments(id)
    .map((it) => ({ start: it.startNs, startInclusive: true, end: it.endNs, endInclusive: it.endInclusive }))
    .reduce(union, NEVER)
  return { ...doc, timerange: formatTimeRange(covered) }
}

/** Stores a flow and what follows from it: its source exists, and collections point both ways. */
export function storeFlow({ tables, nowMs }: SandboxContext, doc: Doc, posted: Doc | null): void {
  const now = new Date(nowMs()).toISOString()
  const id = String(doc['id'])
  const before = tables.getFlow(id)?.doc
  tables.putFlow(
    id,
    {
      ...doc,
      tags: doc['tags'] ?? {},
      created: before?.['created'] ?? now,
      metadata_updated: now,
      ...(before?.['collected_by'] ? { collected_by: before['collected_by'] } : {}),
    },
    posted,
  )
  const sourceId = String(doc['source_id'])
  const source = tables.getSource(sourceId) ?? {
    id: sourceId,
    format: doc['format'],
    tags: {},
    created: now,
    updated: now,
  }
  const collected = collectMembers(tables, doc)
  const collection = [...((source['source_collection'] as { id: string }[] | undefined) ?? []), ...collected].filter(
    (it, index, all) => all.findIndex((other) => other.id === it.id) === index,
  )
  tables.putSource(sourceId, { ...source, ...(collection.length > 0 ? { source_collection: collection } : {}) })
}

/** Writes into the members of a flow, and into their sources, who collects them; answers those sources. */
function collectMembers(tables: StoreTables, flow: Doc): { id: string; role?: string }[] {
  const members = (flow['flow_collection'] as { id: string; role?: string }[] | undefined) ?? []
  return members.map((member) => {
    const { doc, posted } = findFlow(tables, member.id)
    const collectedBy = withOne(doc['collected_by'], String(flow['id']))
    tables.putFlow(member.id, { ...doc, collected_by: collectedBy }, posted)
    const sourceId = String(doc['source_id'])
    const source = tables.getSource(sourceId)
    if (source)
      tables.putSource(sourceId, {
        ...source,
        collected_by: withOne(source['collected_by'], String(flow['source_id'])),
      })
    return { id: sourceId, ...(member.role ? { role: member.role } : {}) }
  })
}

const withOne = (list: unknown, id: string): string[] => [...new Set([...((list as string[] | undefined) ?? []), id])]
