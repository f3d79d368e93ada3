import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { formatTimeRange, NEVER, union } from '../../src-shared/time/timerange.ts'
import { accept, ApiError, notFound } from './api-error.ts'
import { flowFromGuide, flowFromVast, speaksGuide } from './foreign-forms.ts'
import { filterDocs, page } from './paging.ts'
import { flowShape, guideFlowShape, vastFlowShape } from './request-shapes.ts'
import { param, query, type Route, type SandboxContext } from './sandbox-context.ts'
import type { Doc, StoreTables } from './store-tables.ts'

/** The document of a flow, or a 404. */
export function findFlow(tables: StoreTables, id: string): { doc: Doc; posted: Doc | null } {
  const found = tables.getFlow(id)
  if (!found) throw notFound('The flow')
  return found
}

/** Refuses to change a flow that somebody closed. Source: TAMS 8.2, `read_only`. */
export function mustBeWritable(doc: Doc): void {
  if (doc['read_only'] === true) throw new ApiError(403, 'The flow is read-only.')
}

/** Flows: put under the client's id (bbc), or posted (vast, guide). */
export function flowRoutes(route: Route, context: SandboxContext): void {
  const { tables, dialect } = context
  const now = () => new Date(context.nowMs()).toISOString()

  function shown(request: FastifyRequest, { doc, posted }: { doc: Doc; posted: Doc | null }): Doc {
    const id = String(doc['id'])
    if (posted && (dialect === 'vast' || dialect === 'guide')) return { ...posted, id, source_id: doc['source_id'] }
    if (query(request, 'include_timerange') !== 'true') return doc
    const covered = tables
      .listSegments(id)
      .map((it) => ({ start: it.startNs, startInclusive: true, end: it.endNs, endInclusive: it.endInclusive }))
      .reduce(union, NEVER)
    return { ...doc, timerange: formatTimeRange(covered) }
  }

  /** Keeps a flow and what follows from it: its source exists, and collections point both ways. */
  function keep(doc: Doc, posted: Doc | null): void {
    const id = String(doc['id'])
    const before = tables.getFlow(id)?.doc
    tables.putFlow(
      id,
      {
        ...doc,
        tags: doc['tags'] ?? {},
        created: before?.['created'] ?? now(),
        metadata_updated: now(),
        ...(before?.['collected_by'] ? { collected_by: before['collected_by'] } : {}),
      },
      posted,
    )
    const sourceId = String(doc['source_id'])
    const source = tables.getSource(sourceId) ?? {
      id: sourceId,
      format: doc['format'],
      tags: {},
      created: now(),
      updated: now(),
    }
    const members = (doc['flow_collection'] as { id: string; role?: string }[] | undefined) ?? []
    const collected = members.map((member) => {
      const { doc: memberDoc, posted: memberPosted } = findFlow(tables, member.id)
      tables.putFlow(member.id, { ...memberDoc, collected_by: withOne(memberDoc['collected_by'], id) }, memberPosted)
      const memberSource = String(memberDoc['source_id'])
      const known = tables.getSource(memberSource)
      if (known) tables.putSource(memberSource, { ...known, collected_by: withOne(known['collected_by'], sourceId) })
      return { id: memberSource, ...(member.role ? { role: member.role } : {}) }
    })
    const collection = [...((source['source_collection'] as { id: string }[] | undefined) ?? []), ...collected].filter(
      (it, index, all) => all.findIndex((other) => other.id === it.id) === index,
    )
    tables.putSource(sourceId, { ...source, ...(collection.length > 0 ? { source_collection: collection } : {}) })
  }

  route('GET', '/flows', (request, reply) => {
    const docs = page(
      request,
      reply,
      filterDocs(
        request,
        tables.listFlows().map((it) => shown(request, it)),
      ),
    )
    return Promise.resolve(dialect === 'vast' ? { data: docs } : docs)
  })
  route('GET', '/flows/:id', (request) => Promise.resolve(shown(request, findFlow(tables, param(request, 'id')))))

  if (dialect !== 'bbc') {
    route('POST', '/flows', (request, reply) => {
      const isGuide = dialect === 'guide' || (dialect === 'any' && speaksGuide(request.body))
      const doc = isGuide
        ? flowFromGuide(accept(guideFlowShape, request.body))
        : flowFromVast(accept(vastFlowShape, request.body))
      const id = String(doc['id'])
      if (tables.getFlow(id)) throw new ApiError(409, `A flow with the id ${id} exists already.`)
      keep(doc, request.body as Doc)
      return Promise.resolve(reply.status(201).send(shown(request, findFlow(tables, id))))
    })
  }
  if (dialect !== 'guide') {
    route('PUT', '/flows/:id', (request, reply) => {
      const id = param(request, 'id')
      const before = tables.getFlow(id)
      if (dialect === 'vast' && !before) throw notFound('The flow')
      if (before) mustBeWritable(before.doc)
      const doc: Doc =
        dialect === 'vast' ? flowFromVast(accept(vastFlowShape, request.body)) : accept(flowShape, request.body)
      if (doc['id'] !== id) throw new ApiError(400, 'id: not the id in the path')
      for (const member of (doc['flow_collection'] as { id: string }[] | undefined) ?? [])
        if (!tables.getFlow(member.id)) throw new ApiError(400, `flow_collection: there is no flow ${member.id}`)
      keep(doc, dialect === 'vast' ? (request.body as Doc) : null)
      return Promise.resolve(before ? reply.status(204).send() : reply.status(201).send(findFlow(tables, id).doc))
    })
  }
  route('DELETE', '/flows/:id', (request, reply) => {
    const id = param(request, 'id')
    mustBeWritable(findFlow(tables, id).doc)
    tables.deleteFlow(id)
    return Promise.resolve(reply.status(204).send())
  })

  const properties = {
    label: z.string(),
    description: z.string(),
    read_only: z.boolean(),
    max_bit_rate: z.int().min(0),
    avg_bit_rate: z.int().min(0),
  } as const
  for (const [field, shape] of Object.entries(properties)) {
    const path = `/flows/:id/${field}`
    route('GET', path, (request) =>
      Promise.resolve(
        JSON.stringify(findFlow(tables, param(request, 'id')).doc[field] ?? (field === 'read_only' ? false : '')),
      ),
    )
    route('PUT', path, (request, reply) => {
      const { doc, posted } = findFlow(tables, param(request, 'id'))
      if (field !== 'read_only') mustBeWritable(doc)
      tables.putFlow(
        String(doc['id']),
        { ...doc, [field]: accept<unknown>(shape, request.body), metadata_updated: now() },
        posted,
      )
      return Promise.resolve(reply.status(204).send())
    })
  }
  route('GET', '/flows/:id/tags', (request) =>
    Promise.resolve(findFlow(tables, param(request, 'id')).doc['tags'] ?? {}),
  )
  route('PUT', '/flows/:id/tags/:name', (request, reply) => {
    const { doc, posted } = findFlow(tables, param(request, 'id'))
    mustBeWritable(doc)
    const value = accept(z.union([z.string(), z.array(z.string())]), request.body)
    tables.putFlow(
      String(doc['id']),
      {
        ...doc,
        tags: { ...(doc['tags'] as Doc | undefined), [param(request, 'name')]: value },
        metadata_updated: now(),
      },
      posted,
    )
    return Promise.resolve(reply.status(204).send())
  })
  route('GET', '/flows/:id/flow_collection', (request) =>
    Promise.resolve(findFlow(tables, param(request, 'id')).doc['flow_collection'] ?? []),
  )
}

const withOne = (list: unknown, id: string): string[] => [...new Set([...((list as string[] | undefined) ?? []), id])]
