/** What an ETag proves about the bytes that were sent. */
export type EtagVerdict = 'matches' | 'differs' | 'says-nothing'

/**
 * Compares a store's ETag with the MD5 of what was read.
 *
 * An ETag is the MD5 of the body only for a plain PUT without a key service. With SSE-KMS or SSE-C it has 32 hex digits
 * and is none, and multipart or other stores' ETags have another form. Source: S3, "Object", `ETag`.
 */
export function compareEtag(
  etag: string | null,
  md5: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): EtagVerdict {
  if (!etag || !/^[\da-f]{32}$/i.test(etag)) return 'says-nothing'
  if (etag.toLowerCase() === md5) return 'matches'
  const encryptedBy = headers['x-amz-server-side-encryption']
  const isKeyed =
    (encryptedBy !== undefined && encryptedBy !== 'AES256') ||
    headers['x-amz-server-side-encryption-customer-algorithm'] !== undefined
  return isKeyed ? 'says-nothing' : 'differs'
}
