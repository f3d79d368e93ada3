import { createHash, randomBytes } from 'node:crypto'
import { once as onceEvent } from 'node:events'
import { rename, stat, truncate, unlink, utimes, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createRateLimit, putObject, type PutObject } from '../../src-main/transfer/index.ts'
import { localServer } from '../helpers/local-server.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

async function fileOf(bytes: Buffer): Promise<string> {
  const path = join(await tempFolder(), 'object.bin')
  await writeFile(path, bytes)
  return path
}

const put = (url: string, path: string, length: number, more: Partial<PutObject> = {}) =>
  putObject({
    path,
    start: 0,
    length,
    url: `${url}/key?X-Amz-Signature=secret`,
    headers: {},
    verify: true,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...more,
  })

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
      void accept(request, response).then((it) => {
        body = it
      })
    })
    const progress: number[] = []
    const stored = await put(url, await fileOf(content), content.length, {
      headers: { 'content-type': 'video/mp4' },
      onProgress: (bytes) => progress.push(bytes),
    })
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
    const url = await localServer(
      (request, response) =>
        void accept(request, response).then((it) => {
          body = it
        }),
    )
    await put(url, await fileOf(content), 2_000_000, { start: 1_000_000 })
    expect(body?.equals(content.subarray(1_000_000, 3_000_000))).toBe(true)
  })

  it('notices that the store received something else', async () => {
    const url = await localServer(
      (request, response) =>
        void bodyOf(request).then(() => response.writeHead(200, { etag: `"${'0'.repeat(32)}"` }).end()),
    )
    expect(await put(url, await fileOf(content), content.length)).toMatchObject({
      ok: false,
      problem: { code: 'checksum-mismatch' },
    })
  })

  it('believes an ETag that is no MD5, and computes none where nobody asked', async () => {
    const url = await localServer(
      (request, response) => void bodyOf(request).then(() => response.writeHead(200, { etag: '"abc-3"' }).end()),
    )
    expect(await put(url, await fileOf(content), content.length)).toMatchObject({
      ok: true,
      value: { etag: 'abc-3', md5 },
    })
    expect(await put(url, await fileOf(content), content.length, { verify: false })).toMatchObject({
      ok: true,
      value: { md5: null },
    })
  })

  it('says that a link ran out, without showing it', async () => {
    const url = await localServer(
      (request, response) =>
        void bodyOf(request).then(() =>
          response.writeHead(403).end('<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>'),
        ),
    )
    const refused = await put(url, await fileOf(content), content.length)
    expect(refused).toMatchObject({ ok: false, problem: { code: 'url-expired' } })
    expect(JSON.stringify(refused)).not.toContain('secret')
  })

  it('says that the connection broke', async () => {
    const url = await localServer((request) => void request.once('data', () => request.socket.destroy()))
    expect(await put(url, await fileOf(content), content.length)).toMatchObject({
      ok: false,
      problem: { code: 'connection-lost' },
    })
  })

  it('says that nobody listens', async () => {
    expect(await put('http://127.0.0.1:1', await fileOf(content), content.length)).toMatchObject({
      ok: false,
      problem: { code: 'store-unreachable' },
    })
  })

  it('gives up where no byte moves', async () => {
    const url = await localServer((request) => void request.pause())
    expect(
      await put(url, await fileOf(randomBytes(32 * 1024 * 1024)), 32 * 1024 * 1024, { timeouts: { stallMs: 400 } }),
    ).toMatchObject({ ok: false, problem: { code: 'stalled' } })
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
    expect(await put('http://127.0.0.1:1', join(await tempFolder(), 'nowhere'), 1)).toMatchObject({
      ok: false,
      problem: { code: 'file-missing' },
    })
  })

  it('sends an object of no bytes', async () => {
    const url = await localServer((request, response) => void accept(request, response))
    expect(await put(url, await fileOf(Buffer.alloc(0)), 0)).toMatchObject({
      ok: true,
      value: { bytes: 0, md5: 'd41d8cd98f00b204e9800998ecf8427e' },
    })
  })

  it('through either HTTP client sends the same and says which one carried it', async () => {
    for (const client of ['got', 'node'] as const) {
      let seen: IncomingMessage['headers'] = {}
      let body: Buffer | undefined
      const url = await localServer((request, response) => {
        seen = request.headers
        void accept(request, response).then((it) => {
          body = it
        })
      })
      expect(
        await put(url, await fileOf(content), content.length, { client, headers: { 'content-type': 'video/mp4' } }),
      ).toMatchObject({ ok: true, value: { md5, client, isProven: true } })
      expect(body?.equals(content)).toBe(true)
      expect(seen).toMatchObject({ 'content-length': String(content.length), 'content-type': 'video/mp4' })
      expect(seen['transfer-encoding']).toBeUndefined()
    }
  })

  it('is carried by the second client where the answer is not quite HTTP', async () => {
    const broken = await rawServer(`HTTP/1.1 200 OK\r\nETag: "${md5}"\r\nX-Odd: a\u0001b\r\nContent-Length: 0\r\n\r\n`)
    expect(await put(broken, await fileOf(content), content.length)).toMatchObject({
      ok: false,
      problem: { code: 'http-broken' },
    })
    expect(await put(broken, await fileOf(content), content.length, { client: 'node' })).toMatchObject({
      ok: true,
      value: { client: 'node', isProven: true },
    })
  })

  it.each(['got', 'node'] as const)(
    'through %s says that nobody listens, that the line broke, and that no byte moved',
    async (client) => {
      expect(await put('http://127.0.0.1:1', await fileOf(content), content.length, { client })).toMatchObject({
        problem: { code: 'store-unreachable' },
      })
      const cutting = await localServer((request) => void request.once('data', () => request.socket.destroy()))
      expect(await put(cutting, await fileOf(content), content.length, { client })).toMatchObject({
        problem: { code: 'connection-lost' },
      })
      const silent = await localServer((request) => void request.pause())
      expect(
        await put(silent, await fileOf(randomBytes(32 * 1024 * 1024)), 32 * 1024 * 1024, {
          client,
          timeouts: { stallMs: 400 },
        }),
      ).toMatchObject({ problem: { code: 'stalled' } })
      const mute = await localServer((request) => void bodyOf(request))
      expect(
        await put(mute, await fileOf(content), content.length, { client, timeouts: { answerMs: 300 } }),
      ).toMatchObject({ problem: { code: 'stalled' } })
    },
  )

  it('takes an early refusal for what it is, although the rest was never read', async () => {
    const url = await localServer((request, response) => {
      const refusal = '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>'
      // The line stays open: one that is cut while the other side still writes may take the answer with it, on any
      // system.
      response.writeHead(403, { 'content-length': refusal.length }).write(refusal)
      request.resume()
    })
    for (const client of ['got', 'node'] as const)
      expect(await put(url, await fileOf(content), content.length, { client })).toMatchObject({
        problem: { code: 'url-expired' },
      })
  })

  it('shows the store the head of the request before the speed limit lets the first block go', async () => {
    const limit = createRateLimit(1)
    const stop = new AbortController()
    const url = await localServer(() => stop.abort())
    for (const client of ['got', 'node'] as const)
      expect(
        await put(url, await fileOf(content), content.length, { client, rateLimit: limit, signal: stop.signal }),
      ).toMatchObject({ ok: false })
    expect(stop.signal.aborted).toBe(true)
  })

  it('computes SHA-256 where it is asked to', async () => {
    const url = await localServer((request, response) => void accept(request, response))
    expect(await put(url, await fileOf(content), content.length, { sha256: true })).toMatchObject({
      value: { md5, sha256: createHash('sha256').update(content).digest('hex') },
    })
  })

  it('does not take the ETag of an encrypting store for a checksum', async () => {
    const url = await localServer(
      (request, response) =>
        void bodyOf(request).then(() =>
          response.writeHead(200, { etag: `"${'a'.repeat(32)}"`, 'x-amz-server-side-encryption': 'aws:kms' }).end(),
        ),
    )
    expect(await put(url, await fileOf(content), content.length)).toMatchObject({
      ok: true,
      value: { isProven: false, md5 },
    })
  })

  describe('of a file that changes', () => {
    const identity = async (path: string) => {
      const { size, mtimeMs } = await stat(path)
      return { size, modifiedMs: mtimeMs }
    }

    it('does not begin where it changed before', async () => {
      let requests = 0
      const url = await localServer(() => {
        requests += 1
      })
      const path = await fileOf(content)
      const expected = await identity(path)
      await utimes(path, new Date(), new Date(expected.modifiedMs + 5000))
      expect(await put(url, path, content.length, { expected })).toMatchObject({ problem: { code: 'file-changed' } })
      expect(requests).toBe(0)
    })

    it('is not accepted where it was overwritten meanwhile', async () => {
      const path = await fileOf(content)
      const expected = await identity(path)
      const rewrite = once(() => writeFile(path, randomBytes(content.length)))
      // The store answers when the other program is through, however long that takes.
      const url = await localServer(
        (request, response) =>
          void bodyOf(request)
            .then(async (body) => {
              await rewrite()
              response.writeHead(200, { etag: createHash('md5').update(body).digest('hex') }).end()
            })
            .catch(() => undefined),
      )
      expect(await put(url, path, content.length, { expected, onProgress: () => void rewrite() })).toMatchObject({
        problem: { code: 'file-changed' },
      })
    })

    it('is missing soon after its card was pulled, and not when all of it was sent', async () => {
      const path = await fileOf(Buffer.alloc(24 * 1024 * 1024))
      const expected = await identity(path)
      const { size } = expected
      let received = 0
      const url = await localServer((request) => request.on('data', (data: Buffer) => (received += data.length)))
      const pull = once(() => unlink(path))
      const rateLimit = createRateLimit(4_000_000)
      expect(await put(url, path, size, { expected, rateLimit, onProgress: () => void pull() })).toMatchObject({
        problem: { code: 'file-missing' },
      })
      expect(received).toBeLessThan(size)
    })

    it('is not accepted where another file of the same size and time took its place', async () => {
      const path = await fileOf(content)
      const expected = await identity(path)
      const url = await localServer(
        (request, response) =>
          void bodyOf(request).then(async (body) => {
            await writeFile(`${path}.new`, randomBytes(content.length))
            await utimes(`${path}.new`, expected.modifiedMs / 1000, expected.modifiedMs / 1000)
            await rename(`${path}.new`, path)
            response.writeHead(200, { etag: createHash('md5').update(body).digest('hex') }).end()
          }),
      )
      expect(await put(url, path, content.length, { expected })).toMatchObject({
        problem: { code: 'file-changed', detail: 'another file took its place' },
      })
    })
  })
})

/** Answers every connection with these very bytes. */
async function rawServer(answer: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    let seen = 0
    socket.on('data', (data) => {
      seen += data.length
      if (seen >= content.length) socket.end(answer, 'latin1')
    })
  }).listen(0, '127.0.0.1')
  await onceEvent(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => (done ??= act())
}
