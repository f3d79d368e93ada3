import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { authenticator, clientFor, detectDialect, tamsHttp, type Credentials } from '../../src-main/tams/index.ts'
import { timeRange } from '../../src-shared/time/timerange.ts'
import { localServer } from '../helpers/local-server.ts'
import { testStore } from '../helpers/test-store.ts'

const httpTo = (url: string, who: Credentials = { kind: 'none' }) => tamsHttp({ url, auth: authenticator(who) })
const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

/** Answers by path; everything else is 404. */
const serverOf = (routes: Record<string, (response: ServerResponse, request: IncomingMessage) => unknown>) =>
  localServer((request, response) => {
    const route = routes[`${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`]
    if (route) route(response, request)
    else json(response, { detail: 'Not Found' }, 404)
  })

const unstopped = new AbortController().signal

describe('finding out what kind of server answers', () => {
  it.each([
    [
      'the specification\u2019s 8.x',
      { 'GET /service': { type: 'urn:x-tams:service', api_version: '8.2', min_object_timeout: '300:0' } },
      'bbc',
    ],
    [
      'the specification\u2019s 6.0, without a description of itself',
      { 'GET /service': { type: 'urn:x-tams:service', api_version: '6.0' } },
      'bbc',
    ],
    [
      'the specification\u2019s 7.0, which offers no POST on flows',
      {
        'GET /service': { api_version: '7.0' },
        'GET /openapi.json': { paths: { '/flows': { get: {} }, '/flows/{flowId}': { put: {} } } },
      },
      'bbc',
    ],
    [
      'the VAST server',
      { 'GET /service': { api_version: '6.0' }, 'GET /openapi.json': { paths: { '/flows': { get: {}, post: {} } } } },
      'vast',
    ],
    ['the guide\u2019s', { 'GET /health': { status: 'healthy' } }, 'guide'],
  ])('knows %s', async (_, routes, dialect) => {
    const url = await serverOf(
      Object.fromEntries(Object.entries(routes).map(([route, body]) => [route, (response) => json(response, body)])),
    )
    expect(await detectDialect(httpTo(url))).toMatchObject({ ok: true, value: { dialect } })
  })

  it.each([
    [
      'a web page',
      { 'GET /service': (response: ServerResponse) => response.writeHead(200).end('<html>') },
      'portal-answered',
    ],
    ['nothing of TAMS', {}, 'server-not-tams'],
    ['a locked door', { 'GET /service': (response: ServerResponse) => json(response, {}, 401) }, 'not-authorised'],
    [
      'a door that is locked for us',
      { 'GET /service': (response: ServerResponse) => json(response, {}, 403) },
      'not-authorised',
    ],
    ['a fault', { 'GET /service': (response: ServerResponse) => json(response, {}, 500) }, 'server-error'],
    [
      'a redirect to elsewhere',
      {
        'GET /service': (response: ServerResponse) =>
          response.writeHead(302, { location: 'http://elsewhere.example/' }).end(),
      },
      'server-not-tams',
    ],
  ])('says what is wrong with %s', async (_, routes, code) => {
    expect(await detectDialect(httpTo(await serverOf(routes)))).toMatchObject({ ok: false, problem: { code } })
  })

  it('works below a path', async () => {
    const url = await serverOf({
      'GET /media/tams/service': (response) => json(response, { api_version: '8.2', min_object_timeout: '300:0' }),
    })
    expect(await detectDialect(httpTo(`${url}/media/tams/`))).toMatchObject({ ok: true, value: { dialect: 'bbc' } })
  })
})

describe('a server\u2019s answers', () => {
  const storage = async (body: unknown) => {
    const url = await serverOf({ 'POST /flows/f/storage': (response) => json(response, body, 201) })
    return clientFor('vast', httpTo(url)).allocate('f', 1)
  }

  it('are taken in both shapes that storage has', async () => {
    expect(
      await storage({
        media_objects: [
          { object_id: 'o', put_url: { url: 'http://s3/k', headers: { 'x-a': '1' }, 'content-type': 'video/mp4' } },
        ],
      }),
    ).toMatchObject({
      ok: true,
      value: [{ objectId: 'o', url: 'http://s3/k', headers: { 'x-a': '1', 'content-type': 'video/mp4' } }],
    })
    expect(await storage({ storage_locations: [{ object_id: 'o', put_url: 'http://s3/k' }] })).toMatchObject({
      ok: true,
      value: [{ objectId: 'o', url: 'http://s3/k', headers: {} }],
    })
  })

  it.each([
    [{}],
    [{ media_objects: [] }],
    [{ media_objects: [{ object_id: 'o' }] }],
    [{ media_objects: [{ object_id: 'o', put_url: { url: 'not a url' } }] }],
    ['text'],
    [null],
  ])('that are no storage (%j) are a problem that names the field', async (body) => {
    expect(await storage(body)).toMatchObject({ ok: false, problem: { code: 'server-answer-wrong', retryable: false } })
  })

  it.each([
    [400, 'request-refused'],
    [401, 'not-authorised'],
    [403, 'forbidden'],
    [404, 'flow-gone'],
    [407, 'proxy-refused'],
    [408, 'server-error'],
    [409, 'server-conflict'],
    [410, 'flow-gone'],
    [423, 'server-busy'],
    [425, 'server-busy'],
    [429, 'server-busy'],
    [499, 'server-error'],
    [500, 'server-error'],
    [503, 'server-busy'],
  ])('of %d are %s, with the server\u2019s own words', async (status, code) => {
    const url = await serverOf({ 'POST /flows/f/storage': (response) => json(response, { detail: 'because' }, status) })
    expect(await clientFor('vast', httpTo(url)).allocate('f', 1)).toMatchObject({
      ok: false,
      problem: { code, detail: expect.stringContaining('because') },
    })
  })

  it.each([
    [409, 'OperationAborted: a conflicting operation is in progress', 'server-busy'],
    [403, 'the flow is read-only', 'flow-read-only'],
  ])('of %d that say "%s" are %s', async (status, detail, code) => {
    const url = await serverOf({ 'POST /flows/f/storage': (response) => json(response, { detail }, status) })
    expect(await clientFor('vast', httpTo(url)).allocate('f', 1)).toMatchObject({ ok: false, problem: { code } })
  })

  it.each([
    [404, '<html><body>404 page not found</body></html>'],
    [404, '404 page not found\n'],
    [201, '<!doctype html><title>Please log in</title>'],
  ])('of %d with the words of a gateway (%j) are tried again', async (status, page) => {
    const url = await localServer((_, response) => response.writeHead(status).end(page))
    const refused = await clientFor('vast', httpTo(url)).allocate('f', 1)
    expect(refused).toMatchObject({ ok: false, problem: { code: 'server-garbled' } })
    expect(await clientFor('bbc', httpTo(url)).removeFlow('f')).toMatchObject({ ok: status === 201 })
  })

  it('that are longer than any are not read to their end', async () => {
    const long = JSON.stringify('x'.repeat(24 * 1024 ** 2))
    const url = await localServer((_, response) => response.end(long))
    expect(await httpTo(url).tell({ method: 'GET', path: '/service' })).toMatchObject({
      ok: false,
      problem: { code: 'server-answer-wrong', values: { field: expect.stringContaining('longer') } },
    })
    const token = { kind: 'oauth2', tokenUrl: `${url}/token`, clientId: 'c', secret: 's' } as const
    expect(await httpTo(url, token).tell({ method: 'GET', path: '/service' })).toMatchObject({
      ok: false,
      problem: { code: 'login-failed', detail: expect.stringContaining('longer than any token') },
    })
  })

  it('that some segments failed are a failure, although the status is 200', async () => {
    const url = await serverOf({
      'POST /flows/f/segments': (response) =>
        json(response, { failed_segments: [{ object_id: 'o', error: { type: 'x', summary: 'overlaps', time: '' } }] }),
    })
    expect(
      await clientFor('bbc', httpTo(url)).register('f', [
        {
          objectId: 'o',
          timerange: timeRange(0n, 1n),
          offset: 0n,
          lastDuration: null,
          sampleCount: null,
          keyFrameCount: null,
        },
      ]),
    ).toMatchObject({ ok: false, problem: { code: 'segment-refused', detail: expect.stringContaining('overlaps') } })
  })

  it('in pages are read to the end, and a server that repeats a page does not hold us', async () => {
    const url = await localServer((request, response) => {
      const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page') ?? 0)
      response.setHeader('x-paging-nextkey', String(Math.min(page + 1, 3)))
      json(response, [{ id: `id-${page}`, label: page === 2 ? 'wanted' : 'other' }])
    })
    expect(await clientFor('bbc', httpTo(url)).findSource('wanted')).toEqual({ ok: true, value: 'id-2' })
    expect(await clientFor('bbc', httpTo(url)).findSource('nowhere')).toEqual({ ok: true, value: null })
  })
})

describe('older VAST servers', () => {
  it('get the segment as a form where they ask for one', async () => {
    let form = ''
    const url = await serverOf({
      'POST /flows/f/segments': (response, request) => {
        if (request.headers['content-type'] !== 'application/x-www-form-urlencoded')
          return json(response, { detail: [{ loc: ['body', 'segment_data'], msg: 'Field required' }] }, 422)
        request.on('data', (data: Buffer) => {
          form += String(data)
        })
        return request.on('end', () => json(response, {}, 201))
      },
    })
    const draft = {
      objectId: 'o',
      timerange: timeRange(0n, 1_000_000_000n),
      offset: 0n,
      lastDuration: null,
      sampleCount: 1,
      keyFrameCount: 1,
    }
    expect(await clientFor('vast', httpTo(url)).register('f', [draft])).toEqual({ ok: true, value: null })
    expect(JSON.parse(new URLSearchParams(form).get('segment_data') ?? '')).toMatchObject({
      object_id: 'o',
      timerange: '[0:0_1:0)',
    })
  })
})

describe('signing in', () => {
  it('with a user and a password, or with a token in the address', async () => {
    const seen: (string | undefined)[] = []
    const url = await localServer((request, response) => {
      seen.push(request.headers.authorization ?? request.url)
      json(response, { api_version: '8.2', min_object_timeout: '300:0' })
    })
    await detectDialect(httpTo(url, { kind: 'basic', user: 'ana', password: 'p:w' }))
    await detectDialect(httpTo(url, { kind: 'url-token', token: 'a b' }))
    expect(seen).toEqual([`Basic ${Buffer.from('ana:p:w').toString('base64')}`, '/service?access_token=a+b'])
  })

  it('by OAuth2 fetches one token for many requests, and another when it was revoked', async () => {
    const store = await testStore({ requireToken: 'token-2' })
    let given = 0
    const tokens = await localServer((request, response) => {
      expect(request.headers.authorization).toBe(`Basic ${Buffer.from('client:s3cret').toString('base64')}`)
      json(response, { access_token: `token-${++given}`, token_type: 'bearer', expires_in: 3600 })
    })
    const http = httpTo(store.url, {
      kind: 'oauth2',
      tokenUrl: `${tokens}/token`,
      clientId: 'client',
      secret: 's3cret',
    })
    const answers = await Promise.all([1, 2, 3].map(() => http.tell({ method: 'GET', path: '/sources' })))
    expect(answers.every((it) => it.ok)).toBe(true)
    await http.tell({ method: 'GET', path: '/flows' })
    expect(given).toBe(2)
  })

  it('by OAuth2 says that the login server refused, without the secret', async () => {
    const tokens = await localServer((_, response) => json(response, { error: 'invalid_client' }, 401))
    const refused = await httpTo('http://127.0.0.1:1', {
      kind: 'oauth2',
      tokenUrl: tokens,
      clientId: 'c',
      secret: 'hunter2',
    }).tell({ method: 'GET', path: '/' })
    expect(refused).toMatchObject({ ok: false, problem: { code: 'login-failed' } })
    expect(JSON.stringify(refused)).not.toContain('hunter2')
  })

  it('by OAuth2 asks for scope and audience, with the secret where the token server wants it', async () => {
    const asked: string[] = []
    const tokens = await localServer((request, response) => {
      void text(request).then((body) => {
        asked.push(`${request.headers.authorization ? 'header' : 'body'} ${body}`)
        json(response, { access_token: 't', token_type: 'bearer', expires_in: 60 })
      })
    })
    const more = { scope: 'tams/read tams/write', audience: 'https://tams.example.com' }
    await oauthTo(tokens, more).credentials(unstopped)
    await oauthTo(tokens, { secretIn: 'body' }).credentials(unstopped)
    expect(asked).toEqual([
      'header scope=tams%2Fread+tams%2Fwrite&audience=https%3A%2F%2Ftams.example.com&grant_type=client_credentials',
      'body grant_type=client_credentials&client_id=c&client_secret=hunter2',
    ])
  })

  it.each([
    ['503', 503, 'away for maintenance', 'login-unreachable', 4],
    ['its own fault', 500, '', 'login-unreachable', 4],
    ['too many requests', 429, { error: 'slow_down' }, 'login-unreachable', 4],
    ['a fault that calls itself a refusal', 400, { error: 'temporarily_unavailable' }, 'login-unreachable', 4],
    ['a refusal', 401, { error: 'invalid_client', error_description: 'this client was retired' }, 'login-failed', 1],
    ['a scope that nobody may have', 400, { error: 'invalid_scope' }, 'login-failed', 1],
    ['a login page', 200, '<!doctype html><html>', 'portal-answered', 1],
  ] as const)('by OAuth2 takes %s for what it is', async (_, status, body, code, times) => {
    let asked = 0
    const tokens = await localServer((_request, response) => {
      asked += 1
      if (typeof body === 'string') response.writeHead(status).end(body)
      else json(response, body, status)
    })
    const found = await oauthTo(tokens).credentials(unstopped)
    expect(found).toMatchObject({ ok: false, problem: { code } })
    expect(asked).toBe(times)
    const words = typeof body === 'string' ? (body.startsWith('<') ? '' : body) : Object.values(body).join(': ')
    expect(found.ok ? '' : found.problem.detail).toContain(words)
  })

  it('by OAuth2 takes a token from a server that was busy for a moment', async () => {
    let asked = 0
    const tokens = await localServer((_, response) =>
      ++asked < 3 ? response.writeHead(503).end() : json(response, { access_token: 't', token_type: 'bearer' }),
    )
    expect(await oauthTo(tokens).credentials(unstopped)).toMatchObject({ ok: true })
  })

  it('by OAuth2 renews a token before it ends, and keeps one that is good where no other is given', async () => {
    let nowMs = 0
    let given = 0
    let isBusy = false
    const tokens = await localServer((_, response) =>
      isBusy
        ? response.writeHead(503).end()
        : json(response, { access_token: `t${++given}`, token_type: 'bearer', expires_in: 60 }),
    )
    const who = oauthTo(tokens, {}, () => nowMs)
    const tokenAt = async (seconds: number) => {
      nowMs = seconds * 1000
      const found = await who.credentials(unstopped)
      return found.ok ? found.value.headers['authorization'] : found.problem.code
    }
    expect([await tokenAt(0), await tokenAt(39), await tokenAt(41)]).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2'])
    isBusy = true
    expect([await tokenAt(90), await tokenAt(102)]).toEqual(['Bearer t2', 'login-unreachable'])
  })
})

const oauthTo = (tokenUrl: string, more: object = {}, nowMs: () => number = Date.now) =>
  authenticator(
    { kind: 'oauth2', tokenUrl, clientId: 'c', secret: 'hunter2', ...more },
    { nowMs, pause: () => Promise.resolve() },
  )
