import type { Route, SandboxContext } from './sandbox-context.ts'
import { describeVast } from './vast-description.ts'

/** Where the API is: VAST's 8.0 has it below a path. */
export const rootOf = ({ dialect, vastRelease }: SandboxContext): string =>
  dialect === 'vast' && vastRelease === '8.0' ? '/api/tams/v8.0' : ''

/** What is asked of the host, wherever its API is. */
export function hostRoutes(route: Route, context: SandboxContext): void {
  route('GET', '/health', () => Promise.resolve({ status: 'ok' }))
  if (context.dialect === 'vast')
    route('GET', '/openapi.json', () => Promise.resolve(describeVast(context.vastRelease, rootOf(context))))
}

/** What the store says about itself; the part that tells its dialect. */
export function serviceRoutes(route: Route, context: SandboxContext): void {
  const { dialect } = context
  if (dialect === 'guide') return
  route('GET', '/', () => Promise.resolve(['service', 'flows', 'sources', 'objects', 'flow-delete-requests']))
  route('GET', '/service', () =>
    Promise.resolve({
      name: 'Framehaul sandbox',
      description: 'The TAMS store embedded in Framehaul',
      type: 'urn:x-tams:service.framehaul',
      api_version: dialect === 'vast' ? context.vastRelease : '8.2',
      ...(dialect === 'vast'
        ? {}
        : {
            min_object_timeout: `${context.objectTimeoutSeconds}:0`,
            min_presigned_url_timeout: `${context.urlTtlSeconds}:0`,
          }),
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
