import got, { HTTPError, RequestError } from 'got'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, withoutSecrets } from '../../src-shared/problems.ts'
import { proxyRefusal, straightWay, wasClosedMeanwhile, wayProblem, type Way } from '../way/index.ts'
import { exactLink, exactRequest } from './exact-link.ts'
import { openHashSession } from './hasher.ts'
import { isOfWebPage } from './store-answer.ts'

/** What a store gives back for an object. */
export type ReadBack =
  /** `bytes` may be more than was asked for, and `md5` then that of the beginning: it is another object. */
  | { readonly type: 'read'; readonly bytes: number; readonly md5: string }
  /** There is nothing under this link. */
  | { readonly type: 'missing' }
  /** It lets nobody read; the size is what it says of the object, null where it says none. */
  | { readonly type: 'unreadable'; readonly size: number | null }

const STALL_MS = 60_000

/** Nothing is there, was there, or could be read of it. */
const MISSING: ReadonlySet<number> = new Set([404, 410, 416])

/** Refusals that pass by themselves. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 423, 425, 429, 499])

/**
 * Reads an object from its download URL and hashes it on the way; nothing is kept.
 *
 * This is how an object is verified whose store says no checksum of it.
 *
 * @param mostBytes reading ends when there were more: an answer without an end proves no object
 * @param isFresh on a connection that nobody used before
 */
export async function readBack(
  url: string,
  signal: AbortSignal,
  way: Way = straightWay,
  mostBytes = Infinity,
  isFresh = false,
): Promise<Outcome<ReadBack>> {
  const link = exactLink(url)
  if (!link.ok) return link
  const hash = openHashSession(false)
  const stall = new AbortController()
  let watchdog = setTimeout(() => stall.abort(), STALL_MS)
  let bytes = 0
  const how = {
    ...reading(AbortSignal.any([signal, stall.signal])),
    ...exactRequest(url, link.value, way, isFresh),
  }
  try {
    const stream = got.stream(url, how)
    for await (const block of stream as AsyncIterable<Buffer>) {
      clearTimeout(watchdog)
      watchdog = setTimeout(() => stall.abort(), STALL_MS)
      bytes += block.length
      await hash.updateCopy(block)
      // Leaving the loop ends the stream, and the connection with it.
      if (bytes > mostBytes) break
    }
    return ok({ type: 'read', bytes, md5: (await hash.digests()).md5 })
  } catch (error) {
    if (wasClosedMeanwhile(error) && !isFresh && bytes === 0) return await readBack(url, signal, way, mostBytes, true)
    if (error instanceof HTTPError && error.response.statusCode === 407)
      return failed(proxyRefusal(new URL(url).host, 407, 'while reading the object back'))
    if (error instanceof HTTPError && MISSING.has(error.response.statusCode)) return ok({ type: 'missing' })
    if (error instanceof HTTPError && error.response.statusCode < 500 && !PASSING.has(error.response.statusCode))
      return ok({ type: 'unreadable', size: await readSize(url, how) })
    if (stall.signal.aborted)
      return failed(problem('stalled', { seconds: STALL_MS / 1000 }, 'while reading the object back'))
    const ofTheWay = wayProblem(error, new URL(url).host, await way.proxyOf(url))
    if (ofTheWay) return failed(ofTheWay)
    const detail = withoutSecrets(
      `while reading the object back: ${error instanceof RequestError ? error.code : ''} ${(error as Error).message}`,
    )
    return failed(problem('connection-lost', {}, detail))
  } finally {
    clearTimeout(watchdog)
    hash.drop()
  }
}

const reading = (signal: AbortSignal) => ({
  retry: { limit: 0 },
  decompress: false,
  signal,
  timeout: { connect: 15_000, secureConnect: 15_000, response: 60_000 },
})

/** The size that the store says of an object that it gives nobody; null where it says none. */
async function readSize(url: string, how: ReturnType<typeof reading>): Promise<number | null> {
  try {
    const { headers } = await got.head(url, how)
    const size = headers['content-length']
    return size === undefined || isOfWebPage(headers['content-type']) ? null : Number(size)
  } catch {
    return null
  }
}
