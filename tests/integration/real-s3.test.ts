import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { presign } from '../../src-main/sandbox/presign.ts'
import type { Bucket } from '../../src-main/sandbox/index.ts'
import { putObject } from '../../src-main/transfer/index.ts'
import { clip } from '../helpers/clips.ts'
import { patiently } from '../helpers/patience.ts'
import { sharedMaterial } from '../helpers/shared-material.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { sha256Of, testEngine } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

const run = promisify(execFile)
const script = sharedMaterial('tools/real-s3.sh')

/** The script takes five ports in a row; below the range from which the system gives ports to everybody else. */
async function freePorts(): Promise<number> {
  // Somewhere in it, so that two runs beside each other do not choose the same before either has bound them.
  const offset = 5 * Math.floor(Math.random() * 2_000)
  for (let step = 0; step < 10_000; step += 5) {
    const first = 20_000 + ((offset + step) % 10_000)
    const free = await Promise.all([0, 1, 2, 3, 4].map((n) => isFree(first + n)))
    if (free.every(Boolean)) return first
  }
  throw new Error('no five free ports in a row')
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

describe.skipIf(script === null)('a real S3', () => {
  let bucket: Bucket
  let folder = ''
  let pids: number[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'framehaul-s3-'))
    const { stdout } = await run(script!, [String(await freePorts()), folder])
    const value = (name: string) => new RegExp(`^${name}="?([^"\n]*)`, 'm').exec(stdout)?.[1] ?? ''
    pids = value('PIDS').split(' ').map(Number)
    bucket = {
      endpoint: value('ENDPOINT'),
      name: 'framehaul',
      region: value('REGION'),
      accessKeyId: value('ACCESS_KEY'),
      secretAccessKey: value('SECRET_KEY'),
    }
    // The script waits for the proxy; the servers behind it may need a moment longer.
    await vi.waitFor(
      async () =>
        expect(
          (await fetch(await presign(bucket, { method: 'PUT', key: '', expiresIn: 60 }), { method: 'PUT' })).status,
        ).toBe(200),
      patiently,
    )
  })
  afterAll(async () => {
    // The workers that the servers forked go with them.
    for (const pid of pids) execFileSync('bash', ['-c', `pkill -KILL -P ${pid}; kill -KILL ${pid}; true`])
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it.each(['any', 'vast', 'guide'] as const)('keeps what a %s store presigned, byte for byte', async (dialect) => {
    const store = await testStore({ dialect, s3: bucket })
    const engine = await testEngine({ url: store.url })
    const path = await clip('picture-and-sound.mp4', await tempFolder())
    const [id] = await engine.addPaths(path)
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'done' })
    expect(await store.sha256OfFlow(engine.view(id!).flowId!)).toBe(await sha256Of(path))
  })

  it('refuses what the table in docs/servers.md says, and each refusal becomes its own problem', async () => {
    const path = await clip('picture.mp4', await tempFolder())
    const put = async (url: string, headers: Record<string, string> = {}) => {
      const stored = await putObject({
        path,
        start: 0,
        length: 1000,
        url,
        headers,
        verify: true,
        signal: new AbortController().signal,
        onProgress: () => undefined,
      })
      return stored.ok ? 'stored' : stored.problem.code
    }
    const plain = await presign(bucket, { method: 'PUT', key: 'plain', expiresIn: 60 })
    const typed = await presign(bucket, {
      method: 'PUT',
      key: 'typed',
      expiresIn: 60,
      headers: { 'content-type': 'video/mp4' },
    })
    const late = await presign(bucket, {
      method: 'PUT',
      key: 'late',
      expiresIn: 60,
      now: new Date(Date.now() - 120_000),
    })
    expect(await put(plain)).toBe('stored')
    expect(await put(typed, { 'content-type': 'video/mp4' })).toBe('stored')
    expect(await put(typed)).toBe('signature-refused')
    expect(await put(plain.replace(/(Signature=)./, '$1g'))).toBe('signature-refused')
    expect(await put(plain, { 'x-amz-acl': 'public-read' })).toBe('store-refused')
    expect(await put(late)).toBe('url-expired')
    expect(await put(await presign({ ...bucket, name: 'nowhere' }, { method: 'PUT', key: 'x', expiresIn: 60 }))).toBe(
      'store-missing',
    )
  })
})
