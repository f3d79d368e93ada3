import { appendFile, copyFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { dialects } from '../../src-shared/connection.ts'
import { failed, type Outcome } from '../../src-shared/outcome.ts'
import type { UploadOptions } from '../../src-shared/item/item.ts'
import { planSeries } from '../../src-shared/naming/series-plan.ts'
import { problem } from '../../src-shared/problems.ts'
import { findFiles } from '../../src-main/engine/intake/find-files.ts'
import { putObject, type PutObject, type StoredObject } from '../../src-main/transfer/index.ts'
import { clip, type ClipName } from '../helpers/clips.ts'
import { nameOf } from '../helpers/store-doc.ts'
import { patiently } from '../helpers/patience.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { sha256Of, testEngine, type TestEngine } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

const someClips: readonly ClipName[] = ['picture-and-sound.mp4', 'picture.mp4', 'sound.wav', 'stream.ts', 'still.png']

async function someFiles() {
  const folder = await tempFolder()
  return Promise.all(someClips.map((name) => clip(name, folder)))
}

/** A link that lets bytes through only when the test says so. */
function gate() {
  const opened = Promise.withResolvers<null>()
  const reached = Promise.withResolvers<null>()
  const put = async (what: PutObject): Promise<Outcome<StoredObject>> => {
    reached.resolve(null)
    await Promise.race([opened.promise, new Promise((resolve) => what.signal.addEventListener('abort', resolve))])
    return what.signal.aborted ? failed(problem('connection-lost')) : putObject(what)
  }
  return { put, open: () => opened.resolve(null), reached: reached.promise }
}

const addSeries = async (
  engine: TestEngine,
  folder: string,
  more: object = {},
  options: Partial<UploadOptions> = {},
) => {
  const found = await findFiles([folder], { recursive: true })
  if (!found.ok) throw new Error(found.problem.message)
  const choices = {
    name: 'Season 1',
    arrangement: 'episodes' as const,
    prefix: 'Episode',
    template: '{prefix} {n:02}',
    ...more,
  }
  const planned = planSeries(found.value.files, choices)
  return engine.add(
    planned.map((it) => ({ ...it, modifiedMs: found.value.files.find((file) => file.path === it.path)!.modifiedMs })),
    { series: choices.name, options: { duplicates: 'upload', ...options } },
  )
}

describe.each(dialects)('uploading to a %s store', (dialect) => {
  it('ends with every file in it, byte for byte, on its flow\u2019s timeline', async () => {
    const store = await testStore({ dialect })
    const engine = await testEngine({ url: store.url })
    const paths = await someFiles()
    const ids = await engine.addPaths(...paths)
    await engine.atRest()
    for (const [index, id] of ids.entries()) {
      const view = engine.view(id)
      expect(view.state).toMatchObject({ name: 'done' })
      expect(await store.sha256OfFlow(view.flowId!)).toBe(await sha256Of(paths[index]!))
      const [segment] = await store.list(`/flows/${view.flowId}/segments`)
      expect(segment!.timerange).toMatch(/^\[0:0(_\d:\d+\)|_0:0\]|\])$/)
      expect(view.objects[0]!.etag).toBe(view.objects[0]!.md5)
    }
  })

  it('finds the kind of server by itself, and sends no header that was not signed', async () => {
    const store = await testStore({ dialect })
    const engine = await testEngine({ url: store.url })
    await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    await engine.atRest()
    const firstWrite = store.seen.findIndex((it) => it.method !== 'GET')
    expect(store.seen.slice(0, firstWrite).map((it) => it.path)[0]).toBe('/service')
    const [sent] = store.seen.filter((it) => it.method === 'PUT' && it.path.startsWith('/tams-media/'))
    const signed = new URLSearchParams(sent!.query).get('X-Amz-SignedHeaders')!.split(';')
    const plain = ['host', 'connection', 'user-agent', 'content-length']
    expect(Object.keys(sent!.headers).filter((it) => !signed.includes(it) && !plain.includes(it))).toEqual([])
  })

  it('makes one source and a flow a file of a series, in natural order', async () => {
    const store = await testStore({ dialect })
    const engine = await testEngine({ url: store.url })
    const folder = await tempFolder()
    for (const name of ['ep10.mp4', 'ep2.mp4', 'ep1.mp4']) await clip('picture.mp4', folder, name)
    const ids = await addSeries(engine, folder)
    await engine.atRest()
    const views = ids.map((id) => engine.view(id))
    expect(views.map((it) => [it.name, it.flowName])).toEqual([
      ['ep1.mp4', 'Episode 01'],
      ['ep2.mp4', 'Episode 02'],
      ['ep10.mp4', 'Episode 03'],
    ])
    expect(new Set(views.map((it) => it.sourceId)).size).toBe(1)
    const sources = await store.list('/sources')
    expect(sources.filter((it) => nameOf(it) === 'Season 1')).toHaveLength(1)
  })

  it('uses the source of that name again where it is asked to', async () => {
    const store = await testStore({ dialect })
    const folder = await tempFolder()
    const path = await clip('picture.mp4', folder)
    const first = await testEngine({ url: store.url })
    const again = await testEngine({ url: store.url })
    for (const [engine, reuseSource] of [
      [first, false],
      [again, true],
    ] as const) {
      engine.add([{ path, size: 0, modifiedMs: 0 }], { series: 'Daily', options: { sourceName: 'Daily', reuseSource } })
      await engine.atRest()
    }
    expect(again.items()[0]!.work.sourceId).toBe(first.items()[0]!.work.sourceId)
    expect((await store.list('/sources')).filter((it) => nameOf(it) === 'Daily')).toHaveLength(1)
  })
})

describe('a multi-essence file', () => {
  it('is a flow with a container that collects a mono flow for every track', async () => {
    const store = await testStore()
    const engine = await testEngine({ url: store.url })
    const [id] = await engine.addPaths(await clip('picture-and-sound.mp4', await tempFolder()))
    await engine.atRest()
    const { flows, flowId } = engine.view(id!)
    const multi = await store.get(`/flows/${flowId}`)
    expect(multi).toMatchObject({ format: 'urn:x-nmos:format:multi', container: 'video/mp4' })
    expect(multi.flow_collection.map((it) => [it.role, it.container_mapping])).toEqual([
      ['video', { track_index: 0, format_track_index: 0, isobmff_container: { track_id: 1 } }],
      ['audio', { track_index: 1, format_track_index: 0, isobmff_container: { track_id: 2 } }],
    ])
    expect(flows.map((it) => it.format)).toEqual([
      'urn:x-nmos:format:multi',
      'urn:x-nmos:format:video',
      'urn:x-nmos:format:audio',
    ])
    const video = await store.get(`/flows/${multi.flow_collection[0]!.id}`)
    expect(video).toMatchObject({
      essence_parameters: { frame_width: 320, frame_height: 180, frame_rate: { numerator: 30000, denominator: 1001 } },
    })
    expect(video).not.toHaveProperty('container')
    expect(await store.get(`/sources/${multi.source_id}`)).toMatchObject({
      label: 'picture-and-sound',
      format: 'urn:x-nmos:format:multi',
    })
  })
})

describe('a file with its own clock', () => {
  it('starts at zero on its flow and says how far that is from its own time', async () => {
    const store = await testStore()
    const engine = await testEngine({ url: store.url })
    const [id] = await engine.addPaths(await clip('stream.ts', await tempFolder()))
    await engine.atRest()
    const [segment] = await store.list(`/flows/${engine.view(id!).flowId}/segments?include_object_timerange=true`)
    expect(segment).toMatchObject({
      timerange: '[0:0_1:0)',
      ts_offset: expect.stringMatching(/^-1:\d+$/),
      object_timerange: expect.stringMatching(/^\[1:\d+_2:\d+\)$/),
      last_duration: '0:40000000',
    })
  })
})

describe('what goes wrong', () => {
  it('with one file never stops the others', async () => {
    const store = await testStore()
    const engine = await testEngine({ url: store.url })
    const folder = await tempFolder()
    await writeFile(join(folder, 'empty.mov'), '')
    await writeFile(join(folder, 'letter.mov'), '%PDF-1.7')
    await clip('picture.mp4', folder)
    const ids = await engine.addPaths(folder)
    await engine.atRest()
    expect(Object.fromEntries(ids.map((id) => [engine.item(id).name, engine.state(id).name]))).toEqual({
      'empty.mov': 'failed',
      'letter.mov': 'failed',
      'picture.mp4': 'done',
    })
  })

  it('with the server holds the queue, spends no tries, and ends by itself when the server is back', async () => {
    const store = await testStore()
    const link = gate()
    const engine = await testEngine({ url: store.url, ports: { put: link.put } })
    const folder = await tempFolder()
    for (let n = 1; n <= 8; n += 1) await clip('picture.mp4', folder, `${n}.mp4`)
    const ids = await engine.addPaths(folder)
    await link.reached
    await store.stop()
    link.open()
    await engine.untilHeld()
    expect(engine.hold()).toMatchObject({ problem: { code: 'server-unreachable' }, needsPerson: false })
    expect(ids.map((id) => engine.state(id).name).filter((it) => it === 'failed')).toEqual([])
    await store.restart()
    await engine.atRest()
    expect(ids.map((id) => engine.state(id).name)).toEqual(ids.map(() => 'done'))
    expect(engine.holds.filter((it) => it === null)).toHaveLength(1)
    for (const id of ids) expect(await store.list(`/flows/${engine.view(id).flowId}/segments`)).toHaveLength(1)
  })

  it('because a link ran out is settled by asking for a new one', async () => {
    let aheadMs = 0
    const store = await testStore({ urlTtlSeconds: 60, nowMs: () => Date.now() + aheadMs })
    let isFirst = true
    const engine = await testEngine({
      url: store.url,
      ports: {
        put: async (what) => {
          if (!isFirst) return putObject(what)
          isFirst = false
          // The link is dead by the time that the store sees it.
          aheadMs = 61_000
          const refused = await putObject(what)
          aheadMs = 0
          return refused
        },
      },
    })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    await engine.atRest()
    expect(engine.state(id!).name).toBe('done')
    expect(store.seen.filter((it) => it.path.endsWith('/storage'))).toHaveLength(2)
  })

  it('because the file changed is noticed before half of each is registered', async () => {
    const store = await testStore()
    const link = gate()
    const engine = await testEngine({ url: store.url, ports: { put: link.put } })
    const path = await clip('picture.mp4', await tempFolder())
    const [id] = await engine.addPaths(path)
    await link.reached
    await appendFile(path, 'more')
    link.open()
    await engine.until(id!, 'failed')
    expect(engine.state(id!)).toMatchObject({ step: 'media', problem: { code: 'file-changed' } })
    engine.retry([id!])
    await engine.atRest()
    expect(engine.state(id!).name).toBe('done')
    expect(await store.sha256OfFlow(engine.view(id!).flowId!)).toBe(await sha256Of(path))
  })

  it('because the file is gone is told, and mended by putting it back', async () => {
    const store = await testStore()
    const engine = await testEngine({ url: store.url })
    const path = await clip('picture.mp4', await tempFolder())
    await copyFile(path, `${path}.kept`)
    const found = await findFiles([path], { recursive: false })
    if (!found.ok) throw new Error()
    await rm(path)
    const [id] = engine.add(found.value.files, { series: null, options: { duplicates: 'upload' } })
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'failed', problem: { code: 'file-missing' } })
    await copyFile(`${path}.kept`, path)
    engine.retry([id!])
    await engine.atRest()
    expect(engine.state(id!).name).toBe('done')
  })

  it('with a lost answer never registers a segment twice', async () => {
    const store = await testStore()
    const folder = await tempFolder()
    const first = await testEngine({ url: store.url, folder })
    const [id] = await first.addPaths(await clip('picture.mp4', await tempFolder()))
    await first.atRest()
    const item = first.item(id!)
    await first.close()
    // As if the process had died after the store said yes and before anybody wrote it down.
    const { openJournal } = await import('../../src-main/engine/journal/open-journal.ts')
    const journal = openJournal(folder)
    if (!journal.ok) throw new Error()
    journal.value.save([{ ...item, life: { state: { name: 'uploading', step: 'segment', attempt: 1 }, runId: 9 } }])
    journal.value.close()
    const second = await testEngine({ url: store.url, folder })
    await second.atRest()
    expect(second.state(id!).name).toBe('done')
    expect(await store.list(`/flows/${item.work.storedFlowId}/segments`)).toHaveLength(1)
  })
})

describe('what a person asks for', () => {
  it('pauses and resumes an upload', async () => {
    const store = await testStore()
    const link = gate()
    const engine = await testEngine({ url: store.url, ports: { put: link.put } })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    await link.reached
    engine.pause([id!])
    await engine.atRest()
    expect(engine.state(id!)).toEqual({ name: 'paused', step: 'media' })
    link.open()
    engine.resume([id!])
    await engine.until(id!, 'done')
    expect(await store.list(`/flows/${engine.view(id!).flowId}/segments`)).toHaveLength(1)
  })

  it('cancels an upload, which a late answer does not revive', async () => {
    const store = await testStore()
    const link = gate()
    const engine = await testEngine({
      url: store.url,
      ports: {
        put: async (what) => {
          await link.put({ ...what, signal: new AbortController().signal })
          return putObject(what)
        },
      },
    })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    await link.reached
    engine.cancel([id!])
    link.open()
    await engine.close()
    expect(engine.state(id!)).toMatchObject({ name: 'cancelled', step: 'media' })
    expect(await store.list(`/flows/${engine.item(id!).work.storedFlowId}/segments`)).toHaveLength(0)
  })

  it('removes an upload that is under way', async () => {
    const store = await testStore()
    const link = gate()
    const engine = await testEngine({ url: store.url, ports: { put: link.put } })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    await link.reached
    engine.remove([id!])
    await engine.atRest()
    expect(engine.items()).toHaveLength(0)
  })

  it('runs as many at once as there are places, in the order of the queue', async () => {
    const store = await testStore()
    let now = 0
    let most = 0
    const order: string[] = []
    const engine = await testEngine({
      url: store.url,
      concurrency: 2,
      ports: {
        put: async (what) => {
          order.push(what.path.slice(-5))
          most = Math.max(most, ++now)
          const done = await putObject(what)
          now -= 1
          return done
        },
      },
    })
    const folder = await tempFolder()
    for (let n = 1; n <= 6; n += 1) await clip('picture.mp4', folder, `${n}.mp4`)
    await engine.addPaths(folder)
    await engine.atRest()
    expect(most).toBeLessThanOrEqual(2)
    expect(order).toHaveLength(6)
  })

  it('moves items in the queue, and the order is kept', async () => {
    const store = await testStore()
    await store.stop()
    const folder = await tempFolder()
    const engine = await testEngine({ url: store.url, folder })
    const files = await tempFolder()
    for (let n = 1; n <= 4; n += 1) await clip('picture.mp4', files, `${n}.mp4`)
    const ids = await engine.addPaths(files)
    engine.move([ids[3]!, ids[2]!], ids[0]!)
    engine.move([ids[0]!], null)
    const names = () => engine.items().map((it) => it.name)
    expect(names()).toEqual(['3.mp4', '4.mp4', '2.mp4', '1.mp4'])
    await engine.close()
    const again = await testEngine({ url: store.url, folder })
    expect(again.items().map((it) => it.name)).toEqual(['3.mp4', '4.mp4', '2.mp4', '1.mp4'])
  })
})

describe('what is taken back', () => {
  it.each(['cancel', 'remove'] as const)('after a %s is as it was: paused, or waiting to be started', async (end) => {
    const store = await testStore()
    const folder = await tempFolder()
    const engine = await testEngine({ url: store.url, folder, upload: { waits: true } })
    const ids = await engine.addPaths(await clip('sound.wav', folder), await clip('picture.mp4', folder))
    for (const id of ids) await engine.until(id, 'ready')
    engine.pause([ids[1]!])
    const before = ids.map(engine.state)
    engine[end](ids)
    engine.restore(ids)
    expect(ids.map(engine.state)).toEqual(before)
    // Taken back once more, it changes nothing; nor does a cancel come back that was removed as one.
    engine.restore(ids)
    expect(ids.map(engine.state)).toEqual(before)
    engine.cancel(ids)
    engine.remove(ids)
    engine.restore(ids)
    expect(ids.map((id) => engine.state(id).name)).toEqual(['cancelled', 'cancelled'])
    expect(engine.items().map((it) => it.id)).toEqual(ids)
  })

  it('goes back where it was in the queue, however often others moved', async () => {
    const folder = await tempFolder()
    const engine = await testEngine({ url: 'http://127.0.0.1:1', folder, upload: { waits: true } })
    const files = await tempFolder()
    for (let n = 1; n <= 4; n += 1) await clip('picture.mp4', files, `${n}.mp4`)
    const [a, b, c, d] = await engine.addPaths(files)
    engine.remove([d!])
    for (let n = 0; n < 61; n += 1) engine.move([n % 2 ? b! : c!], n % 2 ? c! : b!)
    engine.restore([d!])
    expect(engine.items().map((it) => it.id)).toEqual([a, c, b, d])
    await engine.close()
    const again = await testEngine({ url: 'http://127.0.0.1:1', folder })
    expect(again.items().map((it) => it.id)).toEqual([a, c, b, d])
  })
})

describe('a restart', () => {
  it('continues what was under way, without asking and without a second flow', async () => {
    const store = await testStore()
    const folder = await tempFolder()
    const link = gate()
    const first = await testEngine({ url: store.url, folder, ports: { put: link.put } })
    const [id] = await first.addPaths(await clip('picture.mp4', await tempFolder()))
    await link.reached
    await first.close()
    const second = await testEngine({ url: store.url, folder })
    await second.atRest()
    expect(second.state(id!).name).toBe('done')
    expect(await store.list('/flows')).toHaveLength(1)
    expect(await store.list('/sources')).toHaveLength(1)
  })

  it('leaves a paused item paused', async () => {
    const store = await testStore()
    const folder = await tempFolder()
    const link = gate()
    const first = await testEngine({ url: store.url, folder, ports: { put: link.put } })
    const [id] = await first.addPaths(await clip('picture.mp4', await tempFolder()))
    await link.reached
    first.pause([id!])
    await first.close()
    const second = await testEngine({ url: store.url, folder })
    await second.atRest()
    expect(second.state(id!)).toEqual({ name: 'paused', step: 'media' })
  })

  it('against another server begins anew there, where nothing is on a timeline yet', async () => {
    const store = await testStore()
    const other = await testStore()
    const folder = await tempFolder()
    const link = gate()
    const first = await testEngine({ url: store.url, folder, ports: { put: link.put } })
    const [id] = await first.addPaths(await clip('picture.mp4', await tempFolder()))
    await link.reached
    await first.close()
    const second = await testEngine({ url: other.url, folder })
    await second.atRest()
    expect(second.state(id!)).toMatchObject({ name: 'done' })
    expect(await other.list(`/flows/${second.view(id!).flowId}/segments`)).toHaveLength(1)
    // Where nobody removes it: the server in use has never heard of it.
    expect(second.view(id!).abandoned).toMatchObject({ objects: [expect.any(String)], flows: [expect.any(String)] })
  })

  it('against another server asks, where some of it is on the timeline of the first', async () => {
    const store = await testStore()
    const other = await testStore()
    const folder = await tempFolder()
    const link = gate()
    let puts = 0
    const first = await testEngine({
      url: store.url,
      folder,
      upload: { segment: 1 },
      ports: { put: (what) => ((puts += 1) < 5 ? putObject(what) : link.put(what)) },
    })
    const [id] = await first.addPaths(await clip('eight-seconds.mp4', await tempFolder()))
    await link.reached
    await vi.waitFor(() => expect(first.view(id!).onTimeline).toBeGreaterThan(0), patiently)
    await first.close()
    const second = await testEngine({ url: other.url, folder })
    await second.atRest()
    expect(second.state(id!)).toMatchObject({ name: 'failed', problem: { code: 'other-server' } })
    expect(await other.list('/flows')).toHaveLength(0)
    second.retry([id!])
    await second.atRest()
    expect(second.state(id!)).toMatchObject({ name: 'done' })
    expect(await other.list(`/flows/${second.view(id!).flowId}/segments`)).toHaveLength(8)
  })
})

describe('a store that lost what an upload was writing to', () => {
  /** A file in eight pieces, whose flow is removed by somebody before the piece of that number is sent. */
  async function uploadLosingItsFlow(before: number) {
    const store = await testStore()
    let puts = 0
    const engine: TestEngine = await testEngine({
      url: store.url,
      upload: { segment: 1 },
      ports: {
        put: async (what) => {
          puts += 1
          if (puts === before) {
            if (before > 1) await vi.waitFor(() => expect(engine.view(id!).onTimeline).toBeGreaterThan(0), patiently)
            await fetch(`${store.url}/flows/${engine.item(id!).work.storedFlowId}`, { method: 'DELETE' })
          }
          return putObject(what)
        },
      },
    })
    const [id] = await engine.addPaths(await clip('eight-seconds.mp4', await tempFolder()))
    await engine.atRest()
    return { store, engine, id: id! }
  }

  it('is given it anew by itself, where nothing was on the timeline', async () => {
    const { store, engine, id } = await uploadLosingItsFlow(1)
    expect(engine.state(id)).toMatchObject({ name: 'done' })
    expect(await store.list(`/flows/${engine.view(id).flowId}/segments`)).toHaveLength(8)
  })

  it('is given it anew when a person says so, where some of it was', async () => {
    const { store, engine, id } = await uploadLosingItsFlow(4)
    expect(engine.state(id)).toMatchObject({ name: 'failed', problem: { code: 'flow-gone' } })
    engine.retry([id])
    await engine.atRest()
    expect(engine.state(id)).toMatchObject({ name: 'done' })
    expect(await store.list(`/flows/${engine.view(id).flowId}/segments`)).toHaveLength(8)
  })
})

describe('a store that was emptied between two files of a series', () => {
  it('has the series by its name again with the second one', async () => {
    const store = await testStore()
    const engine = await testEngine({ url: store.url })
    const folder = await tempFolder()
    for (const name of ['1.mp4', '2.mp4']) await clip('picture-and-sound.mp4', folder, name)
    const [first, second] = await addSeries(engine, folder, {}, { waits: true })
    for (const id of [first!, second!]) await engine.until(id, 'ready')
    engine.start([first!])
    await engine.until(first!, 'done')
    const names = async () => (await store.list('/sources')).map(nameOf).sort()
    const before = await names()
    await store.stop()
    await rm(store.folder, { recursive: true })
    await store.restart()
    engine.start([second!])
    await engine.until(second!, 'done')
    expect(before).toEqual(['Season 1', 'Season 1 · audio', 'Season 1 · video'])
    expect(await names()).toEqual(before)
  })
})

describe('a store that wants to know who we are', () => {
  it.each(['bearer', 'url-token'] as const)('is satisfied by a %s', async (kind) => {
    const store = await testStore({ requireToken: 'let-me-in' })
    const engine = await testEngine({ url: store.url, connection: { auth: { kind } }, secret: 'let-me-in' })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    await engine.atRest()
    expect(engine.state(id!).name).toBe('done')
  })

  it('refuses the wrong token, and that is said once and not tried again', async () => {
    const store = await testStore({ requireToken: 'let-me-in' })
    const engine = await testEngine({ url: store.url, connection: { auth: { kind: 'bearer' } }, secret: 'wrong' })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    await engine.atRest()
    expect(engine.state(id!).name).toBe('queued')
    expect(engine.hold()).toMatchObject({ problem: { code: 'not-authorised' }, needsPerson: true })
    expect(store.seen).toHaveLength(1)
  })
})
