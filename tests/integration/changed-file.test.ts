import { once } from 'node:events'
import { appendFile, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { samplePositions } from '../../src-main/engine/item/fingerprint.ts'
import { ok } from '../../src-shared/outcome.ts'
import { cutMedia, findFfmpeg, findFfprobe, type PieceFile } from '../../src-main/media/index.ts'
import { putObject, type PutObject } from '../../src-main/transfer/index.ts'
import type { UploadOptions } from '../../src-shared/item/item.ts'
import { clip, type ClipName } from '../helpers/clips.ts'
import { serverBetween } from '../helpers/server-between.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine, type TestEngine } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

/** An upload that is held from one of its PUTs on, counted from 1, until the test lets it go on. */
async function heldUpload(name: ClipName, { at, segment }: { at: number; segment: UploadOptions['segment'] }) {
  const store = await testStore()
  /** Places by flow, as the server gave them. */
  const placesOf = new Map<string, string[]>()
  const url = await serverBetween(store.url, {
    onAnswer: ({ url: path = '' }, answer) => {
      const flow = /\/flows\/([^/]+)\/storage/.exec(path)?.[1]
      if (flow === undefined) return
      const ids = [...answer.matchAll(/"object_id":\s*"([^"]+)"/g)].map((it) => it[1]!)
      placesOf.set(flow, [...(placesOf.get(flow) ?? []), ...ids])
    },
  })
  const path = await clip(name, await tempFolder())
  const reached = Promise.withResolvers<null>()
  const go = Promise.withResolvers<null>()
  let puts = 0
  const engine = await testEngine({
    url,
    upload: { segment },
    ports: {
      put: async (what: PutObject) => {
        puts += 1
        if (puts < at) return putObject(what)
        reached.resolve(null)
        await Promise.race([go.promise, once(what.signal, 'abort')])
        return putObject(what)
      },
    },
  })
  const [id] = await engine.addPaths(path)
  await reached.promise
  return { store, placesOf, path, engine, id: id!, go: () => go.resolve(null), puts: () => puts }
}

const touch = (path: string) => utimes(path, new Date(), new Date(Date.now() + 3_600_000))

async function editByte(path: string, positionOf: (size: number) => number): Promise<void> {
  const bytes = await readFile(path)
  bytes[positionOf(bytes.length)]! ^= 0xff
  await writeFile(path, bytes)
  await touch(path)
}

/** Another byte in the second of eight pieces, where no sample is taken. */
const betweenSamples = (size: number) => samplePositions(size)[2]! + 64 * 1024 + 100

async function untilChanged(engine: TestEngine, id: string): Promise<void> {
  await engine.until(id, 'failed')
  expect(engine.state(id)).toMatchObject({ problem: { code: 'file-changed' } })
}

async function retried(engine: TestEngine, id: string): Promise<void> {
  engine.retry([id])
  await engine.atRest()
}

describe('a file that changed after its flow was made', () => {
  it('gets a flow of its own, and the empty one is removed from the store', async () => {
    const { store, path, engine, id, go } = await heldUpload('picture.mp4', { at: 1, segment: 'off' })
    await appendFile(path, 'more')
    go()
    await untilChanged(engine, id)
    await retried(engine, id)
    expect(engine.state(id).name).toBe('done')
    expect(await store.list('/flows')).toHaveLength(1)
    expect(engine.view(id).abandoned).toMatchObject({ flows: [], objects: [expect.any(String)] })
  })

  it('leaves a flow alone that has pieces of the old one', async () => {
    const { store, path, engine, id, go } = await heldUpload('eight-seconds.wav', { at: 4, segment: 1 })
    const before = engine.view(id).flowId!
    await appendFile(path, 'more')
    go()
    await untilChanged(engine, id)
    const earlier = await store.list(`/flows/${before}/segments`)
    expect(earlier.length).toBeGreaterThan(0)
    await retried(engine, id)
    expect(engine.state(id).name).toBe('done')
    const { flowId, abandoned } = engine.view(id)
    expect(flowId).not.toBe(before)
    expect(abandoned.flows).toContain(before)
    expect(await store.list(`/flows/${before}/segments`)).toHaveLength(earlier.length)
  })

  it('uses no place that was asked for the old flow', async () => {
    const { placesOf, path, engine, id, go } = await heldUpload('eight-seconds.wav', { at: 2, segment: 1 })
    await appendFile(path, 'more')
    go()
    await untilChanged(engine, id)
    await retried(engine, id)
    expect(engine.state(id).name).toBe('done')
    for (const { objectId } of engine.pieces(id)) expect(placesOf.get(engine.view(id).flowId!)).toContain(objectId)
  })
})

describe('a file of the same size with another content', () => {
  it('is left to a person, and is not sent under the names of the old one', async () => {
    const { store, path, engine, id, go } = await heldUpload('eight-seconds.wav', { at: 1, segment: 'off' })
    await editByte(path, (size) => samplePositions(size)[2]! + 1)
    go()
    await engine.atRest()
    expect(engine.state(id)).toMatchObject({ name: 'failed', problem: { code: 'file-changed' } })
    expect(await store.list(`/flows/${engine.view(id).flowId}/segments`)).toEqual([])
  })
})

describe('a file that was merely touched', () => {
  it('goes on with the flow that was made for it', async () => {
    const { store, path, engine, id, go } = await heldUpload('picture.mp4', { at: 1, segment: 'off' })
    const before = engine.view(id).flowId
    await touch(path)
    go()
    await engine.atRest()
    expect(engine.view(id)).toMatchObject({
      ...{ state: { name: 'done' }, flowId: before, abandoned: { flows: [] } },
      troubles: [],
    })
    expect(await store.list('/flows')).toHaveLength(1)
  })

  it('goes on at the piece where it was', async () => {
    const { store, path, engine, id, go, puts } = await heldUpload('eight-seconds.mp4', { at: 4, segment: 1 })
    const before = engine.view(id).flowId
    await touch(path)
    go()
    await engine.atRest()
    expect(engine.view(id)).toMatchObject({
      ...{ state: { name: 'done' }, flowId: before, abandoned: { flows: [] } },
      troubles: [],
    })
    const pieces = engine.pieces(id)
    expect(await store.list(`/flows/${before}/segments?limit=1000`)).toHaveLength(pieces.length)
    // Three were in the store, three more were perhaps on their way.
    expect(puts()).toBeLessThan(2 * pieces.length)
  })

  it('is left to a person where it is touched whenever it is sent: somebody is writing', async () => {
    const store = await testStore()
    const path = await clip('picture.mp4', await tempFolder())
    let puts = 0
    const engine = await testEngine({
      url: store.url,
      ports: {
        put: async (what) => {
          if (++puts < 10) await utimes(path, new Date(), new Date(Date.now() + puts * 60_000))
          return putObject(what)
        },
      },
    })
    const [id] = await engine.addPaths(path)
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'failed', problem: { code: 'file-changed' } })
    expect(puts).toBe(5)
  })
})

describe('a file in which a byte changed that no sample shows', () => {
  it('begins anew once a piece is found to be another, and nothing is mixed', async () => {
    const { store, path, engine, id, go } = await heldUpload('eight-seconds.wav', { at: 4, segment: 1 })
    const before = engine.view(id).flowId!
    await editByte(path, betweenSamples)
    go()
    // It is read again, found to be perhaps the same, and then a piece says that it is not.
    await untilChanged(engine, id)
    const earlier = await store.list(`/flows/${before}/segments?limit=1000`)
    await retried(engine, id)
    expect(engine.state(id).name).toBe('done')
    expect(engine.view(id).flowId).not.toBe(before)
    expect(engine.view(id).abandoned.flows).toContain(before)
    expect((await store.list(`/flows/${before}/segments?limit=1000`)).length).toBeLessThanOrEqual(earlier.length + 3)
  })
})

describe('a file that gives fewer pieces than were begun', () => {
  it('says that it changed, and begins anew with a retry', async () => {
    const { store, path, engine: first, id } = await heldUpload('eight-seconds.wav', { at: 4, segment: 1 })
    const before = first.view(id).flowId!
    await first.close()
    const tools = { ffmpeg: await findFfmpeg(), ffprobe: await findFfprobe() }
    const engine = await testEngine({
      url: first.item(id).work.server!,
      folder: first.folder,
      ports: {
        cut: async function* ({ itemId, seconds, follow: _, ...what }) {
          const folder = join(first.folder, 'pieces', itemId)
          let third: PieceFile | null = null
          let end = 0n
          for await (const piece of cutMedia(tools, { ...what, folder, seconds: seconds! })) {
            if (!piece.ok || piece.value.index < 2) yield piece
            else third ??= piece.value
            if (piece.ok) end = piece.value.times!.end
          }
          // One that is as long as all the rest was.
          yield ok({ ...third!, times: { ...third!.times!, end, coveredEnd: end } })
        },
      },
    })
    await untilChanged(engine, id)
    await retried(engine, id)
    expect(engine.item(id).path).toBe(path)
    expect(engine.state(id).name).toBe('done')
    expect(engine.view(id).flowId).not.toBe(before)
    expect(await store.list(`/flows/${engine.view(id).flowId}/segments`)).toHaveLength(3)
  })
})
