import { describe, expect, it } from 'vitest'
import { expiryOf, hasRunOut } from '../../../src-main/transfer/presigned-url.ts'
import { createRateLimit } from '../../../src-main/transfer/rate-limit.ts'
import { readStoreError, storeProblem } from '../../../src-main/transfer/store-answer.ts'

const xml = (code: string, message: string) =>
  `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`

describe('a presigned URL', () => {
  it.each([
    ['S3', 'X-Amz-Date=20230316T120329Z&X-Amz-Expires=300', '12:08:29'],
    ['S3 in lower case', 'x-amz-date=20230316T120329Z&x-amz-expires=300', '12:08:29'],
    ['Google', 'X-Goog-Date=20230316T120329Z&X-Goog-Expires=300', '12:08:29'],
    ['S3 as it was, and CloudFront', 'Expires=1678968209&Signature=x', '12:03:29'],
    ['Azure', 'se=2023-03-16T12%3A03%3A29Z&sig=x', '12:03:29'],
    ['Swift', 'temp_url_sig=x&temp_url_expires=1678968209', '12:03:29'],
    ['Swift with a date', 'temp_url_sig=x&temp_url_expires=2023-03-16T12:03:29Z', '12:03:29'],
  ])('of %s says when it dies, on the clock of the store', (_, query, time) => {
    expect(expiryOf(`https://s3/b/k?${query}`)).toBe(Date.parse(`2023-03-16T${time}Z`))
  })

  it.each([
    'https://s3/b/k',
    'not a url',
    'https://s3/k?X-Amz-Date=yesterday&X-Amz-Expires=5',
    'https://s3/k?se=2023-03-16',
  ])('does not say in %s', (url) => {
    expect(expiryOf(url)).toBeNull()
  })
})

describe('whether a link has run out', () => {
  const issuedMs = Date.UTC(2026, 0, 1, 12, 0, 0)
  const link = 'https://s3/b/k?X-Amz-Date=20260101T120000Z&X-Amz-Expires=300'
  const after = (seconds: number, aheadMs = 0, aheadAtIssueMs = aheadMs) =>
    hasRunOut({ url: link, issuedMs, nowMs: issuedMs + seconds * 1000, aheadMs, aheadAtIssueMs })

  it('is judged by the server\u2019s clock, a second early', () => {
    expect([after(0), after(298), after(300)]).toEqual([false, false, true])
    expect(after(250, 60_000)).toBe(true)
    expect(after(320, -60_000)).toBe(false)
  })

  it('is judged by its age where that clock makes it dead at birth', () => {
    expect([after(0, 7_200_000), after(298, 7_200_000), after(300, 7_200_000)]).toEqual([false, false, true])
  })

  it('is left to the store where the link does not say', () => {
    expect(hasRunOut({ url: 'https://s3/b/k', issuedMs, nowMs: issuedMs + 1e9, aheadMs: 0, aheadAtIssueMs: 0 })).toBe(
      false,
    )
  })
})

describe('what an object store answers', () => {
  it.each([
    [403, xml('AccessDenied', 'Request has expired'), 'url-expired'],
    [400, xml('ExpiredToken', 'The provided token has expired.'), 'url-expired'],
    [403, xml('SignatureDoesNotMatch', 'x'), 'signature-refused'],
    [403, xml('RequestTimeTooSkewed', 'x'), 'signature-refused'],
    [403, xml('AccessDenied', 'There were headers present in the request which were not signed'), 'store-refused'],
    [400, xml('BadDigest', 'x'), 'checksum-mismatch'],
    [400, xml('EntityTooLarge', 'x'), 'store-too-large'],
    [413, '<html>', 'store-too-large'],
    [507, xml('XMinioStorageFull', 'x'), 'store-full'],
    [403, xml('QuotaExceeded', 'x'), 'store-full'],
    [400, xml('RequestTimeout', 'x'), 'connection-lost'],
    [404, xml('NoSuchBucket', 'x'), 'store-missing'],
    [503, xml('SlowDown', 'x'), 'store-busy'],
    [500, '', 'store-error'],
    [501, xml('NotImplemented', 'chunked'), 'store-refused'],
    [302, '', 'store-refused'],
    [408, '', 'connection-lost'],
    [409, xml('OperationAborted', 'A conflicting operation is in progress.'), 'store-busy'],
    [409, xml('BucketAlreadyExists', 'x'), 'store-refused'],
    [425, '', 'store-busy'],
    [429, '', 'store-busy'],
    [499, '', 'store-error'],
    [504, '<html>', 'store-error'],
    [507, '', 'store-full'],
    // Links that ran out, as Azure, Garage, Google, MinIO, SeaweedFS, Swift and Supabase say it.
    [
      403,
      '\uFEFF<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code><Message>Server failed.</Message>' +
        '<AuthenticationErrorDetail>Signature not valid in the specified time frame</AuthenticationErrorDetail>' +
        '</Error>',
      'url-expired',
    ],
    [403, xml('AuthenticationFailed', 'Signature did not match.'), 'store-refused'],
    [400, xml('InvalidRequest', 'Bad request: Date is too old'), 'url-expired'],
    [400, xml('ExpiredToken', 'Invalid argument.'), 'url-expired'],
    [403, xml('ExpiredPresignRequest', 'x'), 'url-expired'],
    [401, '401 Unauthorized: Temp URL invalid', 'url-expired'],
    [400, '{"statusCode":"400","message":"jwt expired"}', 'url-expired'],
    [403, '<html>expired</html>', 'store-refused'],
    // nginx in front of a store that wants to know who we are.
    [400, '<html><h1>400 Bad Request</h1>No required SSL certificate was sent</html>', 'client-certificate'],
    [400, '<html><h1>400 Bad Request</h1>The SSL certificate error</html>', 'client-certificate'],
    [400, '<html><h1>400 Bad Request</h1></html>', 'store-refused'],
    [407, '', 'proxy-refused'],
  ])('%d %s is %s', (status, body, code) => {
    expect(storeProblem({ status, headers: {}, body }, 'https://s3/k').code).toBe(code)
  })

  it('is kept to one detail without secrets, with the time it asks for', () => {
    const body = xml('SlowDown', 'see https://s3/k?X-Amz-Signature=1')
    expect(storeProblem({ status: 503, headers: { 'retry-after': '7' }, body }, 'https://s3/k')).toMatchObject({
      retryAfterSeconds: 7,
      detail: 'HTTP 503 SlowDown see https://s3/k?…',
    })
  })

  it('is about a link that ran out where the store\u2019s own clock says so, whatever its words', () => {
    const url = 'https://s3/b/k?X-Amz-Date=20260101T120000Z&X-Amz-Expires=300'
    const at = (date: string) => ({ status: 403, headers: { date }, body: xml('AccessDenied', '') })
    expect(storeProblem(at('Thu, 01 Jan 2026 12:05:01 GMT'), url).code).toBe('url-expired')
    expect(storeProblem(at('Thu, 01 Jan 2026 12:04:59 GMT'), url).code).toBe('store-refused')
  })

  it('is not believed where it is no XML, or XML that means harm', () => {
    expect(readStoreError('{"a":1}')).toEqual({ code: '', message: '' })
    expect(
      readStoreError('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Error><Code>&x;</Code></Error>').code,
    ).not.toContain('root')
  })
})

describe('a rate limit', () => {
  it('lets so many bytes a second through, shared by all takers', async () => {
    let now = 0
    const limit = createRateLimit(1_000_000, () => now)
    const { signal } = new AbortController()
    // A second's worth is there at once; what comes after waits its turn.
    now = 5_000
    await limit.take(600_000, signal)
    await limit.take(400_000, signal)
    const stopped = new AbortController()
    const third = limit.take(500_000, stopped.signal)
    stopped.abort(new Error('stopped'))
    await expect(third).rejects.toThrow('stopped')
  })

  it('takes small bites where it is slow, so that progress is seen', () => {
    expect(createRateLimit(100_000).blockBytes(1_048_576)).toBe(12_500)
    expect(createRateLimit(1).blockBytes(1_048_576)).toBe(4_096)
    expect(createRateLimit(10 ** 9).blockBytes(1_048_576)).toBe(1_048_576)
    expect(createRateLimit(null).blockBytes(1_048_576)).toBe(1_048_576)
  })

  it('is no limit where there is none', async () => {
    await createRateLimit(null).take(10 ** 12, new AbortController().signal)
  })
})
