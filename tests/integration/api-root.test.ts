import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { lookAtServer } from '../../src-main/engine/servers/look-at-server.ts'
import { authenticator, checkDialect, detectDialect, tamsHttp } from '../../src-main/tams/index.ts'
import { straightWay } from '../../src-main/way/index.ts'
import { embeddedServer } from '../../src-shared/connection.ts'
import { ok } from '../../src-shared/outcome.ts'
import { localServer } from '../helpers/local-server.ts'

const httpTo = (url: string) => tamsHttp({ url, auth: authenticator({ kind: 'bearer', token: 'secret' }) })

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const below = (...roots: readonly string[]) => ({
  paths: Object.fromEntries(
    roots.flatMap((root) => [
      [`${root}/flows`, { get: {}, post: {} }],
      [`${root}/flows/{flow_id}/segments`, { get: {}, post: {} }],
    ]),
  ),
})

/** A host with this description of itself, and a TAMS API below `root` alone. */
const hostOf = (description: object, root: string) =>
  localServer((request, response) => {
    if (request.url === '/openapi.json') return json(response, description)
    if (request.url === '/health') return json(response, { status: 'healthy' })
    return request.url === `${root}/service`
      ? json(response, { api_version: '8.0' })
      : json(response, { detail: 'Not Found' }, 404)
  })

describe('the root of an API, where only the host was given', () => {
  it.each<[string, object, string]>([
    ['its paths', below('/api/tams/latest', '/api/tams/v7.0', '/api/tams/v8.0'), '/api/tams/v8.0'],
    ['its servers', { ...below(''), servers: [{ url: '/media/tams' }] }, '/media/tams'],
    ['both', { ...below('/v8.0'), servers: [{ url: './media' }] }, '/media/v8.0'],
  ])('is what its openapi.json says by %s', async (_, description, root) => {
    const url = await hostOf(description, root)
    const found = { ok: true, value: { dialect: 'vast', apiVersion: '8.0', root: `${url}${root}` } }
    expect(await detectDialect(httpTo(url))).toMatchObject(found)
    expect(await checkDialect(httpTo(url), 'vast')).toMatchObject(found)
  })

  it('is another version where the newest is described and not there', async () => {
    const url = await hostOf(below('/tams/v7.0', '/tams/v10.0', '/tams/v8.0'), '/tams/v8.0')
    expect(await detectDialect(httpTo(url))).toMatchObject({ ok: true, value: { root: `${url}/tams/v8.0` } })
  })

  it('is not guessed between APIs that are not versions of one', async () => {
    const url = await hostOf(below('/ours', '/theirs'), '/theirs')
    expect(await checkDialect(httpTo(url), 'vast')).toMatchObject({ ok: false, problem: { code: 'server-not-tams' } })
  })

  it('is not looked for beside a path that was given', async () => {
    const url = await hostOf(below('/theirs'), '/theirs')
    expect(await checkDialect(httpTo(`${url}/ours`), 'vast')).toMatchObject({
      ok: false,
      problem: { code: 'server-not-tams' },
    })
  })

  it('is never on another host, who would be sent our credentials', async () => {
    const seen: unknown[] = []
    const other = await localServer((request, response) => {
      seen.push(request.headers.authorization)
      json(response, { api_version: '8.0' })
    })
    const url = await hostOf({ ...below(''), servers: [{ url: other }] }, '/nowhere')
    expect(await checkDialect(httpTo(url), 'vast')).toMatchObject({ ok: false, problem: { code: 'server-not-tams' } })
    expect(seen).toEqual([])
  })

  it('is read from a description of some length, and from no endless one', async () => {
    let sent = 0
    const url = await localServer((request, response) => {
      if (request.url !== '/openapi.json') return json(response, {}, 404)
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(1024 * 1024))) sent += 1
      }
      response.on('drain', more)
      return more()
    })
    expect(await detectDialect(httpTo(url))).toMatchObject({ ok: false, problem: { code: 'server-answer-wrong' } })
    expect(sent).toBeLessThan(64)
  })

  it('is what the connection writes to, and its name stays what a person gave', async () => {
    const url = await hostOf(below('/api/tams/v8.0'), '/api/tams/v8.0')
    const looked = await lookAtServer(
      { ...embeddedServer, connection: { ...embeddedServer.connection, url } },
      (way) => authenticator({ kind: 'none' }, { way }),
      ok(straightWay),
      () => Promise.reject(new Error('not asked for')),
      new AbortController().signal,
    )
    expect(looked).toMatchObject({
      ok: true,
      value: { live: { server: url, http: { server: { url: `${url}/api/tams/v8.0` } }, client: { dialect: 'vast' } } },
    })
  })
})
