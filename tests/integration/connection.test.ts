import { describe, expect, it, vi } from 'vitest'
import { createConnections } from '../../src-main/engine/servers/connections.ts'
import { openServerBook } from '../../src-main/engine/servers/server-book.ts'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import { embeddedConnection, noDefaults, type Connection, type ConnectionStatus } from '../../src-shared/connection.ts'
import { ok, type Outcome } from '../../src-shared/outcome.ts'
import { localServer } from '../helpers/local-server.ts'
import { patiently } from '../helpers/patience.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testStore } from '../helpers/test-store.ts'

async function keeper(embeddedUrl?: () => Promise<Outcome<string>>) {
  const folder = await tempFolder()
  const journal = openJournal(folder)
  if (!journal.ok) throw new Error(journal.problem.message)
  const embedded = await testStore()
  const kept = new Map<string, string | null>()
  const heard: ConnectionStatus[] = []
  const connection = createConnections({
    journal: journal.value,
    embeddedUrl: embeddedUrl ?? (() => Promise.resolve(ok(embedded.url))),
    changed: (status) => heard.push(status),
    secrets: {
      read: (id) => Promise.resolve(kept.get(id) ?? null),
      write: (id, secret) => {
        kept.set(id, secret)
        return Promise.resolve()
      },
    },
  })
  /** As a person does it: kept under a name, then used. */
  async function save(wanted: Connection, secret: string | null, id = 'mine') {
    await connection.keep({ id, name: 'Mine', connection: wanted, defaults: noDefaults }, secret)
    return connection.use(id)
  }
  return { connection, journal: journal.value, kept, heard, embedded, save }
}

const to = (url: string, more: Partial<Connection> = {}): Connection => ({ ...embeddedConnection, url, ...more })
const bearer = { auth: { kind: 'bearer' } } as const

describe('the connection', () => {
  it('is the embedded store until somebody chooses another, and that choice is kept', async () => {
    const { connection, journal, save } = await keeper()
    expect(await connection.check()).toMatchObject({ embedded: true, state: 'reachable', dialect: 'bbc' })
    const store = await testStore({ dialect: 'vast' })
    expect(await save(to(store.url), null)).toMatchObject({
      embedded: false,
      state: 'reachable',
      dialect: 'vast',
      address: new URL(store.url).host,
    })
    expect(JSON.parse(journal.setting('servers')!)).toMatchObject([
      { id: 'mine', connection: { url: `${store.url}/` } },
    ])
    expect(journal.setting('server')).toBe('mine')
  })

  it('is tried out without keeping or making anything', async () => {
    const { connection, journal, kept } = await keeper()
    const store = await testStore()
    expect(await connection.tryOut(to(store.url, bearer), 'a token')).toMatchObject({ state: 'reachable' })
    expect(await connection.tryOut(to('http://127.0.0.1:1'), null)).toMatchObject({
      state: 'unreachable',
      problem: { code: 'server-unreachable' },
    })
    expect(await connection.tryOut(to('nonsense'), null)).toMatchObject({
      state: 'unreachable',
      problem: { code: 'bad-call' },
    })
    expect(store.seen.every((it) => it.method === 'GET')).toBe(true)
    expect([journal.setting('servers'), kept.size]).toEqual([null, 0])
  })

  it('keeps a token that stood in the address as the secret it is', async () => {
    const { journal, kept, heard, save } = await keeper()
    const store = await testStore({ requireToken: 'hunter2' })
    expect(await save(to(`${store.url}/?access_token=hunter2`), null)).toMatchObject({ state: 'reachable' })
    expect(kept.get('mine')).toBe('hunter2')
    expect(journal.setting('servers')! + JSON.stringify(heard)).not.toContain('hunter2')
  })

  it('never sends one server\u2019s secret to another', async () => {
    const { connection, kept, save } = await keeper()
    const mine = await testStore({ requireToken: 'mine' })
    const other = await testStore()
    await save(to(mine.url, bearer), 'mine')
    expect(await save(to(mine.url, bearer), null)).toMatchObject({ state: 'reachable' })
    await connection.tryOut(to(other.url, bearer), null)
    await save(to(other.url, bearer), null)
    expect(JSON.stringify(other.seen)).not.toContain('mine')
    expect(kept.get('mine')).toBeNull()
  })

  it('knows several servers by name, each with its secret, and forgets one with it', async () => {
    const { connection, kept, save } = await keeper()
    const mine = await testStore({ requireToken: 'mine' })
    const other = await testStore({ requireToken: 'other' })
    await save(to(mine.url, bearer), 'mine', 'a')
    await save(to(other.url, bearer), 'other', 'b')
    expect(connection.servers().map((it) => it.id)).toEqual(['embedded', 'a', 'b'])
    expect(await connection.use('a')).toMatchObject({ state: 'reachable', serverId: 'a' })
    await connection.forget('a')
    expect(connection.status()).toMatchObject({ embedded: true, serverId: 'embedded' })
    expect([kept.get('a'), kept.get('b')]).toEqual([null, 'other'])
    expect([
      JSON.stringify(mine.seen).includes('Bearer other'),
      JSON.stringify(other.seen).includes('Bearer mine'),
    ]).toEqual([false, false])
  })

  it('is what the look found that began last, although an older one ends after it', async () => {
    const urls: PromiseWithResolvers<Outcome<string>>[] = []
    const { connection, embedded, heard } = await keeper(() => {
      const url = Promise.withResolvers<Outcome<string>>()
      urls.push(url)
      return url.promise
    })
    const looks = [connection.check(), connection.check()]
    await vi.waitFor(() => expect(urls).toHaveLength(2), patiently)
    urls[1]?.resolve(ok(embedded.url))
    await looks[1]
    urls[0]?.resolve(ok('http://127.0.0.1:1'))
    expect(await Promise.all(looks)).toMatchObject([{ state: 'reachable' }, { state: 'reachable' }])
    expect(await connection.live()).toMatchObject({ ok: true })
    expect(heard.map((it) => it.state)).toEqual(['reachable'])
  })

  it('by OAuth2 takes one token, however often the server is looked at, and another for another secret', async () => {
    const store = await testStore()
    const given: string[] = []
    const tokenUrl = await localServer((request, response) => {
      given.push(request.headers.authorization ?? '')
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ access_token: `token-${given.length}`, token_type: 'bearer', expires_in: 1800 }))
    })
    const { connection, save } = await keeper()
    const oauth = to(store.url, { auth: { kind: 'oauth2', tokenUrl, clientId: 'c' } })
    await save(oauth, 'hunter2')
    for (let look = 0; look < 3; look += 1) expect(await connection.check()).toMatchObject({ state: 'reachable' })
    expect(given).toHaveLength(1)
    await save(oauth, 'hunter3')
    expect(new Set(given).size).toBe(2)
    expect(store.seen.at(-1)?.headers).toMatchObject({ authorization: `Bearer token-${given.length}` })
  })

  it('is asked for again after a fault', async () => {
    let isLocked = true
    const { connection, embedded } = await keeper(() =>
      isLocked ? Promise.reject(new Error('locked')) : Promise.resolve(ok(embedded.url)),
    )
    await expect(connection.live()).rejects.toThrow('locked')
    isLocked = false
    expect(await connection.live()).toMatchObject({ ok: true })
  })

  it('takes over the one server that an earlier version kept', async () => {
    const { journal } = await keeper()
    journal.saveSetting('connection', JSON.stringify(to('http://store.example/tams')))
    const book = openServerBook(journal, null)
    expect(book.inUse()).toMatchObject({ name: 'store.example', connection: { url: 'http://store.example/tams' } })
  })
})
