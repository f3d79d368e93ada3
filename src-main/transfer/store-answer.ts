import { XMLParser } from 'fast-xml-parser'
import { saysError } from '../../src-shared/error-in-success.ts'
import { parseJson } from '../../src-shared/json.ts'
import { problem, withoutSecrets, type Problem } from '../../src-shared/problems.ts'
import { retryAfterSeconds } from '../../src-shared/retry-after.ts'
import { proxyRefusal, wantsCertificate } from '../way/index.ts'
import { expiryOf } from './presigned-url.ts'
import type { StoreAnswer } from './send.ts'

/** An object store's own words for an error; empty strings where it has none. */
export interface StoreError {
  readonly code: string
  readonly message: string
}

const NO_ERROR: StoreError = { code: '', message: '' }

/**
 * Reads S3's XML error, and Azure's and Google's, who explain themselves in a field beside the message; no error where
 * the body is something else. Entities are left alone.
 */
export function readStoreError(body: string): StoreError {
  try {
    const parsed = new XMLParser({ processEntities: false, parseTagValue: false, removeNSPrefix: true }).parse(
      body.replace(/^\uFEFF/, ''),
    ) as Record<string, unknown> | null
    const error = recordOf(parsed?.['Error']) ?? recordOf(recordOf(parsed?.['ErrorResponse'])?.['Error'])
    if (!error) return parsed && 'Error' in parsed ? { code: '', message: text(parsed['Error']) } : NO_ERROR
    const words = [error['Message'], error['AuthenticationErrorDetail'], error['Details']].map(text).filter(Boolean)
    return { code: text(error['Code']), message: words.join(' ') }
  } catch {
    return NO_ERROR
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 500) : '')

const recordOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null

/**
 * The error in an answer that calls itself a success; null where there is none. Stores that began to answer before they
 * knew, and proxies, log-in pages and portals in between, say 200 to anything.
 */
export function errorInSuccess(answer: StoreAnswer, url: string): Problem | null {
  const { status, headers, body } = answer
  const start = body.replace(/^\uFEFF|<\?.*?\?>|<!--.*?-->/gs, '').trimStart()
  if (start === '') return null
  if (isWebPage(start) || isOfWebPage(headers['content-type'])) {
    // WebDAV servers say so in a page.
    const isCreated = status === 201 && /201 created/i.test(start)
    return isCreated ? null : problem('store-garbled', { host: new URL(url).host }, `HTTP ${status} with a web page`)
  }
  const root = start.replace(/^<!doctype[^>[]*(\[[^\]]*\])?[^>]*>\s*/i, '')
  if (/^<([\w.-]+:)?Error/.test(root) || SOAP_FAULT.test(root)) return storeProblem(answer, url)
  return saysError(start.startsWith('{') ? parseJson(start) : null) || PLAIN_ERROR.test(start)
    ? problem('store-error', { status }, withoutSecrets(`HTTP ${status} ${start.slice(0, 500)}`))
    : null
}

const SOAP_FAULT = /^<([\w.-]+:)?Envelope\b.*<([\w.-]+:)?Fault\b/s

const isWebPage = (start: string): boolean => /^<(!doctype\s+html|([\w.-]+:)?(html|head|body))\b/i.test(start)

/** What gateways say in plain words; nothing is known that says so of an object it took. */
const PLAIN_ERROR = /^(access denied|error\b|forbidden\b|internal server error|not found\b|unauthori[sz]ed\b)/i

/** Whether a `Content-Type` is that of a web page. */
export const isOfWebPage = (contentType: string | string[] | undefined): boolean =>
  /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(String(contentType ?? ''))

/**
 * What an object store means by refusing a PUT. Source: S3's error list, and what stores were seen to answer
 * (docs/servers.md).
 */
export function storeProblem(answer: StoreAnswer, url: string): Problem {
  const { status, headers, body } = answer
  const { code, message } = readStoreError(body)
  const detail = withoutSecrets(`HTTP ${status} ${code} ${message}`.trim() + whereTo(answer, url))
  if (wantsCertificate(status, body)) return problem('client-certificate', { host: new URL(url).host }, detail)
  if (status === 407) return proxyRefusal(new URL(url).host, status, detail)
  const found = hasExpired(answer, `${code} ${message || plainWords(body)}`, url)
    ? problem('url-expired', {}, detail)
    : pick(status, code, detail)
  const seconds = retryAfterSeconds(headers)
  return seconds === null ? found : { ...found, retryAfterSeconds: seconds }
}

/** Where a redirect leads. It is not followed: the bytes are on their way, and the link said whom they are for. */
function whereTo({ status, headers: { location } }: StoreAnswer, url: string): string {
  if (status < 300 || status > 399 || typeof location !== 'string' || !URL.canParse(location, url)) return ''
  return `, sends us to ${new URL(location, url).origin}`
}

const plainWords = (body: string): string => (body.trimStart().startsWith('<') ? '' : body.slice(0, 500))

/**
 * A store says that a link has run out in words of its own, or merely refuses what is, by its own clock, too late. AWS
 * and most: 403 "Request has expired"; Google: 400 `ExpiredToken`; Garage: 400 "Date is too old"; Azure: 403 "Signature
 * not valid in the specified time frame"; Swift: 401 "Temp URL invalid".
 */
function hasExpired({ status, headers }: StoreAnswer, words: string, url: string): boolean {
  if (status !== 400 && status !== 401 && status !== 403) return false
  if (/expired|date is too old|not valid in the specified time frame|temp ?url invalid/i.test(words)) return true
  const diesAt = expiryOf(url)
  return diesAt !== null && Date.parse(String(headers['date'])) > diesAt
}

function pick(status: number, code: string, detail: string): Problem {
  if (/^(SignatureDoesNotMatch|RequestTimeTooSkewed|InvalidAccessKeyId|AuthorizationHeaderMalformed)$/.test(code))
    return problem('signature-refused', {}, detail)
  if (code === 'EntityTooLarge' || status === 413) return problem('store-too-large', {}, detail)
  if (status === 507 || IS_FULL.test(code)) return problem('store-full', {}, detail)
  if (code === 'BadDigest') return problem('checksum-mismatch', {}, detail)
  if (code === 'RequestTimeout' || code === 'IncompleteBody' || status === 408)
    return problem('connection-lost', {}, detail)
  if (code === 'NoSuchBucket') return problem('store-missing', {}, detail)
  if (BUSY_CODE.test(code) || status === 423 || status === 425 || status === 429)
    return problem('store-busy', {}, detail)
  if (status === 499 || (status >= 500 && code !== 'NotImplemented')) return problem('store-error', { status }, detail)
  // An error beneath a status that says nothing: what is not known to last may pass.
  if (status < 300 && !LASTING_CODE.test(code)) return problem('store-error', { status: code || status }, detail)
  return problem('store-refused', { code: code || status }, detail)
}

/** MinIO says `XMinioStorageFull` with 507 and `…QuotaExceeded` of a bucket, Ceph `QuotaExceeded` with 403. */
const IS_FULL = /(StorageFull|QuotaExceeded|InsufficientStorage)$/

/** Two requests crossed, or too many came: the next one may pass. */
const BUSY_CODE = /^(SlowDown|OperationAborted|ConditionalRequestConflict|TooManyRequests|Busy|ServerBusy|Throttl\w+)$/

const LASTING_CODE =
  /^(AccessDenied|AllAccessDisabled|AccountProblem|Invalid\w+|KeyTooLong\w*|MethodNotAllowed|NotImplemented)$/
