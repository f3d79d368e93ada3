import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { OutgoingHttpHeaders, RequestListener } from 'node:http'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { putObject, readBack, type PutObject } from '../../src-main/transfer/index.ts'
import { localServer } from '../helpers/local-server.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const content = randomBytes(2 * 1024 * 1024 + 7)
const md5 = createHash('md5').update(content).digest('hex')
const sha256 = createHash('sha256').update(content).digest()
const noSignal = () => new AbortController().signal

const s3Error = (code: string, message = 'Sorry.') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`
const loginPage = '<!doctype html>\n<html><head><title>Please log in</title></head><body></body></html>'

/** Takes the whole body and answers so. */
const answering =
  (status: number, body = '', headers: OutgoingHttpHeaders = {}): RequestListener =>
  (request, response) => {
    request.resume()
    request.on('end', () => response.writeHead(status, headers).end(body))
  }

async function putTo(answer: RequestListener, more: Partial<PutObject> = {}) {
  const path = join(await tempFolder(), 'object.bin')
  await writeFile(path, content)
  return putObject({
    path,
    start: 0,
    length: content.length,
    url: `${await localServer(answer)}/key?X-Amz-Signature=secret`,
    headers: {},
    verify: true,
    signal: noSignal(),
    onProgress: () => undefined,
    ...more,
  })
}

describe('a success that is none', () => {
  it.each([
    ['S3’s error', s3Error('InternalError'), 'store-error'],
    ['S3’s error that lasts', s3Error('AccessDenied'), 'store-refused'],
    ['S3’s wish for a slower pace', s3Error('SlowDown'), 'store-busy'],
    ['an error in a namespace, after spaces', `  \n\n${s3Error('InternalError')}`, 'store-error'],
    ['an error after a document type', `<!DOCTYPE Error>\n${s3Error('InternalError')}`, 'store-error'],
    [
      'a fault in an envelope',
      '<s:Envelope><s:Body><s:Fault><faultcode>s</faultcode></s:Fault></s:Body></s:Envelope>',
      'store-error',
    ],
    ['an error of JSON', '{"statusCode":500,"error":"boom"}', 'store-error'],
    ['plain words', 'Access denied', 'store-error'],
    ['code and message of JSON', '{"code":"AccessDenied","message":"no"}', 'store-error'],
    ['a log-in page', loginPage, 'store-garbled'],
    ['a page of XHTML', `<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"/>`, 'store-garbled'],
  ])('is a failure: 200 with %s', async (_, body, code) => {
    for (const client of ['got', 'node'] as const)
      expect(await putTo(answering(200, body), { client })).toMatchObject({ ok: false, problem: { code } })
  })

  it.each(['Text/HTML; charset=utf-8', 'application/xhtml+xml', ' text/html'])(
    'is a failure: 200 with anything as %s',
    async (type) => {
      const put = await putTo(answering(200, 'Please log in.', { 'content-type': type }))
      expect(put).toMatchObject({ ok: false, problem: { code: 'store-garbled' } })
    },
  )

  it.each([
    ['nothing', 200, ''],
    ['no content', 204, ''],
    ['what WebDAV says', 201, '<html><head><title>201 Created</title></head></html>'],
    ['JSON about the object', 200, '{"Key":"key","error":null}'],
    ['XML about the object', 200, '<PutObjectResult><ETag>x</ETag></PutObjectResult>'],
  ])('is a success with %s', async (_, status, body) => {
    expect(await putTo(answering(status, body))).toMatchObject({ ok: true, value: { isProven: false } })
  })
})

describe('a refusal that passes', () => {
  it.each([
    [408, '', 'connection-lost'],
    [409, s3Error('OperationAborted'), 'store-busy'],
    [425, '', 'store-busy'],
    [499, '', 'store-error'],
    [502, '<html>Bad gateway</html>', 'store-error'],
    [400, s3Error('InvalidRequest', 'Bad request: Date is too old'), 'url-expired'],
    [401, '401 Unauthorized: Temp URL invalid', 'url-expired'],
  ])('is tried again: %d %s', async (status, body, code) => {
    expect(await putTo(answering(status, body))).toMatchObject({ ok: false, problem: { code } })
  })

  it('waits as long as the store says, in seconds or until a date, and an hour at most', async () => {
    const noon = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 12) + seconds * 1000).toUTCString()
    const asked = async (header: string) => {
      const put = await putTo(answering(503, '', { 'retry-after': header, date: noon(0) }))
      return put.ok ? null : put.problem.retryAfterSeconds
    }
    expect(await asked('7')).toBe(7)
    expect(await asked('2147484')).toBe(3600)
    expect(await asked(noon(60))).toBe(60)
  })
})

describe('a redirect', () => {
  it('is named and not followed', async () => {
    const location = 'http://127.0.0.1:1/elsewhere?X-Amz-Signature=secret'
    const put = await putTo(answering(307, s3Error('TemporaryRedirect'), { location }))
    expect(put).toMatchObject({ ok: false, problem: { code: 'store-refused' } })
    expect(JSON.stringify(put)).toContain('http://127.0.0.1:1')
    expect(JSON.stringify(put)).not.toContain('secret')
  })
})

describe('a link', () => {
  it.each(['got', 'node'] as const)('goes out byte for byte through %s', async (client) => {
    for (const path of [
      '/a/../b/./%2e%2e/c//d.mp4?X-Amz-Signature=a',
      "/f.mp4?title=it's&A=b%20c+d&=&x&X-Amz-Signature=a%2Fb",
      '/a\\b.mp4?X-Amz-Signature=a',
      '/a^b{c}|"<d>`.mp4?X-Amz-Signature=a',
    ]) {
      const seen: (string | undefined)[] = []
      const url = await localServer((request, response) => {
        seen.push(request.url)
        request.resume().on('end', () => response.end())
      })
      expect(await putTo(answering(200), { url: `${url}${path}`, client })).toMatchObject({ ok: true })
      await readBack(`${url}${path}`, noSignal())
      expect(seen).toEqual([path, path])
    }
  })

  it.each(['/a b', '/\u00e5', '/a#b', '/a\r\nx: y'])('that HTTP cannot carry is refused (%j)', async (path) => {
    const url = await localServer(() => expect.unreachable())
    const refused = { ok: false, problem: { code: 'link-unsendable' } }
    expect(await putTo(answering(200), { url: `${url}${path}` })).toMatchObject(refused)
    expect(await readBack(`${url}${path}`, noSignal())).toMatchObject(refused)
  })
})

describe('a connection that the store closed meanwhile', () => {
  it('is no trouble for an object that is sent or read back', async () => {
    const used = new WeakSet<object>()
    const seen: string[] = []
    const origin = await localServer((request, response) => {
      seen.push(`${request.method}${used.has(request.socket) ? ' again' : ''}`)
      if (used.has(request.socket)) return request.socket.destroy()
      used.add(request.socket)
      return request.resume().on('end', () => response.end(request.method === 'GET' ? content : ''))
    })
    const url = `${origin}/key`
    const read = async () => expect(await readBack(url, noSignal())).toMatchObject({ ok: true, value: { md5 } })
    const put = async () => expect(await putTo(answering(200), { url })).toMatchObject({ ok: true })
    for (const act of [read, read, read, put]) await act()
    expect(seen).toEqual(['GET', 'GET again', 'GET', 'GET', 'PUT again', 'PUT'])
  })
})

/** Answers with so many bytes that memory would hold them, and nobody should wait for them. */
const tooMuch: RequestListener = (request, response) => {
  let left = 40
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= 1
      if (!response.write(content)) return
    }
    response.end()
  }
  response.on('drain', more)
  request.resume().on('end', more)
}

describe('an answer to a PUT that is longer than any', () => {
  it.each(['got', 'node'] as const)('is not read to its end through %s', async (client) => {
    const code = client === 'got' ? 'http-broken' : 'connection-lost'
    expect(await putTo(tooMuch, { client })).toMatchObject({ ok: false, problem: { code } })
  })
})

describe('a header', () => {
  it.each(['got', 'node'] as const)('with words beyond ASCII is sent as UTF-8 through %s', async (client) => {
    let seen: unknown
    const answer: RequestListener = (request, response) => {
      seen = request.headers['x-amz-meta-title']
      request.resume().on('end', () => response.end())
    }
    const headers = { 'x-amz-meta-title': 'Sk\u00e5ne \u65e5\u672c' }
    expect(await putTo(answer, { headers, client })).toMatchObject({ ok: true })
    expect(Buffer.from(String(seen), 'latin1').toString()).toBe(headers['x-amz-meta-title'])
  })

  it.each([{ 'x-amz-meta-title': 'a\r\nx-evil: b' }, { 'x-amz-meta-title': 'a\0' }, { 'x amz': 'a' }])(
    'that HTTP cannot carry is one problem that names it (%j)',
    async (headers: Record<string, string>) => {
      const [name] = Object.keys(headers)
      expect(await putTo(() => expect.unreachable(), { headers })).toMatchObject({
        ok: false,
        problem: { code: 'link-unsendable', message: expect.stringContaining(name ?? '') },
      })
    },
  )
})

describe('the proof of an object', () => {
  const base64 = (number: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(number)
    return bytes.toString('base64')
  }

  it.each([
    ['SHA-256', { 'x-amz-checksum-sha256': sha256.toString('base64') }],
    ['CRC-32', { 'x-amz-checksum-crc32': base64(crc32(content)) }],
    ['SHA-256 beside an ETag that is none', { 'x-amz-checksum-sha256': sha256.toString('base64'), etag: '"abc-2"' }],
    ['ETag', { etag: `"${md5}"` }],
  ])('is the %s of the answer', async (_, headers) => {
    expect(await putTo(answering(200, '', headers), { sha256: true })).toMatchObject({
      ok: true,
      value: { isProven: true },
    })
  })

  it.each([
    ['SHA-256', { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64'), etag: `"${md5}"` }],
    ['CRC-32', { 'x-amz-checksum-crc32': base64((crc32(content) ^ 1) >>> 0) }],
  ])('is refuted by another %s', async (_, headers) => {
    expect(await putTo(answering(200, '', headers), { sha256: true })).toMatchObject({
      ok: false,
      problem: { code: 'checksum-mismatch' },
    })
  })

  it.each([
    ['is of parts', { 'x-amz-checksum-sha256': `${sha256.toString('base64')}-2` }],
    ['nobody computed', { 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' }],
    ['is no checksum', { 'x-amz-checksum-crc32': 'AAAAAAAAAAA=' }],
  ])('is not a checksum that %s', async (_, headers) => {
    expect(await putTo(answering(200, '', headers), { sha256: true })).toMatchObject({
      ok: true,
      value: { isProven: false },
    })
  })
})

describe('an object that is read back', () => {
  const read = async (answer: RequestListener, mostBytes?: number) =>
    readBack(`${await localServer(answer)}/key`, noSignal(), undefined, mostBytes)

  it('is what the store gives', async () => {
    const value = { type: 'read', bytes: content.length, md5 }
    expect(await read((_, response) => response.end(content), content.length)).toEqual({ ok: true, value })
  })

  it.each([404, 410, 416])('is not there where the store answers %d', async (status) => {
    expect(await read(answering(status, s3Error('NoSuchKey')))).toEqual({ ok: true, value: { type: 'missing' } })
  })

  it('is unknown where nobody may read, and its size is what the store says of it', async () => {
    expect(await read(answering(403))).toEqual({ ok: true, value: { type: 'unreadable', size: null } })
    const onlyHead: RequestListener = (request, response) =>
      response.writeHead(request.method === 'HEAD' ? 200 : 403, { 'content-length': 5 }).end('12345')
    expect(await read(onlyHead)).toEqual({ ok: true, value: { type: 'unreadable', size: 5 } })
    const page: RequestListener = (request, response) =>
      response
        .writeHead(request.method === 'HEAD' ? 200 : 403, { 'content-length': 5, 'content-type': 'Text/HTML' })
        .end('12345')
    expect(await read(page)).toEqual({ ok: true, value: { type: 'unreadable', size: null } })
  })

  it.each([408, 429, 500, 503])('is asked for again where the store answers %d', async (status) => {
    expect(await read(answering(status))).toMatchObject({ ok: false, problem: { code: 'connection-lost' } })
  })

  it('is another one where it goes on and on, and is not read to its end', async () => {
    const answer = await read(tooMuch, content.length)
    expect(answer).toMatchObject({ ok: true, value: { type: 'read' } })
    const bytes = answer.ok && answer.value.type === 'read' ? answer.value.bytes : 0
    expect(bytes).toBeGreaterThan(content.length)
    expect(bytes).toBeLessThan(2 * content.length)
  })
})
