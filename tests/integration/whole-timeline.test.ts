import { describe, expect, it } from 'vitest'
import { clip } from '../helpers/clips.ts'
import { serverBetween, type Between } from '../helpers/server-between.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine, type TestEngineOptions } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

const skipping = { segment: 2, duplicates: 'skip' } as const

/** Uploads a clip of eight seconds in pieces of two through a server in between. */
async function uploadPieces(between: Between, options: Partial<TestEngineOptions> = {}) {
  const store = await testStore()
  const url = await serverBetween(store.url, between)
  const folder = await tempFolder()
  const path = await clip('eight-seconds.mp4', folder)
  const engine = await testEngine({ url, upload: { segment: 2 }, ...options })
  const [id] = (await engine.addPaths(path)) as [string]
  await engine.atRest()
  const flow = `/flows/${engine.item(id).work.flowId}`
  return { engine, id, store, path, flow, onTimeline: () => store.list(`${flow}/segments`) }
}

describe('a file whose pieces were removed from the store', () => {
  it.each(['all', 'the first', 'the last'])('%s of them is not already there', async (which) => {
    const { engine, id, store, path, flow, onTimeline } = await uploadPieces({}, { upload: skipping })
    expect(engine.state(id).name).toBe('done')
    const segments = await onTimeline()
    const chosen = { all: segments, 'the first': segments.slice(0, 1), 'the last': segments.slice(-1) }[which]!
    for (const { object_id: object, timerange } of chosen)
      await fetch(`${store.url}${flow}/segments?object_id=${String(object)}&timerange=${timerange}`, {
        method: 'DELETE',
      })
    const [again] = (await engine.addPaths(path)) as [string]
    await engine.atRest()
    expect(engine.item(again).work.isAlreadyThere).toBe(false)
    expect(engine.state(again).name).toBe('done')
    expect(await store.list(`/flows/${engine.item(again).work.flowId}/segments`)).toHaveLength(segments.length)
  })

  it('is already there while none of them was', async () => {
    const { engine, path } = await uploadPieces({}, { upload: skipping })
    const [again] = (await engine.addPaths(path)) as [string]
    await engine.atRest()
    expect(engine.item(again).work.isAlreadyThere).toBe(true)
  })
})
