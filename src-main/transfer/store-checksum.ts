import type { Digests } from './hash-worker.ts'
import { compareEtag, type EtagVerdict } from './etag.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * What a store's answer to a PUT proves about the bytes: by its SHA-256 where it names one, else by its ETag, else by
 * its CRC-32. Checksums that nobody computed here say nothing.
 *
 * Source: S3, "Checking object integrity": `x-amz-checksum-*` in base64, of the whole object but where it ends in `-N`.
 */
export function compareAnswer(headers: Headers, etag: string | null, digests: Digests): EtagVerdict {
  const sha256 = compareChecksum(headers['x-amz-checksum-sha256'], digests.sha256)
  if (sha256 !== 'says-nothing') return sha256
  const byEtag = compareEtag(etag, digests.md5, headers)
  if (byEtag !== 'says-nothing') return byEtag
  return compareChecksum(headers['x-amz-checksum-crc32'], digests.crc32.toString(16).padStart(8, '0'))
}

function compareChecksum(said: string | string[] | undefined, hex: string | null): EtagVerdict {
  if (typeof said !== 'string' || hex === null || !/^[\w+/]+=*$/.test(said)) return 'says-nothing'
  const bytes = Buffer.from(said, 'base64')
  if (bytes.length !== hex.length / 2) return 'says-nothing'
  return bytes.toString('hex') === hex ? 'matches' : 'differs'
}
