import { existsSync } from 'node:fs'
import { open, readdir, truncate, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import fastify from 'fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openObjectFiles } from '../../src-main/sandbox/object-files.ts'
import { objectRoutes } from '../../src-main/sandbox/object-routes.ts'
import { presign } from '../../src-main/sandbox/presign.ts'
import { putObject } from '../../src-main/transfer/index.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

/** Linux's disk that is always full. */
const FULL = '/dev/full'
const bucket = { name: 'bucket', region: 'us-east-1', accessKeyId: 'key', secretAccessKey: 'secret' }

/** The sandbox's object store on a disk without room. */
async function fullStore() {
  const folder = await tempFolder()
  const files = openObjectFiles(folder, () => open(FULL, 'w'))
  const app = fastify({ bodyLimit: Number.MAX_SAFE_INTEGER })
  objectRoutes(app, { bucket, files, maxPutBytes: 5 * 1024 ** 3, now: () => new Date() })
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(() => app.close())
  return { folder, link: await presign({ ...bucket, endpoint }, { method: 'PUT', key: 'object', expiresIn: 60 }) }
}

describe.runIf(existsSync(FULL))('the built-in store on a full disk', () => {
  it.each([
    ['a small object', 1000, 'got'],
    ['a large one, long before its end', 64 * 1024 * 1024, 'got'],
    ['a large one, through the other client', 64 * 1024 * 1024, 'node'],
  ] as const)('says so (%s)', async (_, length, client) => {
    const { folder, link } = await fullStore()
    const path = join(await tempFolder(), 'object.bin')
    await writeFile(path, 'x')
    await truncate(path, length)
    const put = await putObject({
      path,
      start: 0,
      length,
      url: link,
      headers: {},
      verify: true,
      client,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    })
    expect(put).toMatchObject({ ok: false, problem: { code: 'store-full' } })
    expect((await readdir(folder, { recursive: true, withFileTypes: true })).filter((it) => it.isFile())).toEqual([])
  })

  it('lets a client that only sends come to its end, and then has the answer for it', async () => {
    const { link } = await fullStore()
    const { port, pathname, search, host } = new URL(link)
    const socket = connect(Number(port), '127.0.0.1')
    // Whoever waits for a write hears of it.
    socket.on('error', () => undefined)
    const length = 64 * 1024 * 1024
    socket.write(
      `PUT ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`,
    )
    const block = Buffer.alloc(1024 * 1024)
    for (let sent = 0; sent < length; sent += block.length)
      await new Promise<void>((done, fail) => socket.write(block, (error) => (error ? fail(error) : done())))
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 507 [^]*InsufficientStorage/)
  })
})
