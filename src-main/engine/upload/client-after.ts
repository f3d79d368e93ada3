import type { HttpClientName } from '../../../src-shared/item/media-object.ts'
import type { Problem } from '../../../src-shared/problems.ts'

/**
 * The next try of a request that broke on the way goes through the other HTTP client. Source: the upload guide,
 * "Automatic retry".
 */
export function clientAfter(client: HttpClientName, { code }: Problem): HttpClientName {
  if (code !== 'http-broken' && code !== 'connection-lost') return client
  return client === 'got' ? 'node' : 'got'
}
