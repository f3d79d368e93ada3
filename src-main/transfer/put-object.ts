import { open, type FileHandle } from 'node:fs/promises'
import type { HttpClientName } from '../../src-shared/item/media-object.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, withoutSecrets, type Problem } from '../../src-shared/problems.ts'
import { straightWay, type Way } from '../way/index.ts'
import { BLOCK_BYTES } from './block-memory.ts'
import { exactHeaders, exactLink, type ExactLink } from './exact-link.ts'
import { FileEndedEarly, FileUnreadable, fileBlocks } from './file-blocks.ts'
import { fileProblem } from '../../src-shared/file-problem.ts'
import type { FileLook } from '../../src-shared/file-identity.ts'
import { changeOf } from './open-file-change.ts'
import { openHashSession, type HashSession } from './hasher.ts'
import type { RateLimit } from './rate-limit.ts'
import { SendFailure, type Send, type StoreAnswer } from './send.ts'
import { sendWithGot } from './send-with-got.ts'
import { sendWithNode } from './send-with-node.ts'
import { errorInSuccess, storeProblem } from './store-answer.ts'
import { compareAnswer } from './store-checksum.ts'

/** One range of one file to one URL. Sizes in bytes. */
export interface PutObject {
  readonly path: string
  readonly start: number
  readonly length: number
  /** What the file was when it was read; another one is not sent, and none that changes on the way is accepted. */
  readonly expected?: FileLook
  readonly url: string
  /** Exactly these are sent, with `Content-Length` and what HTTP itself needs; a presigned URL forgives no other. */
  readonly headers: Readonly<Record<string, string>>
  /** Compare what was read with the checksum or ETag that the store answers. */
  readonly verify: boolean
  /** The ETag differed once although everything else went well: this time it is not believed. */
  readonly doubtEtag?: boolean
  readonly sha256?: boolean
  readonly client?: HttpClientName
  readonly signal: AbortSignal
  /** Called with the bytes the socket has taken; several times a second, and with the whole once it is accepted. */
  readonly onProgress: (bytesSent: number) => void
  readonly rateLimit?: RateLimit
  /** Straight where it is left out. */
  readonly way?: Way
  readonly timeouts?: Partial<Timeouts>
}

export interface Timeouts {
  readonly connectMs: number
  /** From the last byte sent to the answer. */
  readonly answerMs: number
  /** Without a single byte moving. */
  readonly stallMs: number
}

/** What the store took. `etag` is as the store wrote it, without quotes; the hashes are null where nobody asked. */
export interface StoredObject {
  readonly bytes: number
  readonly etag: string | null
  readonly md5: string | null
  readonly sha256: string | null
  /** Whether the store's checksum or ETag proved the bytes; where they say nothing, reading the object back can. */
  readonly isProven: boolean
  /** Its checksum or ETag is that of other bytes, and was not believed: only reading the object back can prove it. */
  readonly isDoubted: boolean
  readonly client: HttpClientName
}

const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 15_000, answerMs: 120_000, stallMs: 60_000 }

const clients: Readonly<Record<HttpClientName, Send>> = { got: sendWithGot, node: sendWithNode }

/** The file is looked at again after so many blocks, or so long, whichever comes first. */
const BLOCKS_BETWEEN_LOOKS = 64
const LOOK_EVERY_MS = 1_000

class FileChanged extends Error {}
class FileGone extends Error {}

/**
 * Streams a range of a file to an upload URL.
 *
 * Answers once the store has acknowledged every byte, the file is still the one that was expected, and, where asked,
 * the ETag equals the MD5 of what was read. An abort answers `connection-lost`; whoever aborted knows why.
 */
export async function putObject(put: PutObject): Promise<Outcome<StoredObject>> {
  const link = exactLink(put.url)
  if (!link.ok) return link
  const headers = exactHeaders(put.headers)
  if (!headers.ok) return headers
  let handle: FileHandle
  try {
    handle = await open(put.path, 'r')
  } catch (error) {
    return failed(fileProblem(error))
  }
  try {
    const change = put.expected && (await changeOf(handle, put.path, put.expected))
    return change
      ? failed(problem(change.isGone ? 'file-missing' : 'file-changed', {}, change.what))
      : await send({ ...put, headers: headers.value }, link.value, handle)
  } finally {
    await handle.close()
  }
}

async function send(
  put: PutObject,
  link: ExactLink,
  handle: FileHandle,
  isFresh = false,
): Promise<Outcome<StoredObject>> {
  const { connectMs, answerMs, stallMs } = { ...DEFAULT_TIMEOUTS, ...put.timeouts }
  const hash = put.verify || put.sha256 ? openHashSession(put.sha256 ?? false) : null
  const watchdog = watchForStall(stallMs)
  const signal = AbortSignal.any([put.signal, watchdog.signal])
  let blocks = 0
  let lookedMs = performance.now()
  let readError: unknown
  const body = reportingErrors(
    (error) => {
      readError = error
    },
    fileBlocks({
      handle,
      start: put.start,
      length: put.length,
      hash,
      blockBytes: () => put.rateLimit?.blockBytes(BLOCK_BYTES) ?? BLOCK_BYTES,
      beforeBlock: async (bytes) => {
        blocks += 1
        if (blocks % BLOCKS_BETWEEN_LOOKS === 0 || performance.now() - lookedMs >= LOOK_EVERY_MS) {
          await mustBeUnchanged(put, handle)
          lookedMs = performance.now()
        }
        // Waiting for one's turn is not a stall.
        watchdog.rest()
        await put.rateLimit?.take(bytes, AbortSignal.any([signal, watchdog.ended]))
        watchdog.moved()
      },
    }),
  )
  try {
    const answer = await clients[put.client ?? 'got']({
      url: put.url,
      link,
      isFresh,
      headers: { ...put.headers, 'content-length': String(put.length) },
      body,
      signal,
      connectMs,
      answerMs,
      way: put.way ?? straightWay,
      onSent: (bytes) => {
        watchdog.moved()
        // The last byte counts when the store has said so, not when the socket has swallowed it.
        put.onProgress(Math.min(bytes, Math.max(0, put.length - 1)))
      },
    })
    await mustBeUnchanged(put, handle)
    return await judge(answer, put, hash)
  } catch (error) {
    const isRepeated = error instanceof SendFailure && error.wasClosedMeanwhile && !isFresh && !signal.aborted
    if (isRepeated && readError === undefined) return await send(put, link, handle, true)
    return failed(problemOf(error, readError, put, watchdog.signal.aborted ? stallMs : null, answerMs))
  } finally {
    watchdog.end()
    hash?.drop()
    // Not waited for: it may hang in a write that will never end.
    void body.return()
  }
}

/** HTTP clients wrap what a body throws in errors of their own; here it is told as it was. */
async function* reportingErrors<T>(
  onError: (error: unknown) => void,
  blocks: AsyncIterable<T>,
): AsyncGenerator<T, void, void> {
  try {
    yield* blocks
  } catch (error) {
    onError(error)
    throw error
  }
}

async function mustBeUnchanged({ path, expected }: PutObject, handle: FileHandle): Promise<void> {
  const change = expected && (await changeOf(handle, path, expected))
  if (change) throw new (change.isGone ? FileGone : FileChanged)(change.what)
}

interface StallWatch {
  /** Aborted when nothing moved for too long. */
  readonly signal: AbortSignal
  readonly moved: () => void
  readonly rest: () => void
  readonly end: () => void
  /** Aborted by `end`: what reads the file may still be on its way then, and has nobody to read for. */
  readonly ended: AbortSignal
}

/** @param stallMs how long nothing may move */
function watchForStall(stallMs: number): StallWatch {
  const stall = new AbortController()
  const over = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const rest = () => clearTimeout(timer)
  const moved = () => {
    rest()
    // What moves after the end is an echo; a timer for it would keep the process alive.
    if (!over.signal.aborted) timer = setTimeout(() => stall.abort(), stallMs)
  }
  const end = () => {
    rest()
    over.abort()
  }
  moved()
  return { signal: stall.signal, moved, rest, end, ended: over.signal }
}

async function judge(answer: StoreAnswer, put: PutObject, hash: HashSession | null): Promise<Outcome<StoredObject>> {
  const { status, headers } = answer
  if (status < 200 || status > 299) return failed(storeProblem(answer, put.url))
  const error = errorInSuccess(answer, put.url)
  if (error) return failed(error)
  const etag =
    String(headers['etag'] ?? '')
      .replace(/^W\//, '')
      .replaceAll('"', '') || null
  const digests = (await hash?.digests()) ?? null
  const verdict = put.verify && digests ? compareAnswer(headers, etag, digests) : 'says-nothing'
  if (verdict === 'differs' && !put.doubtEtag)
    return failed(problem('checksum-mismatch', {}, `MD5 of the file ${digests?.md5}, ETag of the store ${etag}`))
  put.onProgress(put.length)
  return ok({
    bytes: put.length,
    etag,
    md5: digests?.md5 ?? null,
    sha256: digests?.sha256 ?? null,
    isProven: verdict === 'matches',
    isDoubted: verdict === 'differs',
    client: put.client ?? 'got',
  })
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'an address that is none')

function problemOf(
  error: unknown,
  readError: unknown,
  { url }: PutObject,
  stalledMs: number | null,
  answerMs: number,
): Problem {
  const change = [error, readError].find((it) => it instanceof FileChanged)
  if (change) return problem('file-changed', {}, change.message)
  if (readError instanceof FileEndedEarly)
    return problem('file-changed', {}, 'the file became shorter while it was being sent')
  if (readError instanceof FileUnreadable) return fileProblem(readError)
  const gone = [error, readError].find((it) => it instanceof FileGone)
  if (gone) return problem('file-missing', {}, gone.message)
  if (stalledMs !== null) return problem('stalled', { seconds: Math.round(stalledMs / 1000) })
  const detail = withoutSecrets((error as Error).message)
  const host = hostOf(url)
  if (error instanceof SendFailure && error.ofTheWay) return error.ofTheWay
  switch (error instanceof SendFailure ? error.kind : 'broken') {
    case 'unreachable':
      return problem('store-unreachable', { host }, detail)
    case 'no-answer':
      return problem('stalled', { seconds: Math.round(answerMs / 1000) }, detail)
    case 'protocol':
      return problem('http-broken', {}, detail)
    case 'broken':
      return problem('connection-lost', {}, detail)
  }
}
