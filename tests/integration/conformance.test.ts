import { spawn } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { listFlows, listSegments, listSources, readFlow, readUrl } from '../../src-main/tams/index.ts'
import { clip, type ClipName } from '../helpers/clips.ts'
import { sharedMaterial } from '../helpers/shared-material.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine, type TestEngine } from '../helpers/test-engine.ts'
import { testStore, type TestStore } from '../helpers/test-store.ts'

const specification = sharedMaterial('spec/tams-8.2.openapi.yaml')
const prism = resolve(import.meta.dirname, '../../node_modules/.bin/prism')

interface Validated {
  readonly store: TestStore
  /** Between the engine and the store: answers what breaks the specification with an error, and says so. */
  readonly url: string
  readonly violations: () => Promise<string[]>
  readonly engine: TestEngine
  readonly connection: TestEngine['connection']
}

async function validated(): Promise<Validated> {
  const store = await testStore({ dialect: 'bbc' })
  const port = await freePort()
  const child = spawn(
    process.execPath,
    [prism, 'proxy', specification ?? '', store.url, '--errors', '--port', String(port), '--host', '127.0.0.1'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stdout.on('data', (text) => {
    said += String(text)
  })
  child.stderr.on('data', (text) => {
    said += String(text)
  })
  await vi.waitFor(() => expect(said).toContain('Prism is listening'), { timeout: 60_000, interval: 100 })
  const url = `http://127.0.0.1:${port}`
  const engine = await testEngine({ url, connection: { auth: { kind: 'bearer' } }, secret: 'any' })
  return {
    store,
    url,
    engine,
    connection: engine.connection,
    violations: async () => {
      // It speaks a moment after it has answered: once it has spoken of this, it has spoken of all before.
      await fetch(`${url}/sentinel`)
      await vi.waitFor(() => expect(said).toMatch(/sentinel.*✖/), { timeout: 10_000 })
      return said.split('\n').filter((it) => /violation|✖/i.test(it) && !it.includes('/sentinel'))
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

describe.skipIf(specification === null)('between engine and store, the specification\u2019s validator', () => {
  it.each<[string, ClipName, number | 'auto']>([
    ['a single essence', 'picture.mp4', 'auto'],
    ['several essences', 'picture-and-sound.mp4', 'auto'],
    ['a transport stream', 'stream.ts', 'auto'],
    ['sound alone', 'sound.wav', 'auto'],
    ['a still', 'still.png', 'auto'],
    ['several essences in segments', 'eight-seconds.mp4', 2],
    ['sound in segments', 'eight-seconds.wav', 2],
    ['a transport stream in segments', 'eight-seconds.ts', 2],
  ])('has nothing to say of %s', async (_, name, segment) => {
    const { engine, violations, store } = await validated()
    const [id] = engine.add([{ path: await clip(name, await tempFolder()), size: 0, modifiedMs: 0 }], {
      series: null,
      options: {
        segment,
        duplicates: 'tell',
        description: 'A description',
        tags: { reel: 'A001' },
        sourceType: 'camera',
        location: 'Bristol',
      },
    })
    await engine.atRest()
    expect(await violations()).toEqual([])
    expect(engine.state(id!)).toMatchObject({ name: 'done' })
    expect((await store.list(`/flows/${engine.view(id!).flowId}/segments`)).length).toBeGreaterThan(0)
  })

  it('has nothing to say of a sequence of pictures', async () => {
    const { engine, violations } = await validated()
    const folder = await tempFolder()
    for (const n of ['0001', '0002', '0003']) await clip('still.png', folder, `frame_${n}.png`)
    const [id] = await engine.addPaths(folder)
    await engine.atRest()
    expect(await violations()).toEqual([])
    expect(engine.state(id!)).toMatchObject({ name: 'done' })
  })

  it('has nothing to say of a file that goes with another, sent as data', async () => {
    const { engine, violations, store } = await validated()
    const folder = await tempFolder()
    const media = await clip('picture.mp4', folder)
    await writeFile(join(folder, 'picture.srt'), '1\n00:00:00,000 --> 00:00:01,000\nHello\n')
    const [id] = engine.add([{ path: join(folder, 'picture.srt'), size: 0, modifiedMs: 0, sidecarOf: media }], {
      series: null,
      options: {},
    })
    await engine.atRest()
    expect(await violations()).toEqual([])
    expect(engine.state(id!)).toMatchObject({ name: 'done' })
    expect(await store.get(`/flows/${engine.view(id!).flowId}`)).toMatchObject({
      format: 'urn:x-nmos:format:data',
      codec: 'application/x-subrip',
    })
    expect((await store.list(`/flows/${engine.view(id!).flowId}/segments`))[0]).toMatchObject({
      timerange: '[0:0_2:0)',
    })
  })

  it('has nothing to say of how a window looks into the store', async () => {
    const { engine, violations, connection } = await validated()
    engine.add([{ path: await clip('eight-seconds.mp4', await tempFolder()), size: 0, modifiedMs: 0 }], {
      series: null,
      options: { segment: 2 },
    })
    await engine.atRest()
    const live = await connection.live()
    if (!live.ok) throw new Error(live.problem.message)
    const { http } = live.value
    const sources = await listSources(http, null)
    const [source] = sources.ok ? sources.value.entries.filter((it) => it.format === 'multi') : []
    const flows = await listFlows(http, source!.id, null)
    const [flow] = flows.ok ? flows.value.entries : []
    const segments = await listSegments(http, flow!.id, null)
    expect(segments.ok && segments.value.entries.length).toBe(4)
    expect(await readFlow(http, flow!.id)).toMatchObject({
      ok: true,
      value: { members: [{ role: 'video' }, { role: 'audio' }] },
    })
    if (segments.ok)
      expect(await readUrl(http, flow!.id, segments.value.entries[0]!.objectId)).toMatchObject({ ok: true })
    expect(await violations()).toEqual([])
  })

  it('has nothing to say of what a reader asks the sandbox', async () => {
    const { engine, violations, url } = await validated()
    const [id] = engine.add([{ path: await clip('eight-seconds.mp4', await tempFolder()), size: 0, modifiedMs: 0 }], {
      series: null,
      options: { segment: 2, duplicates: 'upload' },
    })
    await engine.atRest()
    const { flowId, sourceId } = engine.view(id!)
    const headers = { authorization: 'Bearer any' }
    const statuses: string[] = []
    for (const path of [
      '/service',
      '/service/storage-backends',
      '/sources',
      `/sources/${sourceId}`,
      `/sources/${sourceId}/label`,
      '/flows',
      `/flows?source_id=${sourceId}`,
      `/flows/${flowId}`,
      `/flows/${flowId}?include_timerange=true`,
      `/flows/${flowId}/label`,
      `/flows/${flowId}/tags`,
      `/flows/${flowId}/segments`,
      `/flows/${flowId}/segments?timerange=%5B2:0_5:0)`,
      `/flows/${flowId}/segments?limit=2`,
      `/flows/${flowId}/segments?include_object_timerange=true`,
      `/flows/${flowId}/segments?reverse_order=true`,
      `/objects/${engine.pieces(id!)[0]!.objectId}`,
    ])
      statuses.push(`${(await fetch(url + path, { headers })).status} ${path}`)
    expect(statuses.filter((it) => !it.startsWith('200'))).toEqual([])
    expect(await violations()).toEqual([])
  })

  it('notices what is wrong, so that its silence means something', async () => {
    const { url, violations } = await validated()
    const answer = await fetch(`${url}/flows/${crypto.randomUUID()}`, {
      method: 'PUT',
      headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'no uuid', frame_rate: 25 }),
    })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(await violations()).not.toEqual([])
  })
})
