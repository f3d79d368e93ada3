import type { Route, SandboxContext } from './sandbox-context.ts'

/** What the store says about itself; the part that tells its dialect. */
export function serviceRoutes(route: Route, context: SandboxContext): void {
  const { dialect } = context
  route('GET', '/health', () => Promise.resolve({ status: 'ok' }))
  if (dialect === 'guide') return
  route('GET', '/', () => Promise.resolve(['service', 'flows', 'sources', 'objects', 'flow-delete-requests']))
  route('GET', '/service', () =>
    Promise.resolve({
      name: 'Framehaul sandbox',
      description: 'The TAMS store embedded in Framehaul',
      type: 'urn:x-tams:service.framehaul',
      api_version: dialect === 'vast' ? '6.0' : '8.2',
      ...(dialect === 'vast'
        ? {}
        : {
            min_object_timeout: `${context.objectTimeoutSeconds}:0`,
            min_presigned_url_timeout: `${context.urlTtlSeconds}:0`,
          }),
    }),
  )
  if (dialect === 'vast')
    route('GET', '/openapi.json', () =>
      Promise.resolve({
        openapi: '3.1.0',
        paths: { '/sources': { get: {}, post: {} }, '/flows': { get: {}, post: {} } },
      }),
    )
  route('GET', '/service/storage-backends', () =>
    Promise.resolve([
      {
        id: context.storageId,
        label: 'sandbox',
        store_type: 'http_object_store',
        provider: 'framehaul',
        store_product: 'sandbox',
        default_storage: true,
      },
    ]),
  )
  route('GET', '/flow-delete-requests', () => Promise.resolve([]))
}
