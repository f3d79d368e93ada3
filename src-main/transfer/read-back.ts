import got, { HTTPError, RequestError } from 'got'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, withoutSecrets } from '../../src-shared/problems.ts'
import { openHashSession } from './hasher.ts'

/** What a store gives back for an object. `null` where it lets nobody read. */
export type ReadBack = { readonly bytes: number; readonly md5: string } | null

const STALL_MS = 60_000

/**
 * Reads an object from its download URL and hashes it on the way; nothing is kept.
 *
 * This is how an object is verified whose store gives no MD5 as its ETag.
 */
export async function readBack(url: string, signal: AbortSignal, ca?: readonly string[]): Promise<Outcome<ReadBack>> {
  const hash = openHashSession(false)
  const stall = new AbortController()
  let watchdog = setTimeout(() => stall.abort(), STALL_MS)
  let bytes = 0
  try {
    const stream = got.stream(url, {
      retry: { limit: 0 },
      decompress: false,
      signal: AbortSignal.any([signal, stall.signal]),
      timeout: { connect: 15_000, secureConnect: 15_000, response: 60_000 },
      ...(ca ? { https: { certificateAuthority: [...ca] } } : {}),
    })
    for await (const block of stream as AsyncIterable<Buffer>) {
      clearTimeout(watchdog)
      watchdog = setTimeout(() => stall.abort(), STALL_MS)
      bytes += block.length
      await hash.updateCopy(block)
    }
    return ok({ bytes, md5: (await hash.digests()).md5 })
  } catch (error) {
    if (error instanceof HTTPError && error.response.statusCode < 500 && error.response.statusCode !== 429)
      return ok(null)
    if (stall.signal.aborted)
      return failed(problem('stalled', { seconds: STALL_MS / 1000 }, 'while reading the object back'))
    const detail = withoutSecrets(
      `while reading the object back: ${error instanceof RequestError ? error.code : ''} ${(error as Error).message}`,
    )
    return failed(problem('connection-lost', {}, detail))
  } finally {
    clearTimeout(watchdog)
    hash.drop()
  }
}
