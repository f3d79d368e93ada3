import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Dialect } from '../../src-shared/connection.ts'
import { instant, parseTimeRange, timeRange } from '../../src-shared/time/timerange.ts'
import { authenticator, clientFor, detectDialect, tamsHttp, type SegmentDraft } from '../../src-main/tams/index.ts'
import { localServer } from '../helpers/local-server.ts'

const clientTo = (url: string, dialect: Dialect = 'bbc') =>
  clientFor(dialect, tamsHttp({ url, auth: authenticator({ kind: 'none' }) }))

const json = (response: ServerResponse, body: unknown, status = 200, headers = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8') as AsyncIterable<string>) text += part
  return text
}

const queryOf = (request: IncomingMessage) => new URL(request.url ?? '', 'http://x').searchParams

const draft = (objectId: string, timerange = timeRange(0n, 1_000_000_000n)): SegmentDraft => ({
  objectId,
  timerange,
  offset: 0n,
  lastDuration: null,
  sampleCount: 1,
  keyFrameCount: 1,
})

describe('removing a segment', () => {
  const second = timeRange(1_000_000_000n, 2_000_000_000n)

  it.each<Dialect>(['bbc', 'vast', 'guide'])(
    'names its object and its exact time, so that a %s server which ignores one leaves its neighbours alone',
    async (dialect) => {
      let there = ['[0:0_1:0)', '[1:0_2:0)', '[2:0_3:0)']
      const url = await localServer((request, response) => {
        const asked = parseTimeRange(queryOf(request).get('timerange') ?? '_')
        expect(queryOf(request).get('object_id')).toBe('o')
        // Knows nothing of `object_id`.
        there = there.filter((it) => parseTimeRange(it)?.start !== asked?.start && asked?.start !== null)
        response.writeHead(204).end()
      })
      expect(await clientTo(url, dialect).removeSegment('f', 'o', second)).toEqual({ ok: true, value: null })
      expect(there).toEqual(['[0:0_1:0)', '[2:0_3:0)'])
    },
  )

  it('that goes on is followed to its end', async () => {
    const statuses = ['created', 'started', 'done']
    const url = await localServer((request, response) => {
      if (request.method === 'DELETE')
        return json(response, { id: 'r', status: 'created' }, 202, { location: '/flow-delete-request/r' })
      expect(request.url).toBe('/flow-delete-requests/r')
      return json(response, { id: 'r', status: statuses.shift() })
    })
    expect(await clientTo(url).removeFlow('f')).toEqual({ ok: true, value: null })
    expect(statuses).toEqual([])
  })

  it('that fails later is a failure', async () => {
    const url = await localServer((request, response) =>
      request.method === 'DELETE'
        ? response.writeHead(202, { location: '/flow-delete-requests/r' }).end()
        : json(response, { id: 'r', status: 'error', error: { summary: 'the disk is full' } }),
    )
    expect(await clientTo(url).removeSegment('f', 'o', second)).toMatchObject({
      ok: false,
      problem: { code: 'server-error', detail: expect.stringContaining('the disk is full') },
    })
  })
})

describe('a list in pages', () => {
  const pages: readonly (readonly [string, (at: string, origin: string) => readonly [object, object?]])[] = [
    ['X-Paging-NextKey', (at) => [{ 'x-paging-nextkey': at }]],
    ['a relative Link', (at) => [{ link: `</sources?cursor=${at}>; rel="next"` }]],
    [
      'an absolute Link among others',
      (at, origin) => [
        { link: `<${origin}/sources>; rel=first, <${origin}/sources?cursor=${at}>; title="a, b"; rel=next` },
      ],
    ],
    ['paging.next_key', (at) => [{}, { paging: { next_key: at } }]],
  ]

  it.each(pages)('is read to the end by %s', async (_, say) => {
    const url = await localServer((request, response) => {
      const at = Number(queryOf(request).get('page') ?? queryOf(request).get('cursor') ?? 0)
      const [headers, more] = at < 3 ? say(String(at + 1), `http://${request.headers.host}`) : [{}]
      const entries = [{ id: `id-${at}`, label: at === 3 ? 'wanted' : 'other' }]
      json(response, more ? { data: entries, ...more } : entries, 200, headers)
    })
    expect(await clientTo(url).findSource('wanted')).toEqual({ ok: true, value: 'id-3' })
    expect(await clientTo(url).findSource('nowhere')).toEqual({ ok: true, value: null })
  })

  it('that goes on and on is given up', async () => {
    let asked = 0
    const more = () => (++asked < 1500 ? { 'x-paging-nextkey': String(asked) } : {})
    const url = await localServer((_, response) => json(response, [], 200, more()))
    expect(await clientTo(url).findSource('wanted')).toMatchObject({
      ok: false,
      problem: { code: 'server-answer-wrong', detail: expect.stringContaining('pages') },
    })
    expect(asked).toBe(1000)
  })

  it.each([
    ['the first one again and again', () => 'b'],
    ['two in turns', (page: string | null) => (page === 'b' ? 'a' : 'b')],
  ])('that gives %s does not say what is not there', async (_, next) => {
    const url = await localServer((request, response) => {
      const page = queryOf(request).get('page')
      json(response, [{ id: 'i', label: next(page) }], 200, { 'x-paging-nextkey': next(page) })
    })
    expect(await clientTo(url).findSource('wanted')).toMatchObject({
      ok: false,
      problem: { code: 'server-answer-wrong', detail: expect.stringContaining('repeat') },
    })
  })

  it('whose last page names itself has an end', async () => {
    const url = await localServer((request, response) =>
      json(response, queryOf(request).has('page') ? [] : [{ id: 'i' }], 200, { 'x-paging-nextkey': 'b' }),
    )
    expect(await clientTo(url).findSource('wanted')).toEqual({ ok: true, value: null })
  })

  it('may have holes, as a server writes what it lost', async () => {
    const url = await localServer((_, response) => json(response, [null, { object_id: 'o', get_urls: [null] }, null]))
    expect(await clientTo(url).findSegment('f', 'o')).toEqual({ ok: true, value: { getUrl: null } })
    const timeline = await clientTo(url).timeline('f')
    expect(timeline.ok && ['o', 'p'].map((it) => timeline.value.has(it))).toEqual([true, false])
  })

  it('is read to the end where a segment is looked for on a server that does not filter', async () => {
    const url = await localServer((request, response) => {
      const isFirst = !queryOf(request).has('page')
      json(
        response,
        [{ object_id: isFirst ? 'other' : 'o', get_urls: null }],
        200,
        isFirst ? { 'x-paging-nextkey': 'b' } : {},
      )
    })
    expect(await clientTo(url).findSegment('f', 'o')).toEqual({ ok: true, value: { getUrl: null } })
  })
})

describe('a place to write to', () => {
  const place = async (putUrl: (origin: string) => object, more: object = {}) => {
    const origin: string = await localServer((request, response) =>
      json(response, {
        media_objects: [{ object_id: 'o', put_url: putUrl(`http://${request.headers.host}`), ...more }],
      }),
    )
    const http = tamsHttp({ url: origin, auth: authenticator({ kind: 'url-token', token: 'sec ret' }) })
    const places = await clientFor('bbc', http).allocate('f', 1)
    if (!places.ok) throw new Error(JSON.stringify(places.problem))
    return { ...places.value[0], url: places.value[0].url.slice(origin.length) }
  }

  it.each([
    'X-Amz-Signature=a',
    'AWSAccessKeyId=AK&Signature=a%3D&Expires=4000000000',
    'X-Goog-Date=20260101T120000Z&X-Goog-Signature=a',
    'sv=2024-11-04&se=2099-01-01T00%3A00%3A00Z&sig=a%3D',
    'temp_url_sig=a&temp_url_expires=4000000000',
  ])('that is signed gets no credentials of ours: %s', async (query) => {
    expect((await place((origin) => ({ url: `${origin}/k?${query}` }))).url).toBe(`/k?${query}`)
  })

  it('that is not signed gets ours, and stays as it was written', async () => {
    expect((await place((origin) => ({ url: `${origin}/k?x=1%20y~z` }))).url).toBe(
      '/k?x=1%20y~z&access_token=sec%20ret',
    )
  })

  it('has what is not null', async () => {
    const url = 'http://127.0.0.1:1/k'
    expect(await place(() => ({ url, headers: null, 'content-type': null }), { presigned: null })).toMatchObject({
      headers: {},
    })
    expect(await place(() => ({ url, headers: { 'x-a': null, 'x-n': 5 } }))).toMatchObject({ headers: { 'x-n': '5' } })
  })
})

describe('a redirect', () => {
  it('is not followed, and the detail says where it leads', async () => {
    const location = 'https://127.0.0.1:1/elsewhere?access_token=secret'
    const url = await localServer((_, response) => response.writeHead(301, { location }).end())
    const found = await detectDialect(tamsHttp({ url, auth: authenticator({ kind: 'bearer', token: 'x' }) }))
    expect(found).toMatchObject({ ok: false, problem: { code: 'server-not-tams' } })
    expect(JSON.stringify(found)).toContain('https://127.0.0.1:1')
    expect(JSON.stringify(found)).not.toContain('secret')
  })
})

describe('a connection that the server closed meanwhile', () => {
  /** Destroys every connection when it is used a second time: before it looked at the request, or after. */
  const closing = async (isDoneFirst: boolean) => {
    const seen: string[] = []
    const segments: unknown[] = []
    const used = new WeakSet<object>()
    const url = await localServer((request, response) => {
      void textOf(request).then((text) => {
        const isSecond = used.has(request.socket)
        used.add(request.socket)
        seen.push(`${request.method}${isSecond ? ' again' : ''}`)
        if (request.method === 'POST' && (isDoneFirst || !isSecond)) segments.push(JSON.parse(text))
        if (isSecond) return request.socket.destroy()
        return json(response, request.method === 'GET' ? segments : {}, request.method === 'POST' ? 201 : 200)
      })
    })
    return { url, seen, segments }
  }

  it.each([
    ['did not see it', false],
    ['had taken it', true],
  ])('is no trouble: a registration is repeated only if the server %s', async (_, isDoneFirst) => {
    const { url, seen, segments } = await closing(isDoneFirst)
    const client = clientTo(url)
    await client.findSegment('f', null)
    expect(await client.register('f', [draft('o')])).toEqual({ ok: true, value: null })
    expect(segments).toMatchObject([{ object_id: 'o' }])
    expect(seen).toContain('POST again')
  })

  it('costs a PUT and a DELETE nothing', async () => {
    const { url, seen } = await closing(false)
    const http = tamsHttp({ url, auth: authenticator({ kind: 'none' }) })
    for (const method of ['GET', 'PUT', 'GET', 'DELETE', 'GET', 'GET'] as const)
      expect(await http.tell({ method, path: '/flows/f' })).toMatchObject({ ok: true })
    expect(seen).toContain('PUT again')
  })

  it('is not met by a POST that nobody can ask about', async () => {
    const { url, seen } = await closing(false)
    const http = tamsHttp({ url, auth: authenticator({ kind: 'none' }) })
    await http.tell({ method: 'GET', path: '/sources' })
    expect(await http.tell({ method: 'POST', path: '/sources', json: {} })).toMatchObject({ ok: true })
    expect(seen).toEqual(['GET', 'POST'])
  })
})

describe('registering a segment', () => {
  it.each<Dialect>(['bbc', 'vast', 'guide'])(
    'carries a key that is the same for the same segment only (%s)',
    async (dialect) => {
      const keys: unknown[] = []
      const url = await localServer((request, response) => {
        if (request.method === 'POST') keys.push(request.headers['x-idempotency-key'])
        request.resume().on('end', () => json(response, {}, 201))
      })
      for (const object of ['one', 'one', 'two']) await clientTo(url, dialect).register('f', [draft(object)])
      expect(keys[0]).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
      expect(keys[1]).toBe(keys[0])
      expect(keys[2]).not.toBe(keys[0])
    },
  )

  it('says an instant with both of its ends', async () => {
    const texts: string[] = []
    const url = await localServer(
      (request, response) =>
        void textOf(request).then((text) => {
          if (request.method === 'POST') texts.push(text)
          json(response, {}, 201)
        }),
    )
    for (const dialect of ['bbc', 'vast'] as const)
      await clientTo(url, dialect).register('f', [draft('still', instant(0n))])
    expect(texts.map((it) => (JSON.parse(it) as { timerange: string }).timerange)).toEqual(['[0:0_0:0]', '[0:0_0:0]'])
  })
})
