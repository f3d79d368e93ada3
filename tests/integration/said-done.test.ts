import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import { putObject, type PutObject } from '../../src-main/transfer/index.ts'
import { clip } from '../helpers/clips.ts'
import { localServer } from '../helpers/local-server.ts'
import { serverBetween, type Between } from '../helpers/server-between.ts'
import type { StoreDoc } from '../helpers/store-doc.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine, type TestEngineOptions } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

const registers = ({ method, url }: IncomingMessage): boolean => method === 'POST' && url!.endsWith('/segments')
const asksForPlaces = ({ url }: IncomingMessage): boolean => url!.endsWith('/storage')

/** Uploads a clip of eight seconds, once or one time after the other, in pieces of two through a server in between. */
async function uploadPieces(between: Between, options: Partial<TestEngineOptions> = {}, clips = 1) {
  const store = await testStore()
  const url = await serverBetween(store.url, between)
  const engine = await testEngine({ url, upload: { segment: 2 }, ...options })
  const folder = await tempFolder()
  const ids: string[] = []
  for (let n = 0; n < clips; n += 1) {
    ids.push(...(await engine.addPaths(await clip('eight-seconds.mp4', folder))))
    await engine.atRest()
  }
  const [id] = ids as [string]
  const onTimeline = async () => store.list(`/flows/${engine.item(id).work.flowId}/segments`)
  return { engine, id, ids, store, onTimeline }
}

describe('a server that gives one object for several pieces', () => {
  const alike = (places: StoreDoc) => {
    const [first] = places['media_objects'] as StoreDoc[]
    return { ...places, media_objects: (places['media_objects'] as StoreDoc[]).map(() => first) }
  }

  it('in one answer is not written to', async () => {
    const { engine, id, onTimeline } = await uploadPieces({
      altered: (request, answer) =>
        asksForPlaces(request) ? JSON.stringify(alike(JSON.parse(answer) as StoreDoc)) : answer,
    })
    expect(engine.state(id)).toMatchObject({ name: 'failed', problem: { code: 'server-answer-wrong' } })
    expect(await onTimeline()).toEqual([])
  })

  it('one after the other writes none over another', async () => {
    let always: StoreDoc | null = null
    const { engine, id, onTimeline } = await uploadPieces({
      altered: (request, answer) => {
        if (!asksForPlaces(request)) return answer
        const places = JSON.parse(answer) as StoreDoc
        always ??= (places['media_objects'] as StoreDoc[])[0]!
        return JSON.stringify({ media_objects: [always] })
      },
    })
    expect(engine.state(id)).toMatchObject({ name: 'failed', problem: { code: 'server-answer-wrong' } })
    expect((await onTimeline()).length).toBeLessThanOrEqual(1)
  })

  it('to one file after the other keeps the first', async () => {
    let always: StoreDoc | null = null
    const puts: PutObject[] = []
    const { engine, ids } = await uploadPieces(
      {
        altered: (request, answer) => {
          if (!asksForPlaces(request)) return answer
          always ??= JSON.parse(answer) as StoreDoc
          return JSON.stringify(always)
        },
      },
      {
        upload: { segment: 'off' },
        ports: {
          put: (what) => {
            puts.push(what)
            return putObject(what)
          },
        },
      },
      2,
    )
    expect(ids.map((it) => engine.state(it))).toMatchObject([
      { name: 'done' },
      { name: 'failed', problem: { code: 'server-answer-wrong' } },
    ])
    expect(puts).toHaveLength(1)
  })
})

describe('a server that gives one object for two files at the same time', () => {
  it('has neither done', async () => {
    const store = await testStore()
    let always: string | null = null
    const url = await serverBetween(store.url, {
      altered: (request, answer) => (asksForPlaces(request) ? (always ??= answer) : answer),
    })
    const folder = await tempFolder()
    const journal = openJournal(folder)
    if (!journal.ok) throw new Error(journal.problem.message)
    const together = heldTogether(2)
    let puts = 0
    const engine = await testEngine({
      url,
      folder,
      // Both look before either has written down what it got.
      journal: { ...journal.value, objectsOfOthers: (...of) => (puts < 2 ? [] : journal.value.objectsOfOthers(...of)) },
      ports: {
        put: (what) => {
          puts += 1
          return together(what)
        },
      },
    })
    const ids = await engine.addPaths(await clip('picture.mp4', folder), await clip('eight-seconds.mp4', folder))
    await engine.atRest()
    const wrong = { name: 'failed', problem: { code: 'server-answer-wrong' } }
    expect(ids.map((it) => engine.state(it))).toMatchObject([wrong, wrong])
  })
})

describe('a server that says yes to a registration', () => {
  it.each([
    ['and does nothing', 201, {}, 'segment-forgotten'],
    ['with an error beneath it', 200, { error: { type: 'InternalError', summary: 'no' } }, 'server-error'],
    ['with words of what failed', 200, { failed_segments: ['all'] }, 'segment-refused'],
    ['with what failed, but not its id', 200, { failed_segments: [{ object_id: null }] }, 'segment-refused'],
    ['in part, with 207', 207, { failed_segments: [{ object_id: 'x' }] }, 'segment-refused'],
  ])('%s has nothing that is done', async (_, status, body, code) => {
    const { engine, id, onTimeline } = await uploadPieces({
      instead: (request) => (registers(request) ? { status, body } : null),
    })
    expect(engine.state(id)).toMatchObject({ name: 'failed', problem: { code } })
    expect(await onTimeline()).toEqual([])
  })

  it('and has forgotten one of several when it is asked again gets that one once more', async () => {
    let isForgotten = false
    const { engine, id, onTimeline } = await uploadPieces({
      instead: (request) => {
        if (!registers(request) || isForgotten) return null
        isForgotten = true
        return { status: 201, body: {} }
      },
    })
    expect(engine.state(id).name).toBe('done')
    expect(new Set((await onTimeline()).map((it) => it['object_id'])).size).toBe(engine.pieces(id).length)
    expect(await onTimeline()).toHaveLength(engine.pieces(id).length)
  })

  it('and forgets all but the first and the last of a list gets one at a time', async () => {
    const { engine, id, onTimeline } = await uploadPieces(
      {
        asked: (request, body) => {
          const list = registers(request) ? (JSON.parse(body) as StoreDoc | StoreDoc[]) : null
          return Array.isArray(list) && list.length > 2 ? JSON.stringify([list[0], list.at(-1)]) : body
        },
      },
      // So many arrive before the first is registered.
      { ports: { put: heldTogether(3) } },
    )
    expect(engine.state(id).name).toBe('done')
    expect(await onTimeline()).toHaveLength(engine.pieces(id).length)
    expect(engine.view(id).troubles).toEqual([])
  })

  it.each([
    ['how long a page is to be', /[?&]limit=/, 400],
    ['that links are left out', /[?&]accept_get_urls=/, 422],
  ])('and refuses to be told %s is asked without, and keeps nothing unnoticed', async (_, refused, status) => {
    for (const doesKeep of [true, false]) {
      const { engine, id } = await uploadPieces({
        instead: (request) => {
          if (request.method === 'GET' && refused.test(request.url!)) return { status, body: { detail: 'no' } }
          return registers(request) && !doesKeep ? { status: 201, body: {} } : null
        },
      })
      expect(engine.state(id)).toMatchObject(
        doesKeep ? { name: 'done' } : { name: 'failed', problem: { code: 'segment-forgotten' } },
      )
    }
  })

  it('and lets nobody read its timeline is believed', async () => {
    const { engine, id, onTimeline } = await uploadPieces(
      {
        instead: (request) =>
          request.method === 'GET' && /\/segments(\?|$)/.test(request.url!) ? { status: 403, body: {} } : null,
      },
      { upload: { segment: 'off' } },
    )
    expect(engine.state(id).name).toBe('done')
    expect(await onTimeline()).toHaveLength(1)
  })
})

/** So many objects are said to be stored at the same time. */
function heldTogether(count: number): (what: PutObject) => ReturnType<typeof putObject> {
  let arrived = 0
  let letGo: () => void = () => undefined
  const all = new Promise<void>((resolve) => (letGo = resolve))
  return async (what) => {
    const stored = await putObject(what)
    if (++arrived >= count) letGo()
    await all
    return stored
  }
}

describe('an object whose checksum is not that of its file', () => {
  const answering = (headers: Record<string, string>) =>
    localServer((request, response) => void request.resume().on('end', () => response.writeHead(200, headers).end()))
  const unreadable = () => Promise.resolve({ ok: true as const, value: { type: 'unreadable' as const, size: null } })

  it.each([
    ['a SHA-256', { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64') }],
    ['a CRC-32', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
    ['an ETag that nobody may prove wrong', { etag: `"${'0'.repeat(32)}"` }],
  ])('by %s is never done', async (_, headers) => {
    const store = await testStore()
    const hollow = await answering(headers)
    const engine = await testEngine({
      url: store.url,
      upload: { sha256: true },
      ports: {
        readBack: unreadable,
        put: async (what) => {
          await putObject({ ...what, signal: new AbortController().signal, onProgress: () => undefined })
          return putObject({ ...what, url: `${hollow}/key` })
        },
      },
    })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'failed', problem: { code: 'checksum-mismatch' } })
  })
})
