import { XMLParser } from 'fast-xml-parser'
import { problem, withoutSecrets, type Problem } from '../../src-shared/problems.ts'

/** Reads S3's XML error; empty strings where the body is something else. Entities are left alone. */
export function readStoreError(body: string): { code: string; message: string } {
  try {
    const parsed: unknown = new XMLParser({ processEntities: false, parseTagValue: false }).parse(body)
    const error = (parsed as { Error?: { Code?: unknown; Message?: unknown } } | null)?.Error
    return { code: text(error?.Code), message: text(error?.Message) }
  } catch {
    return { code: '', message: '' }
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 500) : '')

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
  if (status === 507 || IS_FULL.test(code)) return problem('store-full', {}, detail)
  if (code === 'BadDigest') return problem('checksum-mismatch', {}, detail)
  if (code === 'RequestTimeout' || code === 'IncompleteBody') return problem('connection-lost', {}, detail)
  if (code === 'NoSuchBucket') return problem('store-missing', {}, detail)
  if (code === 'SlowDown' || status === 429) return problem('store-busy', {}, detail)
  if (status >= 500 && status !== 501) return problem('store-error', { status }, detail)
  return problem('store-refused', { code: code || status }, detail)
}

/** MinIO says `XMinioStorageFull` with 507 and `…QuotaExceeded` of a bucket, Ceph `QuotaExceeded` with 403. */
const IS_FULL = /(StorageFull|QuotaExceeded|InsufficientStorage)$/
