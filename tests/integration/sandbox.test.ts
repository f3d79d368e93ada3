import { request } from 'node:http'
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { presign, verifyPresigned } from '../../src-main/sandbox/presign.ts'
import { urlOf } from '../helpers/store-doc.ts'
import { testStore, type TestStore } from '../helpers/test-store.ts'

interface Answered {
  readonly summary: string
  readonly media_objects: readonly {
    readonly object_id: string
    readonly put_url: { readonly url: string; readonly 'content-type': string }
  }[]
  readonly [field: string]: unknown
}

const send = async (
  store: TestStore,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) => {
  const response = await fetch(store.url + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  })
  const text = await response.text()
  return {
    status: response.status,
    body: text === '' ? ({} as Answered) : (JSON.parse(text) as Answered),
    headers: response.headers,
  }
}

const flow = (more: object = {}) => ({
  id: randomUUID(),
  source_id: randomUUID(),
  format: 'urn:x-nmos:format:video',
  codec: 'video/h264',
  container: 'video/mp4',
  essence_parameters: { frame_width: 16, frame_height: 9, frame_rate: { numerator: 25 } },
  ...more,
})

async function flowWithObject(store: TestStore, content = 'media') {
  const body = flow()
  await send(store, 'PUT', `/flows/${body.id}`, body)
  const allocated = await send(store, 'POST', `/flows/${body.id}/storage`, { limit: 1 })
  const { object_id: objectId, put_url: target } = allocated.body.media_objects[0]!
  await fetch(target.url, { method: 'PUT', body: content, headers: { 'content-type': target['content-type'] } })
  return { flowId: body.id, objectId, url: target.url, contentType: target['content-type'] }
}

describe('the sandbox and strangers', () => {
  it('answers under the names of this computer only, and no foreign page', async () => {
    const { url } = await testStore()
    const status = (headers: Record<string, string>, method = 'GET') =>
      new Promise<number>((done, fail) => {
        request(`${url}/sources`, { headers, method }, (answer) => done(answer.resume().statusCode ?? 0))
          .on('error', fail)
          .end()
      })
    const { port } = new URL(url)
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`])
      expect(await status({ host })).toBe(200)
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      '0.0.0.0',
      '10.0.0.1',
    ])
      expect(await status({ host })).toBe(403)
    expect(await status({ host: `localhost:${port}`, origin: 'https://evil.example' })).toBe(403)
    expect(await status({ host: `localhost:${port}`, origin: 'null' })).toBe(403)
    expect(await status({ host: `localhost:${port}`, origin: 'http://localhost:3000' })).toBe(200)
    const answer = await fetch(`${url}/sources`)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('the sandbox\u2019s API', () => {
  it('keeps a flow, its source, its object and its segment, and gives the bytes back', async () => {
    const store = await testStore()
    const { flowId, objectId } = await flowWithObject(store)
    expect(
      await send(store, 'POST', `/flows/${flowId}/segments`, { object_id: objectId, timerange: '[0:0_2:0)' }),
    ).toMatchObject({ status: 201 })
    const [segment] = await store.list(`/flows/${flowId}/segments?timerange=[1:0_5:0)`)
    expect(segment).toMatchObject({ object_id: objectId, timerange: '[0:0_2:0)' })
    expect(await (await fetch(urlOf(segment))).text()).toBe('media')
    expect(await store.get(`/objects/${objectId}`)).toMatchObject({
      id: objectId,
      referenced_by_flows: [flowId],
      timerange: '[0:0_2:0)',
    })
    expect(await store.get(`/flows/${flowId}?include_timerange=true`)).toMatchObject({ timerange: '[0:0_2:0)' })
  })

  it('survives a restart with everything, its links included', async () => {
    const store = await testStore()
    const { flowId, url, contentType } = await flowWithObject(store)
    await store.restart()
    expect(await store.get(`/flows/${flowId}`)).toMatchObject({ id: flowId })
    expect((await fetch(url, { method: 'PUT', body: 'again', headers: { 'content-type': contentType } })).status).toBe(
      200,
    )
  })

  it.each([
    ['POST', '/flows', 'not json at all', 400],
    ['PUT', `/flows/${randomUUID()}`, flow({ codec: 7 }), 400],
    ['PUT', `/flows/${randomUUID()}`, flow(), 400],
    ['GET', '/flows/nothing', undefined, 404],
    ['GET', '/nowhere', undefined, 404],
    ['DELETE', '/sources', undefined, 405],
    ['POST', '/service/storage-backends', {}, 405],
    ['GET', '/flows?limit=0', undefined, 400],
  ])('answers %s %s with a reason', async (method, path, body, status) => {
    const answer = await send(await testStore(), method, path, body)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({
      summary: expect.any(String),
      type: expect.any(String),
      time: expect.any(String),
    })
  })

  it.each([
    [
      'a frame rate and vfr',
      { essence_parameters: { frame_width: 1, frame_height: 1, vfr: true, frame_rate: { numerator: 25 } } },
    ],
    ['neither', { essence_parameters: { frame_width: 1, frame_height: 1 } }],
    [
      'a member that is not there',
      { format: 'urn:x-nmos:format:multi', essence_parameters: {}, flow_collection: [{ id: randomUUID() }] },
    ],
  ])('refuses a flow with %s', async (_, more) => {
    const body = flow(more)
    expect((await send(await testStore(), 'PUT', `/flows/${body.id}`, body)).status).toBe(400)
  })

  it('refuses segments that overlap, that nobody uploaded, and those of a flow without a container', async () => {
    const store = await testStore()
    const { flowId, objectId } = await flowWithObject(store)
    await send(store, 'POST', `/flows/${flowId}/segments`, { object_id: objectId, timerange: '[0:0_2:0)' })
    expect(
      (await send(store, 'POST', `/flows/${flowId}/segments`, { object_id: objectId, timerange: '[1:999999999_3:0)' }))
        .body.summary,
    ).toContain('overlaps')
    const empty = (await send(store, 'POST', `/flows/${flowId}/storage`, {})).body.media_objects[0]!.object_id
    expect(
      (await send(store, 'POST', `/flows/${flowId}/segments`, { object_id: empty, timerange: '[2:0_3:0)' })).body
        .summary,
    ).toContain('nothing was uploaded')
    const bare = flow({ container: undefined })
    await send(store, 'PUT', `/flows/${bare.id}`, bare)
    expect((await send(store, 'POST', `/flows/${bare.id}/storage`, {})).status).toBe(400)
  })

  it('registers what it can of a list and names the rest', async () => {
    const store = await testStore()
    const { flowId, objectId } = await flowWithObject(store)
    const answer = await send(store, 'POST', `/flows/${flowId}/segments`, [
      { object_id: objectId, timerange: '[0:0_1:0)' },
      { object_id: 'unknown', timerange: '[1:0_2:0)' },
    ])
    expect(answer).toMatchObject({
      status: 200,
      body: { failed_segments: [{ object_id: 'unknown', timerange: '[1:0_2:0)' }] },
    })
    expect(await store.list(`/flows/${flowId}/segments`)).toHaveLength(1)
  })

  it('keeps a read-only flow as it is', async () => {
    const store = await testStore()
    const { flowId } = await flowWithObject(store)
    await send(store, 'PUT', `/flows/${flowId}/read_only`, true)
    expect((await send(store, 'POST', `/flows/${flowId}/storage`, {})).status).toBe(403)
    expect((await send(store, 'PUT', `/flows/${flowId}/label`, 'x')).status).toBe(403)
  })

  it('pages its lists', async () => {
    const store = await testStore()
    for (let n = 0; n < 5; n += 1) {
      const body = flow({ label: `flow ${n}` })
      await send(store, 'PUT', `/flows/${body.id}`, body)
    }
    const first = await send(store, 'GET', '/flows?limit=2')
    expect(first.body).toHaveLength(2)
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1]
    const second = (await (await fetch(next!)).json()) as { label: string }[]
    expect(second.map((it) => it.label)).toEqual(['flow 2', 'flow 3'])
  })

  it('wants its token where it has one, but not for what it signed', async () => {
    const store = await testStore({ requireToken: 'let-me-in' })
    expect((await send(store, 'GET', '/sources')).status).toBe(401)
    expect((await send(store, 'GET', '/sources', undefined, { authorization: 'Bearer wrong' })).status).toBe(401)
    expect((await send(store, 'GET', '/sources', undefined, { authorization: 'Bearer let-me-in' })).status).toBe(200)
    expect((await send(store, 'GET', '/sources?access_token=let-me-in')).status).toBe(200)
  })
})

describe('the sandbox\u2019s object store', () => {
  const codeOf = async (response: Response) => /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1] ?? response.status

  it('takes exactly what was signed', async () => {
    const store = await testStore()
    const { url, contentType } = await flowWithObject(store)
    const headers = { 'content-type': contentType }
    expect((await fetch(url, { method: 'PUT', body: 'x', headers })).headers.get('etag')).toBe(
      '"9dd4e461268c8034f5c8564e155c67a6"',
    )
    expect(await codeOf(await fetch(url, { method: 'PUT', body: 'x' }))).toBe('SignatureDoesNotMatch')
    expect(await codeOf(await fetch(url, { method: 'PUT', body: 'x', headers: { 'content-type': 'text/html' } }))).toBe(
      'SignatureDoesNotMatch',
    )
    expect(
      await codeOf(await fetch(url, { method: 'PUT', body: 'x', headers: { ...headers, 'x-amz-acl': 'public-read' } })),
    ).toBe('AccessDenied')
    expect(
      await codeOf(await fetch(url.replace(/Signature=./, 'Signature=g'), { method: 'PUT', body: 'x', headers })),
    ).toBe('SignatureDoesNotMatch')
    expect(
      await codeOf(await fetch(url.replace(/tams-media\/./, 'tams-media/z'), { method: 'PUT', body: 'x', headers })),
    ).toBe('SignatureDoesNotMatch')
    expect(await codeOf(await fetch(url, { headers }))).toBe('SignatureDoesNotMatch')
  })

  it('refuses a link that ran out and an object that is too large', async () => {
    let nowMs = Date.now()
    const store = await testStore({ urlTtlSeconds: 60, maxPutBytes: 10, nowMs: () => nowMs })
    const { url, contentType } = await flowWithObject(store)
    const headers = { 'content-type': contentType }
    expect(await codeOf(await fetch(url, { method: 'PUT', body: 'x'.repeat(11), headers }))).toBe('EntityTooLarge')
    nowMs += 61_000
    const late = await fetch(url, { method: 'PUT', body: 'x', headers })
    expect(await late.text()).toContain('Request has expired')
  })

  it('gives ranges, and says where there is nothing', async () => {
    const store = await testStore()
    const { flowId, objectId } = await flowWithObject(store, '0123456789')
    await send(store, 'POST', `/flows/${flowId}/segments`, { object_id: objectId, timerange: '[0:0_2:0)' })
    const [segment] = await store.list(`/flows/${flowId}/segments`)
    const url = urlOf(segment)
    const part = await fetch(url, { headers: { range: 'bytes=2-4' } })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234'])
    expect(await (await fetch(url, { headers: { range: 'bytes=-3' } })).text()).toBe('789')
    expect((await fetch(url, { headers: { range: 'bytes=10-' } })).status).toBe(416)
  })

  it('signs as everybody does: a signature for another method, key or time is not this one', async () => {
    const bucket = {
      endpoint: 'http://127.0.0.1:9',
      name: 'b',
      region: 'us-east-1',
      accessKeyId: 'A',
      secretAccessKey: 'S',
    }
    const now = new Date('2026-11-23T12:00:00Z')
    const url = new URL(await presign(bucket, { method: 'PUT', key: 'a b/ü', expiresIn: 60, now }))
    const arrived = { method: 'PUT', host: url.host, url: url.pathname + url.search, headers: { host: url.host } }
    expect(await verifyPresigned(bucket, arrived, now)).toEqual({ ok: true })
    expect((await verifyPresigned(bucket, { ...arrived, method: 'GET' }, now)).ok).toBe(false)
    expect((await verifyPresigned({ ...bucket, secretAccessKey: 'T' }, arrived, now)).ok).toBe(false)
    expect(await verifyPresigned(bucket, arrived, new Date(now.getTime() + 61_000))).toMatchObject({
      message: 'Request has expired',
    })
    expect((await verifyPresigned(bucket, { ...arrived, url: `${arrived.url}&extra=1` }, now)).ok).toBe(false)
  })
})
