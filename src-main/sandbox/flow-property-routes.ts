import { z } from 'zod'
import { accept } from './api-error.ts'
import { param, type Route, type SandboxContext } from './sandbox-context.ts'
import type { Doc, FlowRow } from './store-tables.ts'
import { findFlow, findWritableFlow } from './stored-flow.ts'

const properties = {
  label: z.string(),
  description: z.string(),
  read_only: z.boolean(),
  max_bit_rate: z.int().min(0),
  avg_bit_rate: z.int().min(0),
} as const

/** The parts of a flow that have addresses of their own: single fields, tags, and the collection. */
export function flowPropertyRoutes(route: Route, { tables, nowMs }: SandboxContext): void {
  const change = ({ doc, posted }: FlowRow, fields: Doc) =>
    tables.putFlow(String(doc['id']), { ...doc, ...fields, metadata_updated: new Date(nowMs()).toISOString() }, posted)

  for (const [field, shape] of Object.entries(properties)) {
    const path = `/flows/:id/${field}`
    route('GET', path, (request) =>
      Promise.resolve(
        JSON.stringify(findFlow(tables, param(request, 'id')).doc[field] ?? (field === 'read_only' ? false : '')),
      ),
    )
    route('PUT', path, (request, reply) => {
      // A flow that was closed can be opened again.
      const flow = (field === 'read_only' ? findFlow : findWritableFlow)(tables, param(request, 'id'))
      change(flow, { [field]: accept<unknown>(shape, request.body) })
      return Promise.resolve(reply.status(204).send())
    })
  }
  route('GET', '/flows/:id/tags', (request) =>
    Promise.resolve(findFlow(tables, param(request, 'id')).doc['tags'] ?? {}),
  )
  route('PUT', '/flows/:id/tags/:name', (request, reply) => {
    const flow = findWritableFlow(tables, param(request, 'id'))
    const value = accept(z.union([z.string(), z.array(z.string())]), request.body)
    change(flow, { tags: { ...(flow.doc['tags'] as Doc | undefined), [param(request, 'name')]: value } })
    return Promise.resolve(reply.status(204).send())
  })
  route('GET', '/flows/:id/flow_collection', (request) =>
    Promise.resolve(findFlow(tables, param(request, 'id')).doc['flow_collection'] ?? []),
  )
}
