import { Sha256 } from '@aws-crypto/sha256-js'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import { timingSafeEqual } from 'node:crypto'

/** Where presigned URLs lead and who signs them. */
export interface Bucket {
  /** Scheme, host and port. */
  readonly endpoint: string
  readonly name: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

const UNSIGNED = 'UNSIGNED-PAYLOAD'

const signer = (bucket: Bucket) =>
  new SignatureV4({
    service: 's3',
    region: bucket.region,
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
    credentials: { accessKeyId: bucket.accessKeyId, secretAccessKey: bucket.secretAccessKey },
  })

export interface Presign {
  readonly method: 'PUT' | 'GET' | 'HEAD'
  readonly key: string
  readonly expiresIn: number
  /** Signed, so that whoever uses the URL must send exactly these. */
  readonly headers?: Readonly<Record<string, string>>
  readonly now?: Date
}

/** A path-style presigned URL. Source: AWS Signature Version 4, query parameters. */
export async function presign(bucket: Bucket, what: Presign): Promise<string> {
  const endpoint = new URL(bucket.endpoint)
  const signed = await signer(bucket).presign(
    new HttpRequest({
      method: what.method,
      protocol: endpoint.protocol,
      hostname: endpoint.hostname,
      path: `/${bucket.name}/${what.key.split('/').map(encodeURIComponent).join('/')}`,
      headers: { host: endpoint.host, 'x-amz-content-sha256': UNSIGNED, ...what.headers },
    }),
    { expiresIn: what.expiresIn, signingDate: what.now ?? new Date() },
  )
  const query = new URLSearchParams(
    Object.entries(signed.query ?? {}).map(([key, value]): [string, string] => [key, String(value)]),
  )
  return `${endpoint.origin}${signed.path}?${query.toString().replaceAll('+', '%20')}`
}

/** A request as it was received, as far as its signature is concerned. */
export interface ReceivedRequest {
  readonly method: string
  readonly host: string
  /** Path and query, as sent. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export type Verdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly status: number; readonly code: string; readonly message: string }

const refused = (status: number, code: string, message: string): Verdict => ({ ok: false, status, code, message })

/**
 * Verifies a presigned request by signing it again, as S3 does.
 *
 * Source: AWS SigV4; the answers are those a real store was seen to give (docs/servers.md).
 */
export async function verifyPresigned(bucket: Bucket, request: ReceivedRequest, now: Date): Promise<Verdict> {
  const url = new URL(request.url, `http://${request.host}`)
  const query = Object.fromEntries([...url.searchParams].map(([key, value]) => [key.toLowerCase(), value]))
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query['x-amz-date'] ?? '')
  const expires = Number(query['x-amz-expires'])
  if (
    query['x-amz-algorithm'] !== 'AWS4-HMAC-SHA256' ||
    !date ||
    !query['x-amz-signature'] ||
    !Number.isInteger(expires) ||
    expires < 1
  )
    return refused(403, 'AccessDenied', 'Access Denied')
  if (expires > 604_800)
    return refused(400, 'AuthorizationQueryParametersError', 'X-Amz-Expires must be less than a week (in seconds)')
  if (query['x-amz-credential']?.split('/')[0] !== bucket.accessKeyId)
    return refused(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.')
  const signedAt = new Date(`${date[1]}-${date[2]}-${date[3]}T${date[4]}:${date[5]}:${date[6]}Z`)
  if (now.getTime() > signedAt.getTime() + expires * 1000) return refused(403, 'AccessDenied', 'Request has expired')
  const signedHeaders = (query['x-amz-signedheaders'] ?? '').split(';')
  const unsigned = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && !signedHeaders.includes(name),
  )
  if (unsigned.length > 0)
    return refused(
      403,
      'AccessDenied',
      `There were headers present in the request which were not signed: ${unsigned.join(', ')}`,
    )

  const again = await signer(bucket).presign(
    new HttpRequest({
      method: request.method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: {
        host: request.host,
        'x-amz-content-sha256': query['x-amz-content-sha256'] ?? UNSIGNED,
        ...Object.fromEntries(
          signedHeaders.filter((name) => name !== 'host').map((name) => [name, String(request.headers[name] ?? '')]),
        ),
      },
      query: Object.fromEntries([...url.searchParams].filter(([key]) => !key.toLowerCase().startsWith('x-amz-'))),
    }),
    { expiresIn: expires, signingDate: signedAt },
  )
  const expected = Buffer.from(String(again.query?.['X-Amz-Signature']))
  const given = Buffer.from(query['x-amz-signature'])
  return expected.length === given.length && timingSafeEqual(expected, given)
    ? { ok: true }
    : refused(
        403,
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided. Check your key ' +
          'and signing method.',
      )
}
