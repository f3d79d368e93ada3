import { XMLParser } from 'fast-xml-parser'
import { parseJson } from '../../src-shared/json.ts'
import { problem, withoutSecrets, type Problem } from '../../src-shared/problems.ts'
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
 *
 * @param host whom we asked, for the sentence
 */
export function errorInSuccess(
  { status, headers, body }: Pick<StoreAnswer, 'status' | 'headers' | 'body'>,
  host: string,
): Problem | null {
  const start = body.replace(/^\uFEFF|<\?xml[^>]*\?>|<!--.*?-->/gs, '').trimStart()
  if (start === '') return null
  if (isWebPage(start) || String(headers['content-type']).startsWith('text/html')) {
    // WebDAV servers say so in a page.
    const isCreated = status === 201 && /201 created/i.test(start)
    return isCreated ? null : problem('store-garbled', { host }, `HTTP ${status} with a web page`)
  }
  if (/^<(\w+:)?Error/.test(start)) return storeProblem(status, body, null)
  const json = recordOf(start.startsWith('{') ? parseJson(start) : null)
  return json?.['error'] || json?.['errors']
    ? problem('store-error', { status }, withoutSecrets(`HTTP ${status} ${start.slice(0, 500)}`))
    : null
}

const isWebPage = (start: string): boolean => /^<(!doctype html|html|head|body)\b/i.test(start)

/**
 * What an object store means by refusing a PUT. Source: S3's error list, and what stores were seen to answer
 * (docs/servers.md).
 */
export function storeProblem(status: number, body: string, retryAfterSeconds: number | null): Problem {
  const { code, message } = readStoreError(body)
  const detail = withoutSecrets(`HTTP ${status} ${code} ${message}`.trim())
  const found = pick(status, code, message, detail)
  return retryAfterSeconds === null ? found : { ...found, retryAfterSeconds }
}

function pick(status: number, code: string, message: string, detail: string): Problem {
  if (code === 'ExpiredToken' || (status === 403 && /expired/i.test(message))) return problem('url-expired', {}, detail)
  if (/^(SignatureDoesNotMatch|RequestTimeTooSkewed|InvalidAccessKeyId|AuthorizationHeaderMalformed)$/.test(code))
    return problem('signature-refused', {}, detail)
  if (code === 'EntityTooLarge' || status === 413) return problem('store-too-large', {}, detail)
  if (code === 'BadDigest') return problem('checksum-mismatch', {}, detail)
  if (code === 'RequestTimeout' || code === 'IncompleteBody') return problem('connection-lost', {}, detail)
  if (code === 'NoSuchBucket') return problem('store-missing', {}, detail)
  if (code === 'SlowDown' || status === 429) return problem('store-busy', {}, detail)
  if (status >= 500 && status !== 501) return problem('store-error', { status }, detail)
  // An error beneath a status that says nothing: what is not known to last may pass.
  if (status < 300 && !LASTING.test(code)) return problem('store-error', { status: code || status }, detail)
  return problem('store-refused', { code: code || status }, detail)
}

const LASTING =
  /^(AccessDenied|AllAccessDisabled|AccountProblem|Invalid\w+|KeyTooLong\w*|MethodNotAllowed|NotImplemented)$/
