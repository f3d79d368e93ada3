import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { vastReleases } from '../../src-main/sandbox/index.ts'
import {
  atRoot,
  authenticator,
  clientFor,
  detectDialect,
  tamsHttp,
  type Essence,
  type FlowDraft,
  type SegmentDraft,
} from '../../src-main/tams/index.ts'
import { rational } from '../../src-shared/time/rational.ts'
import { timeRange } from '../../src-shared/time/timerange.ts'
import { localServer } from '../helpers/local-server.ts'
import { testStore } from '../helpers/test-store.ts'

const picture: Essence = {
  format: 'video',
  video: {
    width: 1920,
    height: 1080,
    rate: rational(30_000n, 1001n),
    interlace: null,
    bitDepth: null,
    colourSpace: null,
    transfer: null,
    aspect: null,
    pixelAspect: null,
    chroma: null,
  },
}
const sound: Essence = {
  format: 'audio',
  audio: { sampleRate: 48_000, channels: 2, bitDepth: null, uncompressed: false },
}
const kinds = { video: [picture, 'video/h264', 'video/mp4'], audio: [sound, 'audio/aac', 'audio/mp4'] } as const

const flowOf = (kind: keyof typeof kinds): FlowDraft => {
  const [essence, codec, container] = kinds[kind]
  const source = { format: kind, label: 'a', description: null, tags: {}, type: null, location: null } as const
  return {
    id: crypto.randomUUID(),
    source: { ...source, id: crypto.randomUUID() },
    label: 'a',
    description: null,
    tags: {},
    container,
    codec,
    essence,
    members: [],
    averageKbps: null,
    segmentSeconds: null,
  }
}

const segmentOf = (objectId: string, second = 0): SegmentDraft => ({
  objectId,
  timerange: timeRange(BigInt(second) * 1_000_000_000n, BigInt(second + 1) * 1_000_000_000n),
  offset: 0n,
  lastDuration: null,
  sampleCount: 1,
  keyFrameCount: 1,
})

const httpTo = (url: string) => tamsHttp({ url, auth: authenticator({ kind: 'none' }) })

/** A client as a connection has it: of whatever kind answers, below whatever root. */
async function connectTo(url: string) {
  const found = await detectDialect(httpTo(url))
  if (!found.ok) throw new Error(JSON.stringify(found.problem))
  return {
    root: found.value.root.slice(url.length),
    client: clientFor(found.value.dialect, atRoot(httpTo(url), found.value.root)),
  }
}

describe.each(vastReleases)('the VAST server %s', (vastRelease) => {
  it('gets flows in its own shape: a picture with its rate, sound with its depth', async () => {
    const store = await testStore({ dialect: 'vast', vastRelease })
    const { client, root } = await connectTo(store.url)
    expect(client.dialect).toBe('vast')
    const [video, audio] = [flowOf('video'), flowOf('audio')]
    for (const flow of [video, audio])
      expect(await client.createFlow(flow, false)).toEqual({ ok: true, value: flow.id })
    const essence = async ({ id }: FlowDraft) => {
      const doc = (await store.get(`${root}/flows/${id}`)) as Record<string, unknown>
      return doc['essence_parameters'] ?? doc
    }
    expect(await essence(video)).toMatchObject({
      frame_width: 1920,
      frame_rate: vastRelease === '6.0' ? '30000/1001' : { numerator: 30_000, denominator: 1001 },
    })
    expect(await essence(audio)).toMatchObject({ sample_rate: 48_000, channels: 2 })
    if (vastRelease !== '8.0') expect(await essence(audio)).toMatchObject({ bits_per_sample: 16 })
    // Nothing was tried out on the server.
    expect(store.seen.filter((it) => it.method === 'POST')).toHaveLength(2)
  })

  it('gets one segment a request, and is asked for more only once', async () => {
    const store = await testStore({ dialect: 'vast', vastRelease })
    const { client, root } = await connectTo(store.url)
    const registered = () => store.seen.filter((it) => it.method === 'POST' && it.path.endsWith('/segments')).length
    for (const [round, requests] of [4, 3].entries()) {
      const before = registered()
      const flow = flowOf('video')
      await client.createFlow(flow, false)
      const places = await client.allocate(flow.id, 3)
      if (!places.ok) throw new Error(JSON.stringify(places.problem))
      for (const { url, headers } of places.value) await fetch(url, { method: 'PUT', headers, body: `${round}` })
      // Also through a client that has a signal of its own, as every item has.
      const bound = client.withSignal(new AbortController().signal)
      const segments = places.value.map(({ objectId }, second) => segmentOf(objectId, second))
      expect(await bound.register(flow.id, segments)).toEqual({ ok: true, value: null })
      expect(registered() - before).toBe(requests)
      expect(await store.list(`${root}/flows/${flow.id}/segments`)).toHaveLength(3)
      expect(await client.findSegment(flow.id, segments[2]!.objectId)).toMatchObject({ ok: true, value: {} })
    }
  })
})

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

/** A server that describes itself not, and answers a POST as the test says. */
async function silentServer(answer: (body: Record<string, unknown>, request: IncomingMessage) => [number, unknown]) {
  const posts: unknown[] = []
  const url = await localServer((request, response) => {
    if (request.method !== 'POST') return json(response, { detail: 'Not Found' }, 404)
    return void text(request).then((body) => {
      const isForm = request.headers['content-type'] !== 'application/json'
      const parsed = isForm ? Object.fromEntries(new URLSearchParams(body)) : (JSON.parse(body) as object)
      posts.push(parsed)
      const [status, said] = answer(parsed as Record<string, unknown>, request)
      json(response, said, status)
    })
  })
  return { url, posts }
}

describe('a VAST server that does not describe itself', () => {
  it('is offered one shape after the other, and the next flow only that which it took', async () => {
    const { url, posts } = await silentServer((body) =>
      'essence_parameters' in body
        ? [201, body]
        : [422, { detail: [{ msg: 'Validation error' }], message: 'essence_parameters: Field required' }],
    )
    const client = clientFor('vast', httpTo(url))
    for (const kind of ['audio', 'video'] as const)
      expect(await client.createFlow(flowOf(kind), false)).toMatchObject({ ok: true })
    expect(posts).toHaveLength(4)
  })

  it('says which field it misses, also where its `detail` does not', async () => {
    const { url } = await silentServer(() => [
      422,
      { detail: [{ msg: 'Validation error' }], message: 'codec: Invalid MIME type' },
    ])
    expect(await clientFor('vast', httpTo(url)).createFlow(flowOf('video'), false)).toMatchObject({
      ok: false,
      problem: { detail: expect.stringContaining('codec: Invalid MIME type') },
    })
  })

  it('gets forms once it asked for one', async () => {
    const { url, posts } = await silentServer((body) =>
      'segment_data' in body
        ? [201, {}]
        : [400, { detail: 'Either segment JSON or file upload with segment data is required' }],
    )
    const client = clientFor('vast', httpTo(url))
    for (const object of ['one', 'two'])
      expect(await client.register('f', [segmentOf(object)])).toEqual({ ok: true, value: null })
    expect(posts.map((it) => 'segment_data' in (it as object))).toEqual([false, true, true])
  })
})

it('a VAST server whose description asks for forms gets them from the first segment on', async () => {
  const json = { 'application/json': {} }
  const form = { requestBody: { content: { 'multipart/form-data': {} } }, responses: { 201: { content: json } } }
  const posts: string[] = []
  const url = await localServer((request, response) => {
    if (request.method === 'POST') posts.push(request.headers['content-type'] ?? '')
    const described = { paths: { '/flows/{flow_id}/segments': { post: form } } }
    request.resume().on('end', () => response.writeHead(201).end(JSON.stringify(described)))
  })
  const client = clientFor('vast', httpTo(url))
  expect(await client.register('f', [segmentOf('one'), segmentOf('two')])).toEqual({ ok: true, value: null })
  expect(posts).toEqual(['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded'])
})

describe('a server that is sent several segments in one request', () => {
  /** Takes lists as `read` says; answers what it has. */
  async function timeline(read: (list: readonly object[]) => readonly object[] | null) {
    const there: object[] = []
    const posts: unknown[] = []
    const url = await localServer((request, response) => {
      if (request.method !== 'POST') return json(response, there)
      return void text(request).then((body) => {
        const sent = JSON.parse(body) as object | object[]
        posts.push(sent)
        const taken = Array.isArray(sent) ? read(sent) : [sent]
        if (taken) there.push(...taken)
        json(response, {}, taken ? 201 : 400)
      })
    })
    return { client: clientFor('bbc', httpTo(url)), there, posts }
  }
  const three = ['a', 'b', 'c'].map((it, second) => segmentOf(it, second))
  const ids = (there: readonly object[]) => there.map((it) => (it as { object_id: string }).object_id).sort()

  it('and takes them gets them so', async () => {
    const { client, there, posts } = await timeline((list) => list)
    for (let round = 0; round < 2; round += 1)
      expect(await client.register('f', three)).toEqual({ ok: true, value: null })
    expect(ids(there.slice(0, 3))).toEqual(['a', 'b', 'c'])
    expect(posts).toHaveLength(2)
  })

  it('and refuses gets one a request, from then on', async () => {
    const { client, there, posts } = await timeline(() => null)
    expect(await client.register('f', three)).toEqual({ ok: true, value: null })
    expect(ids(there)).toEqual(['a', 'b', 'c'])
    expect(posts).toHaveLength(4)
    await client.register('g', three)
    expect(posts).toHaveLength(7)
  })

  it('and says yes, but reads only the first, gets the others too', async () => {
    const { client, there, posts } = await timeline((list) => list.slice(0, 1))
    expect(await client.register('f', three)).toEqual({ ok: true, value: null })
    expect(ids(there)).toEqual(['a', 'b', 'c'])
    await client.register('g', three)
    expect(posts.slice(3).every((it) => !Array.isArray(it))).toBe(true)
  })
})
