import { createHash, randomBytes } from 'node:crypto'
import { truncate, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { putObject, type PutObject } from '../../src-main/transfer/index.ts'
import { localServer } from '../helpers/local-server.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

async function fileOf(bytes: Buffer): Promise<string> {
  const path = join(await tempFolder(), 'object.bin')
  await writeFile(path, bytes)
  return path
}

const put = (url: string, path: string, length: number, more: Partial<PutObject> = {}) =>
  putObject({ path, start: 0, length, url: `${url}/key?X-Amz-Signature=secret`, headers: {}, verify: true, signal: new AbortController().signal, onProgress: () => undefined, ...more })

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
const accept = async (request: IncomingMessage, response: ServerResponse) => {
  const body = await bodyOf(request)
  response.writeHead(200, { etag: `"${createHash('md5').update(body).digest('hex')}"` }).end()
  return body
}

const content = randomBytes(3 * 1024 * 1024 + 12_345)
const md5 = createHash('md5').update(content).digest('hex')

describe('sending an object', () => {
  it('sends every byte with its length and exactly the headers it was given', async () => {
    let seen: IncomingMessage | undefined
    let body: Buffer | undefined
    const url = await localServer((request, response) => {
      seen = request
      void accept(request, response).then((it) => { body = it })
    })
    const progress: number[] = []
    const stored = await put(url, await fileOf(content), content.length, { headers: { 'content-type': 'video/mp4' }, onProgress: (bytes) => progress.push(bytes) })
    expect(stored).toMatchObject({ ok: true, value: { bytes: content.length, md5, etag: md5 } })
    expect(body?.equals(content)).toBe(true)
    const { host, connection, 'user-agent': agent, ...headers } = seen!.headers
    expect(headers).toEqual({ 'content-length': String(content.length), 'content-type': 'video/mp4' })
    expect([typeof host, typeof connection, typeof agent]).toEqual(['string', 'string', 'string'])
    expect(progress.at(-1)).toBe(content.length)
    expect([...progress].sort((a, b) => a - b)).toEqual(progress)
  })

  it('sends no content type that nobody asked for', async () => {
    let headers: IncomingMessage['headers'] = {}
    const url = await localServer((request, response) => {
      ;({ headers } = request)
      void accept(request, response)
    })
    await put(url, await fileOf(Buffer.from('x')), 1)
    expect(headers['content-type']).toBeUndefined()
    expect(headers['transfer-encoding']).toBeUndefined()
  })

  it('sends a range of a file', async () => {
    let body: Buffer | undefined
    const url = await localServer((request, response) => void accept(request, response).then((it) => { body = it }))
    await put(url, await fileOf(content), 2_000_000, { start: 1_000_000 })
    expect(body?.equals(content.subarray(1_000_000, 3_000_000))).toBe(true)
  })

  it('notices that the store received something else', async () => {
    const url = await localServer((request, response) => void bodyOf(request).then(() => response.writeHead(200, { etag: `"${'0'.repeat(32)}"` }).end()))
    expect(await put(url, await fileOf(content), content.length)).toMatchObject({ ok: false, problem: { code: 'checksum-mismatch' } })
  })

  it('believes an ETag that is no MD5, and computes none where nobody asked', async () => {
    const url = await localServer((request, response) => void bodyOf(request).then(() => response.writeHead(200, { etag: '"abc-3"' }).end()))
    expect(await put(url, await fileOf(content), content.length)).toMatchObject({ ok: true, value: { etag: 'abc-3', md5 } })
    expect(await put(url, await fileOf(content), content.length, { verify: false })).toMatchObject({ ok: true, value: { md5: null } })
  })

  it('says that a link ran out, without showing it', async () => {
    const url = await localServer((request, response) => void bodyOf(request).then(() => response.writeHead(403).end('<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>')))
    const refused = await put(url, await fileOf(content), content.length)
    expect(refused).toMatchObject({ ok: false, problem: { code: 'url-expired' } })
    expect(JSON.stringify(refused)).not.toContain('secret')
  })

  it('says that the connection broke', async () => {
    const url = await localServer((request) => void request.once('data', () => request.socket.destroy()))
    expect(await put(url, await fileOf(content), content.length)).toMatchObject({ ok: false, problem: { code: 'connection-lost' } })
  })

  it('says that nobody listens', async () => {
    expect(await put('http://127.0.0.1:1', await fileOf(content), content.length)).toMatchObject({ ok: false, problem: { code: 'store-unreachable' } })
  })

  it('gives up where no byte moves', async () => {
    const url = await localServer((request) => void request.pause())
    expect(await put(url, await fileOf(randomBytes(32 * 1024 * 1024)), 32 * 1024 * 1024, { timeouts: { stallMs: 400 } })).toMatchObject({ ok: false, problem: { code: 'stalled' } })
  })

  it('stops at once when it is told to', async () => {
    const stop = new AbortController()
    const url = await localServer((request) => void request.once('data', () => stop.abort()))
    expect(await put(url, await fileOf(content), content.length, { signal: stop.signal })).toMatchObject({ ok: false })
  })

  it('says that the file became shorter', async () => {
    const url = await localServer((request, response) => void accept(request, response).catch(() => undefined))
    const path = await fileOf(content)
    await truncate(path, 1_500_000)
    expect(await put(url, path, content.length)).toMatchObject({ ok: false, problem: { code: 'file-changed' } })
  })

  it('says that the file is gone', async () => {
    expect(await put('http://127.0.0.1:1', join(await tempFolder(), 'nowhere'), 1)).toMatchObject({ ok: false, problem: { code: 'file-missing' } })
  })

  it('sends an object of no bytes', async () => {
    const url = await localServer((request, response) => void accept(request, response))
    expect(await put(url, await fileOf(Buffer.alloc(0)), 0)).toMatchObject({ ok: true, value: { bytes: 0, md5: 'd41d8cd98f00b204e9800998ecf8427e' } })
  })
})
