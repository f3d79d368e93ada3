import { describe, expect, it } from 'vitest'
import { keepConnection } from '../../src-main/engine/connection-keeper.ts'
import { openJournal } from '../../src-main/engine/journal.ts'
import { embeddedConnection, type Connection, type ConnectionStatus } from '../../src-shared/connection.ts'
import { ok } from '../../src-shared/outcome.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testStore } from '../helpers/test-store.ts'

async function keeper() {
  const folder = await tempFolder()
  const journal = openJournal(folder, true)
  if (!journal.ok) throw new Error(journal.problem.message)
  const embedded = await testStore()
  const kept = { secret: null as string | null }
  const heard: ConnectionStatus[] = []
  const connection = keepConnection({
    journal: journal.value, embeddedUrl: () => Promise.resolve(ok(embedded.url)), changed: (status) => heard.push(status),
    secrets: { read: () => Promise.resolve(kept.secret), write: (secret) => { kept.secret = secret; return Promise.resolve() } },
  })
  return { connection, journal: journal.value, kept, heard, embedded }
}

const to = (url: string, more: Partial<Connection> = {}): Connection => ({ ...embeddedConnection, url, ...more })
const bearer = { auth: { kind: 'bearer' } } as const

describe('the connection', () => {
  it('is the embedded store until somebody chooses another, and that choice is kept', async () => {
    const { connection, journal } = await keeper()
    expect(await connection.check()).toMatchObject({ embedded: true, state: 'reachable', dialect: 'bbc' })
    const store = await testStore({ dialect: 'vast' })
    expect(await connection.save(to(store.url), null)).toMatchObject({ embedded: false, state: 'reachable', dialect: 'vast', address: new URL(store.url).host })
    expect(JSON.parse(journal.setting('connection')!)).toMatchObject({ url: `${store.url}/` })
  })

  it('is tried out without keeping or making anything', async () => {
    const { connection, journal, kept } = await keeper()
    const store = await testStore()
    expect(await connection.tryOut(to(store.url, bearer), 'a token')).toMatchObject({ state: 'reachable' })
    expect(await connection.tryOut(to('http://127.0.0.1:1'), null)).toMatchObject({ state: 'unreachable', problem: { code: 'server-unreachable' } })
    expect(await connection.tryOut(to('nonsense'), null)).toMatchObject({ state: 'unreachable', problem: { code: 'bad-call' } })
    expect(store.seen.every((it) => it.method === 'GET')).toBe(true)
    expect([journal.setting('connection'), kept.secret]).toEqual([null, null])
  })

  it('keeps a token that stood in the address as the secret it is', async () => {
    const { connection, journal, kept, heard } = await keeper()
    const store = await testStore({ requireToken: 'hunter2' })
    expect(await connection.save(to(`${store.url}/?access_token=hunter2`), null)).toMatchObject({ state: 'reachable' })
    expect(kept.secret).toBe('hunter2')
    expect(journal.setting('connection')! + JSON.stringify(heard)).not.toContain('hunter2')
  })

  it('never sends one server\u2019s secret to another', async () => {
    const { connection, kept } = await keeper()
    const mine = await testStore({ requireToken: 'mine' })
    const other = await testStore()
    await connection.save(to(mine.url, bearer), 'mine')
    expect(await connection.save(to(mine.url, bearer), null)).toMatchObject({ state: 'reachable' })
    await connection.tryOut(to(other.url, bearer), null)
    await connection.save(to(other.url, bearer), null)
    expect(JSON.stringify(other.seen)).not.toContain('mine')
    expect(kept.secret).toBeNull()
  })
})
