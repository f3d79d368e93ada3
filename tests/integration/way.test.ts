import { readFile, writeFile } from 'node:fs/promises'
import type { ServerOptions } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import { createConnections } from '../../src-main/engine/servers/connections.ts'
import { isListening } from '../../src-main/engine/servers/is-listening.ts'
import { wayOfConnection } from '../../src-main/engine/servers/way-of-connection.ts'
import { authenticator, detectDialect, tamsHttp } from '../../src-main/tams/index.ts'
import { putObject, readBack } from '../../src-main/transfer/index.ts'
import type { Way } from '../../src-main/way/index.ts'
import { embeddedConnection, type Connection } from '../../src-shared/connection.ts'
import { hasOpenssl, makeAuthority } from '../helpers/certificates.ts'
import { forwardProxy } from '../helpers/forward-proxy.ts'
import { localServer } from '../helpers/local-server.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

function wayOf(connection: Partial<Connection>, login: string | null = null): Way {
  const way = wayOfConnection({ ...embeddedConnection, url: 'http://tams', ...connection }, login)
  if (!way.ok) throw new Error(way.problem.detail)
  return way.value
}

/** Answers as a TAMS server, a token server and a store would, and notes what was asked. */
async function everything(tls: ServerOptions | null = null) {
  const asked: { method: string; url: string; headers: Record<string, unknown> }[] = []
  const url = await localServer((request, response) => {
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
    request.resume().on('end', () => {
      const body = request.url?.startsWith('/token')
        ? { access_token: 't', token_type: 'bearer', expires_in: 3600 }
        : { api_version: '8.2', min_object_timeout: '300:0' }
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(request.method === 'PUT' ? '' : JSON.stringify(body))
    })
  }, tls)
  return { url, asked }
}

const oauth = (url: string, way: Way) =>
  authenticator({ kind: 'oauth2', tokenUrl: `${url}/token`, clientId: 'c', secret: 's' }, { way })

/** Asks for all that an upload asks for. */
async function askAll(url: string, way: Way) {
  const path = join(await tempFolder(), 'object.bin')
  await writeFile(path, 'bytes')
  const signal = new AbortController().signal
  const put = (client: 'got' | 'node') =>
    putObject({
      ...{ path, start: 0, length: 5, url: `${url}/a/../'k'?X-Amz-Signature=s`, headers: {}, verify: false, client },
      ...{ signal, onProgress: () => undefined, way },
    })
  return {
    api: await detectDialect(tamsHttp({ url, auth: oauth(url, way), way })),
    got: await put('got'),
    node: await put('node'),
    back: await readBack(`${url}/a/../'k'`, signal, way),
    isThere: await isListening(`${url}/look`, signal, way),
  }
}

const allWell = { api: { ok: true }, got: { ok: true }, node: { ok: true }, back: { ok: true }, isThere: true }

describe('a proxy', () => {
  it('carries API, token, both clients, read-back and look, with its login and links byte for byte', async () => {
    const { url, asked } = await everything()
    const proxy = await forwardProxy()
    const named = url.replace('127.0.0.1', 'tams.example.com')
    expect(await askAll(named, wayOf({ proxy: proxy.url }, 'me:open%20sesame'))).toMatchObject(allWell)
    expect(proxy.seen.map((it) => `${it.method} ${it.target.replace(named, '')}`)).toEqual([
      'POST /token',
      'GET /service',
      "PUT /a/../'k'?X-Amz-Signature=s",
      "PUT /a/../'k'?X-Amz-Signature=s",
      "GET /a/../'k'",
      'HEAD /look',
    ])
    const login = `Basic ${Buffer.from('me:open sesame').toString('base64')}`
    expect(new Set(proxy.seen.map((it) => it.login))).toEqual(new Set([login]))
    expect(asked.some((it) => 'proxy-authorization' in it.headers)).toBe(false)
  })

  it.each([
    [407, 'proxy-refused'],
    [403, 'proxy-refused'],
    [502, 'server-unreachable'],
  ])('that answers a tunnel with %s is told of as %s', async (status, code) => {
    const proxy = await forwardProxy(status)
    const way = wayOf({ proxy: proxy.url })
    const url = 'https://tams.example.com'
    const found = await detectDialect(tamsHttp({ url, auth: authenticator({ kind: 'none' }), way }))
    expect(found).toMatchObject({ ok: false, problem: { code } })
    expect(await isListening(url, new AbortController().signal, way)).toBe(false)
    expect(proxy.seen.map((it) => it.method)).toEqual(['CONNECT', 'CONNECT'])
  })

  it('that wants a login, or is not there, is not taken for the server', async () => {
    const guarded = await askAll('http://tams.example.com', wayOf({ proxy: (await forwardProxy(407)).url }))
    const refused = { ok: false, problem: { code: 'proxy-refused' } }
    expect(guarded).toMatchObject({ api: refused, got: refused, node: refused, back: refused, isThere: false })
    const nobody = await askAll('http://tams.example.com', wayOf({ proxy: 'http://127.0.0.1:1' }))
    const away = { ok: false, problem: { code: 'proxy-unreachable' } }
    expect(nobody).toMatchObject({ api: away, got: away, node: away, back: away, isThere: false })
  })

  it('that takes the connection and hangs up says nothing of who is behind it', async () => {
    const rude = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => void rude.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void rude.close())
    const way = wayOf({ proxy: `http://127.0.0.1:${(rude.address() as AddressInfo).port}` })
    for (const url of ['http://tams.example.com', 'https://tams.example.com'])
      expect(await isListening(url, new AbortController().signal, way)).toBe(false)
  })
})

describe('the proxy of this computer', () => {
  it('is what the desktop says of it, for all that is asked of a server', async () => {
    const { url } = await everything()
    const proxy = await forwardProxy()
    const named = url.replace('127.0.0.1', 'tams.example.com')
    const asked: string[] = []
    const journal = openJournal(await tempFolder())
    if (!journal.ok) throw new Error(journal.problem.message)
    const connections = createConnections({
      journal: journal.value,
      secrets: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
      embeddedUrl: () => expect.unreachable(),
      changed: () => undefined,
      fixed: { connection: { ...embeddedConnection, url: named }, secret: null },
      systemProxy: (of) => {
        asked.push(new URL(of).host)
        return Promise.resolve(`SOCKS5 127.0.0.1:1; PROXY ${new URL(proxy.url).host}; DIRECT`)
      },
    })
    onTestFinished(() => (connections.close(), journal.value.close()))
    expect(await connections.live()).toMatchObject({ ok: true })
    const tried = await connections.tryOut({ ...embeddedConnection, url: named }, null)
    expect(tried).toMatchObject({ state: 'reachable' })
    expect(proxy.seen.map((it) => it.target)).toEqual([`${named}/service`, `${named}/service`])
    expect(new Set(asked)).toEqual(new Set([new URL(named).host]))
  })
})

describe.skipIf(!hasOpenssl())('certificates', () => {
  it('of a private authority are trusted everywhere, through a tunnel too', async () => {
    const authority = await makeAuthority()
    const { url } = await everything(authority.issue('server').tls)
    expect(await askAll(url, wayOf({ caFile: authority.caFile }))).toMatchObject(allWell)
    const proxy = await forwardProxy()
    expect(await askAll(url, wayOf({ caFile: authority.caFile, proxy: proxy.url }))).toMatchObject(allWell)
    expect(proxy.seen.length).toBeGreaterThan(0)
    expect(proxy.seen.every((it) => it.method === 'CONNECT')).toBe(true)
    const untrusted = { ok: false, problem: { code: 'server-certificate' } }
    const strange = await askAll(url, wayOf({}))
    expect(strange).toMatchObject({ api: untrusted, got: untrusted, node: untrusted, back: untrusted, isThere: true })
  })

  it('of ours are shown to who asks; where they are missing, that is told apart from one we do not trust', async () => {
    const { caFile, issue } = await makeAuthority()
    const ca = await readFile(caFile)
    const { url } = await everything({ ...issue('server').tls, ca, requestCert: true, rejectUnauthorized: true })
    const { certFile, keyFile } = issue('client')
    expect(await askAll(url, wayOf({ caFile, certFile, keyFile }))).toMatchObject(allWell)
    const missing = { ok: false, problem: { code: 'client-certificate' } }
    expect(await askAll(url, wayOf({ caFile }))).toMatchObject({
      api: missing,
      got: missing,
      node: missing,
      back: missing,
    })
  })

  it('of ours that are missing are understood where a page says so', async () => {
    const url = await localServer((_, response) =>
      response.writeHead(400).end('<html><h1>400 Bad Request</h1>No required SSL certificate was sent</html>'),
    )
    const missing = { ok: false, problem: { code: 'client-certificate' } }
    const way = wayOf({})
    expect(await detectDialect(tamsHttp({ url, auth: authenticator({ kind: 'none' }), way }))).toMatchObject(missing)
  })

  it('that cannot be read are named before anything is asked', async () => {
    const authority = await makeAuthority()
    const [one, two] = [authority.issue('one'), authority.issue('two')]
    const code = (files: Partial<Connection>) => {
      const way = wayOfConnection({ ...embeddedConnection, url: 'https://tams', ...files }, null)
      return way.ok ? null : `${way.problem.code} ${String(way.problem.values?.['path'])}`
    }
    expect(code({ caFile: '/nowhere.pem' })).toBe('certificate-file /nowhere.pem')
    expect(code({ caFile: one.keyFile })).toBe(`certificate-file ${one.keyFile}`)
    expect(code({ certFile: one.certFile })).toBe(`certificate-file ${one.certFile}`)
    expect(code({ keyFile: one.keyFile })).toBe(`certificate-file ${one.keyFile}`)
    expect(code({ certFile: one.certFile, keyFile: two.keyFile })).toBe(`certificate-file ${two.keyFile}`)
    expect(code({ certFile: one.certFile, keyFile: one.keyFile })).toBe(null)
  })
})
