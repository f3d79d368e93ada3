import { spawn } from 'node:child_process'
import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { listFlows, listSegments, listSources, readFlow, readUrl } from '../../src-main/tams/index.ts'
import { clip, type ClipName } from '../helpers/clips.ts'
import { patiently } from '../helpers/patience.ts'
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

/**
 * The validator takes seconds to start and knows one server, so one of it stands before a switchboard, which passes on
 * to the store of the test that runs.
 */
let validator: { readonly url: string; readonly said: () => string; readonly close: () => void } | null = null
let storeUrl = ''

beforeAll(async () => {
  if (specification === null) return
  const switchboard = createServer((request, response) => {
    const { host, port } = new URL(storeUrl)
    // Under the store's own name, so that the links it signs lead to itself.
    const onward = ask(
      { host: '127.0.0.1', port, method: request.method, path: request.url, headers: { ...request.headers, host } },
      (answered) => {
        response.writeHead(answered.statusCode ?? 502, answered.headers)
        answered.pipe(response)
      },
    )
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  }).listen(0, '127.0.0.1')
  await once(switchboard, 'listening')
  const upstream = `http://127.0.0.1:${(switchboard.address() as AddressInfo).port}`
  const child = spawn(
    process.execPath,
    [prism, 'proxy', specification, upstream, '--errors', '--port', '0', '--host', '127.0.0.1'],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      said += String(text)
    })
  const address = () => /Prism is listening on (http:\/\/[\d.]+:[1-9]\d*)/.exec(said)?.[1] ?? ''
  await vi.waitFor(() => expect(address()).not.toBe(''), patiently)
  validator = {
    url: address(),
    said: () => said,
    close: () => {
      child.kill('SIGKILL')
      switchboard.closeAllConnections()
      switchboard.close()
    },
  }
})
afterAll(() => validator?.close())

let sentinels = 0

async function validated(): Promise<Validated> {
  if (!validator) throw new Error('the validator has not started')
  const { url, said } = validator
  const store = await testStore({ dialect: 'bbc' })
  storeUrl = store.url
  const begin = said().length
  const engine = await testEngine({ url, connection: { auth: { kind: 'bearer' } }, secret: 'any' })
  return {
    store,
    url,
    engine,
    connection: engine.connection,
    violations: async () => {
      // It speaks a moment after it has answered: once it has spoken of this, it has spoken of all before.
      sentinels += 1
      const sentinel = `sentinel-${sentinels}`
      await fetch(`${url}/${sentinel}`)
      await vi.waitFor(() => expect(said().slice(begin)).toMatch(new RegExp(`${sentinel}.*✖`)), patiently)
      return said()
        .slice(begin)
        .split('\n')
        .filter((it) => /violation|✖/i.test(it) && !it.includes('/sentinel-'))
    },
  }
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
