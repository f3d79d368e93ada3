import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { putObject } from '../../src-main/transfer/index.ts'
import { clip } from '../helpers/clips.ts'
import { serverBetween, type Between } from '../helpers/server-between.ts'
import type { StoreDoc } from '../helpers/store-doc.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine, type TestEngineOptions } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

const skipping = { segment: 2, duplicates: 'skip' } as const

const readsTimeline = ({ method, url }: IncomingMessage): boolean => method === 'GET' && /\/segments(\?|$)/.test(url!)

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

describe('a store that was emptied between a registration and the look at the timeline', () => {
  it('is sent the file once more, by itself', async () => {
    let gone: string | null = null
    const { engine, id, onTimeline } = await uploadPieces(
      {
        instead: (request) => {
          const [flow] = /^\/flows\/[^/]+/.exec(request.url!) ?? []
          if (readsTimeline(request) && request.url!.includes('accept_get_urls')) gone ??= flow ?? null
          return flow !== undefined && flow === gone ? { status: 404, body: { summary: 'no such flow' } } : null
        },
      },
      { upload: { segment: 'off' } },
    )
    expect(gone).not.toBeNull()
    expect(engine.state(id).name).toBe('done')
    expect(`/flows/${engine.item(id).work.flowId}`).not.toBe(gone)
    expect(await onTimeline()).toHaveLength(1)
  })
})

describe('a timeline that is older than what is on it', () => {
  it.each([
    [1, 'off'],
    [3, 'off'],
    [5, 'off'],
    [1, 2],
    [3, 2],
    [6, 2],
    [8, 2],
  ] as const)('for %i looks is looked at again, with segments: %s', async (looks, segment) => {
    let looked = 0
    const { engine, id, onTimeline } = await uploadPieces(
      { altered: (request, answer) => (readsTimeline(request) && (looked += 1) <= looks ? '[]' : answer) },
      { upload: { segment } },
    )
    expect(engine.state(id).name).toBe('done')
    expect(await onTimeline()).toHaveLength(engine.pieces(id).length)
    expect(engine.objects(id)).toHaveLength(engine.pieces(id).length)
  })
})

describe('a repeated registration', () => {
  it('that is refused with 409 may be there, and is looked for again', async () => {
    let looked = 0
    let registered = 0
    const { engine, id } = await uploadPieces(
      {
        altered: (request, answer) => (readsTimeline(request) && (looked += 1) <= 6 ? '[]' : answer),
        instead: ({ method, url }) =>
          method === 'POST' && url!.endsWith('/segments') && (registered += 1) > 1 ? { status: 409, body: {} } : null,
      },
      { upload: { segment: 'off' } },
    )
    expect(engine.state(id).name).toBe('done')
  })
})

describe('a timeline', () => {
  const withTimes = (change: (it: StoreDoc) => object): Between => ({
    altered: (request, answer) =>
      readsTimeline(request)
        ? JSON.stringify((JSON.parse(answer) as StoreDoc[]).map((it) => ({ ...it, ...change(it) })))
        : answer,
  })

  it('that has all pieces at one time has nothing that is done', async () => {
    const { engine, id } = await uploadPieces(withTimes(() => ({ timerange: '[0:0_2:335666667)' })))
    expect(engine.state(id)).toMatchObject({ name: 'failed', problem: { code: 'segment-forgotten' } })
  })

  it.each([
    ['without times', { timerange: null }],
    ['with times in words of its own', { timerange: 'from 0 to 8' }],
    ['whose objects have links of another form', { get_urls: ['link'] }],
    ['whose objects have links without an address', { get_urls: [{ label: 'no address' }] }],
  ])('%s is believed', async (_, change) => {
    const { engine, id } = await uploadPieces(
      withTimes(() => change),
      { upload: { segment: 'off' } },
    )
    expect(engine.state(id).name).toBe('done')
  })

  it('that is somewhere else is not believed unseen', async () => {
    const { engine, id } = await uploadPieces(
      {
        instead: ({ method, url }) =>
          /\/segments(\?|$)/.test(url!) ? { status: method === 'GET' ? 302 : 201, body: {} } : null,
      },
      { upload: { segment: 'off' } },
    )
    expect(engine.state(id)).toMatchObject({ name: 'failed', problem: { code: 'request-refused' } })
  })

  it('in whole milliseconds is believed', async () => {
    const rounded = (it: StoreDoc) => ({ timerange: it.timerange.replaceAll(/:(\d+)\d{6}\b/g, ':$1000000') })
    const { engine, id } = await uploadPieces(withTimes(rounded))
    expect(engine.state(id).name).toBe('done')
  })

  it('on which others wrote what is none is read all the same', async () => {
    const { engine, id } = await uploadPieces(
      {
        altered: (request, answer) =>
          readsTimeline(request) ? JSON.stringify([{ object_id: 5 }, ...(JSON.parse(answer) as StoreDoc[])]) : answer,
      },
      { upload: { segment: 'off' } },
    )
    expect(engine.state(id).name).toBe('done')
  })
})

describe('a token that may write and not read', () => {
  const writeOnly: Between = {
    instead: (request) => (readsTimeline(request) ? { status: 403, body: { summary: 'not for you' } } : null),
  }

  it('brings all pieces, one a request, because nobody can see what became of a list', async () => {
    let arrived = 0
    let letGo: () => void = () => undefined
    const together = new Promise<void>((resolve) => (letGo = resolve))
    const { engine, id, onTimeline, store } = await uploadPieces(writeOnly, {
      ports: {
        put: async (what) => {
          const stored = await putObject(what)
          if ((arrived += 1) === 3) letGo()
          await together
          return stored
        },
      },
    })
    expect(engine.state(id).name).toBe('done')
    expect(await onTimeline()).toHaveLength(engine.pieces(id).length)
    expect(store.seen.filter((it) => it.method === 'POST' && it.path.endsWith('/segments'))).toHaveLength(
      engine.pieces(id).length,
    )
  })

  it('brings what no checksum proves, and the receipt says so', async () => {
    const { engine, id } = await uploadPieces(writeOnly, {
      upload: { segment: 'off' },
      ports: {
        put: async (what) => {
          const stored = await putObject(what)
          return stored.ok ? { ok: true, value: { ...stored.value, etag: null, isProven: false } } : stored
        },
      },
    })
    expect(engine.state(id).name).toBe('done')
    expect(engine.view(id).objects).toMatchObject([{ proof: 'none' }])
  })

  it('does not bring what a checksum says is something else', async () => {
    const { engine, id } = await uploadPieces(writeOnly, {
      upload: { segment: 'off' },
      ports: {
        put: async (what) => {
          const stored = await putObject(what)
          return stored.ok ? { ok: true, value: { ...stored.value, isProven: false, isDoubted: true } } : stored
        },
      },
    })
    expect(engine.state(id)).toMatchObject({ name: 'failed', problem: { code: 'checksum-mismatch' } })
  })
})
