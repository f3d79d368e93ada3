import { randomUUID } from 'node:crypto'
import { accept, ApiError } from './api-error.ts'
import { storageShape } from './request-shapes.ts'
import { baseOf, param, type Route, type SandboxContext } from './sandbox-context.ts'
import { findWritableFlow } from './stored-flow.ts'

/** Where bytes get a place: objects are allocated for a flow, each with the URL that it is put to. */
export function storageRoutes(route: Route, context: SandboxContext): void {
  const { tables, media, dialect } = context
  route('POST', '/flows/:id/storage', async (request, reply) => {
    const { doc } = findWritableFlow(tables, param(request, 'id'))
    const asked = accept(storageShape, request.body ?? {})
    const container = doc['container']
    if (typeof container !== 'string') throw new ApiError(400, 'The flow has no container, so it cannot have objects.')
    if (asked.storage_id !== undefined && asked.storage_id !== context.storageId)
      throw new ApiError(400, 'storage_id: there is no such storage')
    const used = asked.object_ids?.find((id) => tables.getObject(id))
    if (used !== undefined) throw new ApiError(400, `object_ids: ${used} is used already`)
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
}
