import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failed } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { parseTimeRange } from '../../src-shared/time/timerange.ts'
import type { EnginePorts } from '../../src-main/engine/ports.ts'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import { cutMedia, findFfmpeg, findFfprobe } from '../../src-main/media/index.ts'
import { putObject, type PutObject } from '../../src-main/transfer/index.ts'
import { clip, largeClip, type ClipName } from '../helpers/clips.ts'
import { frameHashes } from '../helpers/frame-hashes.ts'
import { serverBetween } from '../helpers/server-between.ts'
import { urlOf, type StoreDoc } from '../helpers/store-doc.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine, type TestEngineOptions } from '../helpers/test-engine.ts'
import { testStore, type TestStore } from '../helpers/test-store.ts'

const GIB = 1024 ** 3

async function cutClip(name: ClipName, more: Partial<TestEngineOptions> = {}) {
  const store = await testStore()
  const path = await clip(name, await tempFolder())
  const engine = await testEngine({ url: store.url, upload: { segment: 2 }, ...more })
  const [id] = await engine.addPaths(path)
  return { store, path, engine, id: id! }
}

/** The flow's segments in the order of time, with their objects as a reader fetches them. */
async function readBack(store: TestStore, flowId: string) {
  const segments = (await store.list(`/flows/${flowId}/segments?limit=1000`)).toSorted((a, b) =>
    Number(startOf(a) - startOf(b)),
  )
  const folder = await tempFolder()
  const paths = await Promise.all(
    segments.map(async (it, index) => {
      const path = join(folder, `${index}`)
      await writeFile(path, Buffer.from(await (await fetch(urlOf(it))).arrayBuffer()))
      return path
    }),
  )
  return { segments, paths }
}

const rangeOf = (segment: StoreDoc) => parseTimeRange(segment.timerange)!
const startOf = (segment: StoreDoc) => rangeOf(segment).start!

const neverCut: EnginePorts['cut'] = async function* () {
  yield await Promise.resolve(failed(problem('cannot-cut', { limit: '5 GiB' }, 'for a reason that only ffmpeg knows')))
}

describe('a file that is cut', () => {
  it.each([
    ['eight-seconds.mp4', 'video/mp4'],
    ['eight-seconds.mkv', 'video/mp4'],
    ['eight-seconds.ts', 'video/mp2t'],
    ['eight-seconds.mov', 'video/quicktime'],
    ['eight-seconds.wav', 'video/quicktime'],
    ['eight-seconds.m4a', 'audio/mp4'],
    ['eight-seconds.vob', 'video/mp4'],
    ['eight-seconds.avi', 'video/mp4'],
    ['eight-seconds.mxf', 'video/quicktime'],
  ] as const)(
    'from %s lies on its flow without gap or overlap, and has every picture and every packet of sound',
    async (name, container) => {
      const { store, path, engine, id } = await cutClip(name)
      await engine.atRest()
      expect(engine.state(id)).toMatchObject({ name: 'done' })
      const { flowId } = engine.view(id)
      const { segments, paths } = await readBack(store, flowId!)
      expect(segments.length).toBeGreaterThan(2)
      expect(startOf(segments[0]!)).toBe(0n)
      for (const [index, segment] of segments.slice(1).entries())
        expect(startOf(segment)).toBe(rangeOf(segments[index]!).end)
      const { facts } = engine.item(id)
      const whole = parseTimeRange(facts!.timerange)!
      expect(rangeOf(segments.at(-1)!).end).toBe(whole.end! - whole.start!)
      expect(await store.get(`/flows/${flowId}`)).toMatchObject({
        container,
        segment_duration: { numerator: 2, denominator: 1 },
      })
      const kinds = new Set(facts!.tracks.map((it) => it.kind))
      if (kinds.has('video')) expect(await frameHashes(paths, 'video')).toEqual(await frameHashes([path], 'video'))
      if (kinds.has('audio')) expect(await frameHashes(paths, 'audio')).toEqual(await frameHashes([path], 'audio'))
    },
  )

  it('asks for several places at once, registers what arrived together, and has receipts of all objects', async () => {
    const { store, engine, id } = await cutClip('eight-seconds.mp4', { upload: { segment: 1 } })
    await engine.atRest()
    const count = (await store.list(`/flows/${engine.view(id).flowId}/segments`)).length
    expect(engine.pieces(id).map((it) => [it.index, it.state === 'registered', it.proof])).toEqual(
      Array.from({ length: count }, (_, index) => [index, true, 'etag']),
    )
    expect(engine.view(id).onTimeline).toBe(count)
    expect(store.seen.filter((it) => it.path.endsWith('/storage')).length).toBeLessThan(count)
  })

  it('never holds more than a few pieces on the disk, and none afterwards', async () => {
    const folder = await tempFolder()
    let most = 0
    const put = async (what: PutObject) => {
      // Time for the cutter to run ahead in. On a busy machine it gets less far: that asks less, and is never wrong.
      await new Promise((resolve) => {
        setTimeout(resolve, 40)
      })
      most = Math.max(most, (await readdir(join(what.path, '..'))).length)
      return putObject(what)
    }
    const { engine, id } = await cutClip('eight-seconds.mov', { folder, ports: { put }, upload: { segment: 1 } })
    await engine.atRest()
    expect(engine.state(id).name).toBe('done')
    expect(engine.pieces(id)).toHaveLength(8)
    // Three on their way, one that waits for its turn, one whose end is not known yet, one being read, one being
    // written.
    expect(most).toBeLessThanOrEqual(7)
    expect(await readdir(join(folder, 'pieces'))).toEqual([])
  })

  it('goes on at the piece where it was when the process ended, and no piece is there twice', async () => {
    const folder = await tempFolder()
    const store = await testStore()
    const path = await clip('eight-seconds.mp4', await tempFolder())
    let puts = 0
    const reached = Promise.withResolvers<null>()
    const first = await testEngine({
      url: store.url,
      folder,
      upload: { segment: 1 },
      ports: {
        put: (what) => {
          puts += 1
          if (puts < 5) return putObject(what)
          reached.resolve(null)
          return new Promise((resolve) =>
            what.signal.addEventListener('abort', () => resolve(failed(problem('connection-lost')))),
          )
        },
      },
    })
    const [id] = await first.addPaths(path)
    await reached.promise
    await first.close()
    let more = 0
    const second = await testEngine({
      url: store.url,
      folder,
      ports: {
        put: (what) => {
          more += 1
          return putObject(what)
        },
      },
    })
    await second.atRest()
    expect(second.state(id!).name).toBe('done')
    const { segments, paths } = await readBack(store, second.view(id!).flowId!)
    expect(more).toBeLessThan(segments.length)
    expect(await frameHashes(paths, 'video')).toEqual(await frameHashes([path], 'video'))
  })

  it('sends one piece again where its line broke, and not the others', async () => {
    const sent = new Map<string, number>()
    const put = (what: PutObject) => {
      const tries = (sent.get(what.path) ?? 0) + 1
      sent.set(what.path, tries)
      return tries === 1 && what.path.includes('000001')
        ? Promise.resolve(failed(problem('connection-lost')))
        : putObject(what)
    }
    const { engine, id } = await cutClip('eight-seconds.mp4', { ports: { put } })
    await engine.atRest()
    expect(engine.state(id).name).toBe('done')
    expect([...sent.values()].toSorted()).toEqual([...Array.from({ length: sent.size - 1 }, () => 1), 2])
    expect(engine.view(id).abandoned.objects).toEqual([])
  })

  it('registers the rest where a store refused some of many', async () => {
    const store = await testStore()
    let refused = 0
    // Answers once that nothing of a list was taken.
    const url = await serverBetween(store.url, {
      instead: ({ method, url: path }) => {
        if (method !== 'POST' || !path?.endsWith('/segments') || refused > 0) return null
        refused += 1
        const error = { type: 'x', summary: 'not now', time: '' }
        return { status: 200, body: { failed_segments: [{ object_id: 'x', error }] } }
      },
    })
    const engine = await testEngine({ url, upload: { segment: 2 } })
    const [id] = await engine.addPaths(await clip('eight-seconds.mp4', await tempFolder()))
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'done' })
    expect(refused).toBe(1)
    expect(engine.pieces(id!).every((it) => it.state === 'registered')).toBe(true)
  })

  it('is put on a guide\u2019s and a VAST server\u2019s timeline as well', async () => {
    for (const dialect of ['guide', 'vast'] as const) {
      const store = await testStore({ dialect })
      const engine = await testEngine({ url: store.url, upload: { segment: 2 } })
      const [id] = await engine.addPaths(await clip('eight-seconds.mp4', await tempFolder()))
      await engine.atRest()
      expect(engine.state(id!)).toMatchObject({ name: 'done' })
      expect((await store.list(`/flows/${engine.view(id!).flowId}/segments`)).length).toBe(engine.pieces(id!).length)
    }
  })

  it('that is larger than one link carries is cut unasked; whole, it says so before a byte is sent', async () => {
    const store = await testStore()
    const path = await largeClip(await tempFolder(), 'six.mp4', 6 * GIB)
    // Unverified: six gigabytes of nothing need no digest.
    const engine = await testEngine({ url: store.url, upload: { verify: false } })
    const [id] = await engine.addPaths(path)
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'done' })
    const whole = await testEngine({ url: store.url, upload: { segment: 'off' } })
    const asked = store.seen.length
    const [other] = await whole.addPaths(path)
    await whole.atRest()
    expect(whole.state(other!)).toMatchObject({ name: 'failed', problem: { code: 'file-too-large' } })
    expect(store.seen.slice(asked).filter((it) => it.method !== 'GET')).toEqual([])
  })

  it.each([
    ['is known to lose by any wrapper', 'uncuttable.webm', {}],
    ['is known to lose one track of', 'eight-seconds.wmv', {}],
    ['cannot be cut for another reason', 'eight-seconds.mp4', { ports: { cut: neverCut } }],
  ] as const)('that %s says so before anything is made in the store', async (_, name, more) => {
    const { engine, id, store } = await cutClip(name, more)
    await engine.atRest()
    expect(engine.state(id)).toMatchObject({ name: 'failed', problem: { code: 'cannot-cut' } })
    expect(store.seen.filter((it) => it.method !== 'GET')).toEqual([])
  })

  it('is tried once before anything is made in the store, and not again when the store was away', async () => {
    const store = await testStore({ dialect: 'guide' })
    let refused = 0
    const url = await serverBetween(store.url, {
      instead: ({ method }) => {
        if (method === 'GET' || refused > 0) return null
        refused += 1
        return { status: 503, body: {} }
      },
    })
    const tools = { ffmpeg: await findFfmpeg(), ffprobe: await findFfprobe() }
    const folder = join(await tempFolder(), 'pieces')
    const madeWhenCut: number[] = []
    const engine = await testEngine({
      url,
      upload: { segment: 2 },
      ports: {
        cut: ({ seconds, ...what }) => {
          madeWhenCut.push(store.seen.filter((it) => it.method !== 'GET').length)
          return cutMedia(tools, { ...what, seconds: seconds ?? 2, folder })
        },
      },
    })
    const [id] = await engine.addPaths(await clip('eight-seconds.mp4', await tempFolder()))
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'done' })
    expect(refused).toBe(1)
    expect(madeWhenCut).toEqual([0, expect.any(Number)])
  })

  it('is not done where its pieces together are not as long as it is', async () => {
    const tools = { ffmpeg: await findFfmpeg(), ffprobe: await findFfprobe() }
    const folder = join(await tempFolder(), 'pieces')
    const { engine, id, store } = await cutClip('eight-seconds.mp4', {
      ports: {
        // The pieces of four seconds, of which nobody noticed that they are not all.
        cut: async function* ({ seconds, ...what }) {
          for await (const it of cutMedia(tools, { ...what, seconds: seconds ?? 2, folder })) {
            if (it.ok && it.value.index > 1) return
            yield it
          }
        },
      },
    })
    await engine.atRest()
    expect(engine.state(id)).toMatchObject({
      name: 'failed',
      problem: { code: 'cannot-cut', detail: expect.stringContaining('the last piece lies at') },
    })
    expect((await store.list(`/flows/${engine.view(id).flowId}/segments`)).length).toBeLessThan(2)
  })

  it('leaves its objects with its receipt when it is removed, and none where nothing was uploaded', async () => {
    const { engine, id } = await cutClip('eight-seconds.mp4')
    await engine.atRest()
    const refused = failed(problem('store-too-large'))
    const broken = await cutClip('eight-seconds.mp4', { ports: { put: () => Promise.resolve(refused) } })
    await broken.engine.atRest()
    for (const [{ engine: one, id: removed }, count] of [
      [{ engine, id }, 4],
      [broken, 0],
    ] as const) {
      expect(one.objects(removed)).not.toEqual([])
      one.remove([removed])
      await one.close()
      const journal = openJournal(one.folder)
      if (!journal.ok) throw new Error()
      expect(journal.value.objects(removed)).toHaveLength(count)
      journal.value.close()
    }
  })
})
