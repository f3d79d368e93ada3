import { accept, ApiError, notFound } from './api-error.ts'
import { flowFromGuide, flowFromVast, speaksGuide } from './foreign-forms.ts'
import { filterDocs, page } from './paging.ts'
import { flowShape, guideFlowShape, vastFractionFlowShape, vastTextFlowShape } from './request-shapes.ts'
import { param, type Handler, type Route, type SandboxContext } from './sandbox-context.ts'
import type { Doc } from './store-tables.ts'
import { findFlow, findWritableFlow, flowAnswer, mustBeWritable, storeFlow } from './stored-flow.ts'

/** Flows: put under the client's id (bbc), or posted (vast, guide). */
export function flowRoutes(route: Route, context: SandboxContext): void {
  const { tables, dialect } = context
  route('GET', '/flows', (request, reply) => {
    const docs = page(
      request,
      reply,
      filterDocs(
        request,
        tables.listFlows().map((it) => flowAnswer(context, request, it)),
      ),
    )
    return Promise.resolve(dialect === 'vast' ? { data: docs } : docs)
  })
  route('GET', '/flows/:id', (request) =>
    Promise.resolve(flowAnswer(context, request, findFlow(tables, param(request, 'id')))),
  )
  if (dialect !== 'bbc') route('POST', '/flows', postFlow(context))
  if (dialect !== 'guide') route('PUT', '/flows/:id', putFlow(context))
  route('DELETE', '/flows/:id', (request, reply) => {
    const id = param(request, 'id')
    findWritableFlow(tables, id)
    tables.deleteFlow(id)
    return Promise.resolve(reply.status(204).send())
  })
}

/** In the guide's or in VAST's words; where both are spoken, the body tells. */
function postFlow(context: SandboxContext): Handler {
  const { tables, dialect } = context
  return (request, reply) => {
    const isGuide = dialect === 'guide' || (dialect === 'any' && speaksGuide(request.body))
    const doc = isGuide ? flowFromGuide(accept(guideFlowShape, request.body)) : readVastFlow(context, request.body)
    const id = String(doc['id'])
    if (tables.getFlow(id)) throw new ApiError(409, `A flow with the id ${id} exists already.`)
    storeFlow(context, doc, request.body as Doc)
    return Promise.resolve(reply.status(201).send(flowAnswer(context, request, findFlow(tables, id))))
  }
}

/** Each build of VAST's server has its own shape of a flow; 8.0's is the specification's. */
function readVastFlow({ vastRelease }: SandboxContext, body: unknown): Doc {
  if (vastRelease === '8.0') return accept(flowShape, body)
  return flowFromVast(vastRelease === '7.0' ? accept(vastFractionFlowShape, body) : accept(vastTextFlowShape, body))
}

/** Makes the flow or replaces it; VAST's server replaces only. */
function putFlow(context: SandboxContext): Handler {
  const { tables, dialect } = context
  return (request, reply) => {
    const id = param(request, 'id')
    const before = tables.getFlow(id)
    if (dialect === 'vast' && !before) throw notFound('The flow')
    if (before) mustBeWritable(before.doc)
    const doc: Doc = dialect === 'vast' ? readVastFlow(context, request.body) : accept(flowShape, request.body)
    if (doc['id'] !== id) throw new ApiError(400, 'id: not the id in the path')
    for (const member of (doc['flow_collection'] as { id: string }[] | undefined) ?? [])
      if (!tables.getFlow(member.id)) throw new ApiError(400, `flow_collection: there is no flow ${member.id}`)
    storeFlow(context, doc, dialect === 'vast' ? (request.body as Doc) : null)
    return Promise.resolve(before ? reply.status(204).send() : reply.status(201).send(findFlow(tables, id).doc))
  }
}
