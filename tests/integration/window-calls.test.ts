import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { clip, largeClip, ownClip } from '../helpers/clips.ts'
import { patiently } from '../helpers/patience.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testStore } from '../helpers/test-store.ts'
import { testWorkspace } from '../helpers/test-workspace.ts'

const settings = { concurrency: 3, startsAtOnce: false }

describe('an item that waits to be started', () => {
  it('is read, and waits also after a restart', async () => {
    const store = await testStore()
    const first = await testWorkspace(store.url)
    await first.call('settings:save', settings)
    const {
      ids: [id],
    } = await first.call('queue:add', { paths: [await clip('picture.mp4', await tempFolder())] })
    await expect.poll(() => first.engine.item(id!)?.life.state.name, patiently).toBe('ready')
    await first.close()
    const second = await testWorkspace(store.url, first.folder)
    expect(second.engine.item(id!)?.life.state).toEqual({ name: 'ready' })
    expect(store.seen.filter((it) => it.method !== 'GET')).toEqual([])
    await second.call('queue:start', { ids: [id!] })
    await second.untilAllDone()
  })

  it('is edited, and goes up under its new names with its tags; one that is on its way is not', async () => {
    const store = await testStore()
    const workspace = await testWorkspace(store.url)
    await workspace.call('settings:save', settings)
    const {
      ids: [id],
    } = await workspace.call('queue:add', {
      paths: [await clip('picture.mp4', await tempFolder())],
      options: { description: 'old', tags: { gone: '1', kept: '2' } },
    })
    await expect.poll(() => workspace.engine.item(id!)?.life.state.name, patiently).toBe('ready')
    const edits = [
      {
        id: id!,
        changes: { sourceName: 'Roof', flowName: 'Wide', description: '', tags: { gone: null, camera: 'A' } },
      },
    ]
    expect(await workspace.call('queue:edit', { edits })).toEqual({ ids: [id] })
    expect((await workspace.call('item:details', { id: id! })).options).toEqual({
      segment: 'auto',
      tags: { kept: '2', camera: 'A' },
    })
    await workspace.call('queue:start', { ids: [id!] })
    await workspace.untilAllDone()
    expect((await store.list('/flows'))[0]).toMatchObject({ label: 'Wide', tags: { kept: '2', camera: 'A' } })
    expect((await store.list('/flows'))[0]).not.toHaveProperty('description')
    expect(await workspace.call('queue:edit', { edits })).toEqual({ ids: [] })
  })
})

describe('the settings', () => {
  it('are changed by several windows at once, and none undoes what another chose', async () => {
    const workspace = await testWorkspace((await testStore()).url)
    const rule = { days: [1], from: '08:00', to: '18:00', bytesPerSecond: 1_000_000 }
    await workspace.call('settings:save', { limits: { schedule: [rule] }, useMetered: true })
    await workspace.call('settings:save', { limits: { bytesPerSecond: 5_000_000 } })
    await workspace.call('settings:save', { concurrency: 5 })
    expect(await workspace.call('settings:read', {})).toMatchObject({
      limits: { bytesPerSecond: 5_000_000, schedule: [rule] },
      useMetered: true,
      concurrency: 5,
    })
  })
})

describe('an item that was removed', () => {
  it('is brought back as it was, goes on, and is in the store once', async () => {
    const store = await testStore()
    const workspace = await testWorkspace(store.url)
    const { ids } = await workspace.call('queue:add', {
      paths: [await largeClip(await tempFolder(), 'long.mp4', 300 * 1024 ** 2)],
    })
    await expect
      .poll(() => workspace.engine.item(ids[0]!)?.life.state, patiently)
      .toMatchObject({ name: 'uploading', step: 'media' })
    await workspace.call('queue:remove', { ids })
    expect(workspace.engine.items()).toEqual([])
    await workspace.call('queue:restore', { ids })
    await workspace.untilAllDone()
    expect(await store.list('/flows')).toHaveLength(1)
    const [flow] = await store.list('/flows')
    expect(await store.list(`/flows/${flow!.id}/segments`)).toHaveLength(1)
  })

  it('is brought back once, in its place, with its pieces, and is gone for good when Framehaul ends', async () => {
    const store = await testStore()
    const workspace = await testWorkspace(store.url)
    await workspace.call('settings:save', { concurrency: 3, segment: 2 })
    const folder = await tempFolder()
    const { ids } = await workspace.call('queue:add', {
      paths: [await clip('eight-seconds.mp4', folder), await clip('sound.wav', folder)],
    })
    await workspace.untilAllDone()
    await workspace.call('queue:remove', { ids: [ids[0]!] })
    await workspace.call('queue:restore', { ids: [ids[0]!] })
    await workspace.call('queue:restore', { ids: [ids[0]!] })
    expect(workspace.engine.items().map((it) => it.id)).toEqual(ids)
    expect((await workspace.call('item:details', { id: ids[0]! })).objects).toHaveLength(4)
    expect(workspace.gone).toEqual([])
    await workspace.call('queue:remove', { ids })
    await workspace.close()
    expect(workspace.gone.toSorted()).toEqual([join(folder, 'eight-seconds.mp4'), join(folder, 'sound.wav')])
  })
})

describe('the history', () => {
  it('keeps what left the list, page by page, and finds it by every word', async () => {
    const store = await testStore()
    const workspace = await testWorkspace(store.url)
    const folder = await tempFolder()
    const names = ['100%_final.mp4', 'Über den Dächern.mp4', 'beach 1.mp4', 'beach 2.mp4']
    const { ids } = await workspace.call('queue:add', {
      paths: await Promise.all(names.map((it) => ownClip('picture.mp4', folder, it))),
    })
    await workspace.untilAllDone()
    await workspace.call('queue:remove', { ids })
    const find = async (search: string) =>
      (await workspace.call('history:list', { search, before: null, limit: 10 })).uploads.map((it) => it.name).sort()
    expect(await find('')).toEqual(names.toSorted())
    expect(await find('2.MP4 BEACH')).toEqual(['beach 2.mp4'])
    expect(await find('über')).toEqual(['Über den Dächern.mp4'])
    // What SQL takes for a pattern is a character like any other.
    expect(await find('100%_')).toEqual(['100%_final.mp4'])
    expect(await find('%')).toEqual(['100%_final.mp4'])
    const first = await workspace.call('history:list', { search: 'beach', before: null, limit: 1 })
    expect(first.total).toBe(2)
    const [last] = first.uploads
    const second = await workspace.call('history:list', {
      search: 'beach',
      before: { finishedMs: last?.state.name === 'done' ? last.state.finishedMs : 0, id: last!.id },
      limit: 1,
    })
    expect(new Set([last!.name, second.uploads[0]!.name])).toEqual(new Set(['beach 1.mp4', 'beach 2.mp4']))
    const { text } = await workspace.call('history:receipt', { search: 'beach', form: 'json' })
    expect(
      (JSON.parse(text) as { items: { objects: { md5: string }[] }[] }).items.map((it) => it.objects[0]?.md5.length),
    ).toEqual([32, 32])
  })
})

describe('what is in a store', () => {
  it.each(['bbc', 'vast', 'guide'] as const)(
    'of the kind %s is read: sources, flows, segments, and the object',
    async (dialect) => {
      const store = await testStore({ dialect })
      const workspace = await testWorkspace(store.url)
      const path = await clip('sound.wav', await tempFolder(), 'Boom.wav')
      await workspace.call('queue:add', { paths: [path] })
      await workspace.untilAllDone()
      const {
        sources: [source],
      } = await workspace.call('store:sources', { page: null })
      expect(source).toMatchObject({ label: 'Boom' })
      const { flows } = await workspace.call('store:flows', { sourceId: source!.id, page: null })
      const flow = flows.find((it) => it.label === 'Boom')
      expect(flow).toMatchObject({ codec: 'audio/x-raw-int', sampleRate: 48000, channels: 1 })
      expect(await workspace.call('store:flow', { flowId: flow!.id })).toMatchObject({ id: flow!.id, label: 'Boom' })
      const {
        segments: [segment],
      } = await workspace.call('store:segments', { flowId: flow!.id, page: null })
      expect(segment).toMatchObject({ timerange: '[0:0_1:0)', canBeRead: true })

      const { address } = await workspace.call('store:play', {
        flowId: flow!.id,
        objectId: segment!.objectId,
        type: 'audio/wav',
      })
      expect(address).toMatch(/^\/play\/[\w-]{24}$/)
      const open = (range: string | null) =>
        workspace.plays.open(address.slice('/play/'.length), range, new AbortController().signal)
      const whole = await open(null)
      if (!whole.ok) throw new Error(whole.problem.message)
      expect(whole.value).toMatchObject({ status: 200, headers: { 'content-type': 'audio/wav' } })
      const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex')
      expect(md5(await buffer(whole.value.body))).toBe(md5(await readFile(path)))
      const part = await open('bytes=4-7')
      if (!part.ok) throw new Error(part.problem.message)
      expect(part.value).toMatchObject({ status: 206, headers: { 'content-length': '4' } })
      expect(await buffer(part.value.body)).toEqual((await readFile(path)).subarray(4, 8))
      expect(await workspace.plays.open('nobody-gave-this', null, new AbortController().signal)).toMatchObject({
        ok: false,
      })
    },
  )

  it('is read page by page', async () => {
    const store = await testStore()
    const workspace = await testWorkspace(store.url)
    for (let n = 0; n < 103; n += 1) {
      const id = randomUUID()
      const flow = {
        id,
        source_id: randomUUID(),
        label: `flow ${n}`,
        format: 'urn:x-nmos:format:audio',
        codec: 'audio/aac',
        container: 'audio/mp4',
        essence_parameters: { sample_rate: 48_000, channels: 1 },
      }
      const put = await fetch(`${store.url}/flows/${id}`, {
        method: 'PUT',
        body: JSON.stringify(flow),
        headers: { 'content-type': 'application/json' },
      })
      expect(put.status).toBe(201)
    }
    const first = await workspace.call('store:sources', { page: null })
    expect(first.sources).toHaveLength(100)
    const second = await workspace.call('store:sources', { page: first.next })
    expect([second.sources.length, second.next]).toEqual([3, null])
  })
})

describe('pictures of an item', () => {
  it('are made when they are asked for, kept, and made anew for another file', async () => {
    const store = await testStore()
    const workspace = await testWorkspace(store.url)
    const folder = await tempFolder()
    const {
      ids: [film, sound, bad],
    } = await workspace.call('queue:add', {
      paths: [
        await clip('picture-and-sound.mp4', folder),
        await clip('sound.wav', folder),
        await ownClip('picture.mp4', folder, 'broken.mp4'),
      ],
    })
    await workspace.untilAllDone()
    const of = async (id: string, kind: 'poster' | 'strip' | 'wave') =>
      (await workspace.call('item:pictures', { id, kind })).images
    expect(await of(film!, 'strip')).toHaveLength(8)
    expect((await of(film!, 'poster'))[0]).toMatch(/^data:image\/jpeg;base64,\/9j\//)
    expect((await of(sound!, 'wave'))[0]).toMatch(/^data:image\/png;base64,/)
    expect(await of(film!, 'wave')).toEqual([])
    expect(await of(sound!, 'poster')).toEqual([])
    // From the cache, although the file is gone; of a file that never had any, none.
    const before = await of(film!, 'poster')
    await rm(join(folder, 'picture-and-sound.mp4'))
    expect(await of(film!, 'poster')).toEqual(before)
    await writeFile(join(folder, 'broken.mp4'), 'no longer media')
    await utimes(join(folder, 'broken.mp4'), 1, 1)
    expect(await of(bad!, 'poster')).toEqual([])
    expect((await readdir(join(workspace.folder, 'pictures'))).some((it) => it.endsWith('.part'))).toBe(false)
  })
})
