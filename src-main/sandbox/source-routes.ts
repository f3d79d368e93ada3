import { z } from 'zod'
import { accept, ApiError, notFound } from './api-error.ts'
import { sourceFromGuide, sourceFromVast, speaksGuide } from './foreign-forms.ts'
import { filterDocs, page } from './paging.ts'
import { guideSourceShape, vastSourceShape } from './request-shapes.ts'
import { param, type Route, type SandboxContext } from './sandbox-context.ts'
import type { Doc } from './store-tables.ts'

/** Sources: listed and described in every dialect, posted in the guide's and VAST's. */
export function sourceRoutes(route: Route, context: SandboxContext): void {
  const { tables, dialect } = context
  const findSource = (id: string): Doc => {
    const doc = tables.getSource(id)
    if (!doc) throw notFound('The source')
    return doc
  }
  const sourceAnswer = (doc: Doc): Doc => (dialect === 'guide' ? { ...doc, name: doc['label'] } : doc)

  route('GET', '/sources', (request, reply) => {
    const docs = page(request, reply, filterDocs(request, tables.listSources())).map(sourceAnswer)
    return Promise.resolve(dialect === 'vast' ? { data: docs } : docs)
  })
  route('GET', '/sources/:id', (request) => Promise.resolve(sourceAnswer(findSource(param(request, 'id')))))

  if (dialect !== 'bbc') {
    route('POST', '/sources', (request, reply) => {
      const isGuide = dialect === 'guide' || (dialect === 'any' && speaksGuide(request.body))
      const doc = isGuide
        ? sourceFromGuide(accept(guideSourceShape, request.body))
        : sourceFromVast(accept(vastSourceShape, request.body))
      const id = String(doc['id'])
      if (tables.getSource(id)) throw new ApiError(409, `A source with the id ${id} exists already.`)
      const now = new Date(context.nowMs()).toISOString()
      tables.putSource(id, { ...doc, created: now, updated: now })
      return Promise.resolve(reply.status(201).send(sourceAnswer(findSource(id))))
    })
  }

  for (const field of ['label', 'description'] as const) {
    const path = `/sources/:id/${field}`
    route('GET', path, (request) => Promise.resolve(JSON.stringify(findSource(param(request, 'id'))[field] ?? '')))
    route('PUT', path, (request, reply) => {
      change(findSource(param(request, 'id')), (doc) => ({ ...doc, [field]: accept(z.string(), request.body) }))
      return Promise.resolve(reply.status(204).send())
    })
    route('DELETE', path, (request, reply) => {
      change(findSource(param(request, 'id')), ({ [field]: _gone, ...doc }) => doc)
      return Promise.resolve(reply.status(204).send())
    })
  }
  route('GET', '/sources/:id/tags', (request) => Promise.resolve(findSource(param(request, 'id'))['tags'] ?? {}))
  route('PUT', '/sources/:id/tags/:name', (request, reply) => {
    const value = accept(z.union([z.string(), z.array(z.string())]), request.body)
    change(findSource(param(request, 'id')), (doc) => ({
      ...doc,
      tags: { ...(doc['tags'] as Doc | undefined), [param(request, 'name')]: value },
    }))
    return Promise.resolve(reply.status(204).send())
  })
  route('GET', '/sources/:id/tags/:name', (request) => {
    const value = (findSource(param(request, 'id'))['tags'] as Doc | undefined)?.[param(request, 'name')]
    if (value === undefined) throw notFound('The tag')
    return Promise.resolve(JSON.stringify(value))
  })

  function change(doc: Doc, edit: (doc: Doc) => Doc): void {
    tables.putSource(String(doc['id']), { ...edit(doc), updated: new Date(context.nowMs()).toISOString() })
  }
}
