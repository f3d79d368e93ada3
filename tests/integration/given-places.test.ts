import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { clip } from '../helpers/clips.ts'
import { localServer } from '../helpers/local-server.ts'
import { serverBetween } from '../helpers/server-between.ts'
import type { StoreDoc } from '../helpers/store-doc.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

const asksForPlaces = ({ url }: IncomingMessage): boolean => url!.endsWith('/storage')
const registers = ({ method, url }: IncomingMessage): boolean => method === 'POST' && url!.endsWith('/segments')
const placesIn = (answer: string) => (JSON.parse(answer) as StoreDoc)['media_objects'] as StoreDoc[]

/** A store that takes everything and looks at nothing. */
const anyStore = () => localServer((request, response) => void request.resume().on('end', () => response.end()))

describe('a place that another file has', () => {
  it.each(['bbc', 'vast', 'guide'] as const)('is not written over, on a %s server', async (dialect) => {
    const store = await testStore({ dialect })
    let always: string | null = null
    const url = await serverBetween(store.url, {
      altered: (request, answer) => (asksForPlaces(request) ? (always ??= answer) : answer),
    })
    const engine = await testEngine({ url })
    const folder = await tempFolder()
    for (const name of ['picture.mp4', 'eight-seconds.mp4'] as const) {
      await engine.addPaths(await clip(name, folder))
      await engine.atRest()
    }
    expect(engine.items().map((it) => it.life.state)).toMatchObject([
      { name: 'done' },
      { name: 'failed', problem: { code: 'server-answer-wrong' } },
    ])
  })

  it('on another server, which counts alike, is free', async () => {
    const given: string[] = []
    const first = await testStore()
    const folder = await tempFolder()
    const clips = await tempFolder()
    const before = await testEngine({
      folder,
      url: await serverBetween(first.url, {
        onAnswer: (request, answer) =>
          void (asksForPlaces(request) && given.push(String(placesIn(answer)[0]!['object_id']))),
        instead: (request) => (registers(request) ? { status: 400, body: {} } : null),
      }),
    })
    await before.addPaths(await clip('picture.mp4', clips))
    await before.atRest()
    await before.close()
    const second = await testStore()
    const own = new Map<string, string>()
    const engine = await testEngine({
      folder,
      url: await serverBetween(second.url, {
        altered: (request, answer) => {
          if (!asksForPlaces(request)) return answer
          const [place] = placesIn(answer)
          own.set(given[0]!, String(place!['object_id']))
          return JSON.stringify({ media_objects: [{ ...place, object_id: given[0] }] })
        },
        asked: (_, body) => body.replaceAll(given[0]!, own.get(given[0]!) ?? given[0]!),
        instead: (request) =>
          request.method === 'GET' && request.url!.includes('/segments')
            ? { status: 200, body: [{ object_id: given[0] }] }
            : null,
      }),
    })
    const [id] = await engine.addPaths(await clip('eight-seconds.mp4', clips))
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'done' })
  })
})

/** Whatever is wrong then, it is not the place: this server keeps nothing. */
const FORGOTTEN = 'segment-forgotten'

describe('objects with names of their own whose links lead to one place', () => {
  it.each([
    ['alike are not written over each other', () => '', 'server-answer-wrong'],
    ['signed one by one are not either', (n: number) => `?X-Amz-Date=${n}&X-Amz-Signature=${n}`, 'server-answer-wrong'],
    ['are places of their own where more than a signature tells them apart', (n: number) => `?token=${n}`, FORGOTTEN],
  ])('%s', async (_, query, code) => {
    const store = await testStore()
    const hollow = await anyStore()
    let links = 0
    const url = await serverBetween(store.url, {
      altered: (request, answer) =>
        asksForPlaces(request)
          ? JSON.stringify({
              media_objects: placesIn(answer).map((it) => ({
                ...it,
                put_url: { url: `${hollow}/bucket/key${query(++links)}` },
              })),
            })
          : answer,
      instead: (request) => (registers(request) ? { status: 201, body: {} } : null),
    })
    const engine = await testEngine({ url, upload: { segment: 2, verify: false } })
    const [id] = await engine.addPaths(await clip('eight-seconds.mp4', await tempFolder()))
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'failed', problem: { code } })
  })
})
