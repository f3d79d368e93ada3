import { open, type FileHandle } from 'node:fs/promises'
import got, { RequestError, TimeoutError, type Response } from 'got'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, withoutSecrets, type Problem } from '../../src-shared/problems.ts'
import { BLOCK_BYTES, FileEndedEarly, fileBlocks } from './file-blocks.ts'
import { openHashSession } from './hasher.ts'
import type { RateLimit } from './rate-limit.ts'
import { storeProblem } from './store-answer.ts'

/** One range of one file to one URL. Sizes in bytes. */
export interface PutObject {
  readonly path: string
  readonly start: number
  readonly length: number
  readonly url: string
  /** Exactly these are sent, with `Content-Length` and what HTTP itself needs; a presigned URL forgives no other. */
  readonly headers: Readonly<Record<string, string>>
  /** Compare the MD5 of what was read with the store's ETag. */
  readonly verify: boolean
  readonly signal: AbortSignal
  /** Called with the bytes the socket has taken; several times a second, and with the whole once it is accepted. */
  readonly onProgress: (bytesSent: number) => void
  readonly rateLimit?: RateLimit
  /** Extra certificate authorities, PEM. */
  readonly ca?: string
  readonly timeouts?: Partial<Timeouts>
}

export interface Timeouts {
  readonly connectMs: number
  /** From the last byte sent to the answer. */
  readonly answerMs: number
  /** Without a single byte moving. */
  readonly stallMs: number
}

/** What the store took. `etag` is as the store wrote it, without quotes; `md5` is null where nobody asked. */
export interface StoredObject {
  readonly bytes: number
  readonly etag: string | null
  readonly md5: string | null
  readonly serverDateMs: number | null
}

const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 15_000, answerMs: 120_000, stallMs: 60_000 }

/**
 * Streams a range of a file to an upload URL.
 *
 * Answers once the store has acknowledged every byte, and, where asked, once its ETag equals the MD5 of what was read.
 * An abort answers `connection-lost`; whoever aborted knows why.
 */
export async function putObject(put: PutObject): Promise<Outcome<StoredObject>> {
  let handle: FileHandle
  try {
    handle = await open(put.path, 'r')
  } catch (error) {
    return failed(cannotRead(error))
  }
  const timeouts = { ...DEFAULT_TIMEOUTS, ...put.timeouts }
  const hash = put.verify ? openHashSession() : null
  const stall = new AbortController()
  const signal = AbortSignal.any([put.signal, stall.signal])
  let watchdog = setTimeout(() => stall.abort(), timeouts.stallMs)
  const stillMoving = () => {
    clearTimeout(watchdog)
    watchdog = setTimeout(() => stall.abort(), timeouts.stallMs)
  }
  const body = fileBlocks(handle, put.start, put.length, () => put.rateLimit?.blockBytes(BLOCK_BYTES) ?? BLOCK_BYTES, async (block) => {
    await hash?.update(block)
    // Waiting for one's turn is not a stall.
    clearTimeout(watchdog)
    await put.rateLimit?.take(block.byteLength, signal)
    stillMoving()
  })
  // got reports what it could not send; a reader that fails first would otherwise be an unhandled error.
  let readError: unknown
  body.on('error', (error) => { readError = error })
  try {
    const request = got.put(put.url, {
      body,
      headers: { ...put.headers, 'content-length': String(put.length) },
      signal,
      retry: { limit: 0 },
      throwHttpErrors: false,
      followRedirect: false,
      decompress: false,
      timeout: { lookup: timeouts.connectMs, connect: timeouts.connectMs, secureConnect: timeouts.connectMs, response: timeouts.answerMs },
      ...(put.ca ? { https: { certificateAuthority: put.ca } } : {}),
    })
    void request.on('uploadProgress', ({ transferred }) => {
      stillMoving()
      // The last byte counts when the store has said so, not when the socket has swallowed it.
      put.onProgress(Math.min(transferred, Math.max(0, put.length - 1)))
    })
    const response = await request
    return await judge(response, put, hash)
  } catch (error) {
    if (readError instanceof FileEndedEarly) return failed(problem('file-changed', {}, 'the file became shorter while it was being sent'))
    if (readError && (readError as NodeJS.ErrnoException).syscall === 'read') return failed(cannotRead(readError))
    if (stall.signal.aborted) return failed(problem('stalled', { seconds: Math.round(timeouts.stallMs / 1000) }))
    return failed(networkProblem(error, put.url))
  } finally {
    clearTimeout(watchdog)
    hash?.drop()
    body.destroy()
    await handle.close()
  }
}

async function judge(response: Response<string>, put: PutObject, hash: ReturnType<typeof openHashSession> | null): Promise<Outcome<StoredObject>> {
  if (response.statusCode < 200 || response.statusCode > 299) return failed(storeProblem(response.statusCode, response.body, retryAfter(response)))
  const etag = response.headers.etag?.replace(/^W\//, '').replaceAll('"', '') ?? null
  const md5 = (await hash?.digest()) ?? null
  // An ETag that is no MD5 (encrypted or multipart storage) proves nothing, but is no fault either.
  if (md5 && etag && /^[\da-f]{32}$/i.test(etag) && etag.toLowerCase() !== md5) return failed(problem('checksum-mismatch', {}, `MD5 of the file ${md5}, ETag of the store ${etag}`))
  put.onProgress(put.length)
  const date = Date.parse(response.headers.date ?? '')
  return ok({ bytes: put.length, etag, md5, serverDateMs: Number.isNaN(date) ? null : date })
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers['retry-after'])
  return response.headers['retry-after'] && Number.isFinite(seconds) ? seconds : null
}

function cannotRead(error: unknown): Problem {
  const { code } = error as NodeJS.ErrnoException
  return problem(code === 'ENOENT' || code === 'ENOTDIR' ? 'file-missing' : 'file-unreadable', {}, code)
}

function networkProblem(error: unknown, url: string): Problem {
  const code = error instanceof RequestError ? error.code : ''
  const detail = withoutSecrets((error as Error).message)
  const host = URL.canParse(url) ? new URL(url).host : 'an address that is none'
  if (error instanceof TimeoutError && error.event === 'response') return problem('stalled', { seconds: Math.round(DEFAULT_TIMEOUTS.answerMs / 1000) }, detail)
  if (/CERT|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)/.test(code)) return problem('server-certificate', { host }, detail)
  if (error instanceof TimeoutError || /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_INVALID_URL)$/.test(code)) return problem('store-unreachable', { host }, detail)
  return problem('connection-lost', {}, detail)
}
