import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEngine } from '../../src-main/engine/engine.ts'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import { systemClock } from '../../src-main/engine/ports.ts'
import type { Connections } from '../../src-main/engine/servers/connections.ts'
import { findFfprobe, probe } from '../../src-main/media/index.ts'
import { authenticator, tamsHttp, type TamsClient } from '../../src-main/tams/index.ts'
import { straightWay } from '../../src-main/way/index.ts'
import { embeddedServer } from '../../src-shared/connection.ts'
import { ok } from '../../src-shared/outcome.ts'
import { clip } from '../helpers/clips.ts'

/**
 * The engine without network and media: every request answers at once, every probe is known. What is left is queue,
 * journal, state machine and events. Prints CPU milliseconds an item.
 */
const ITEMS = Number(process.argv[2] ?? 2000)
const folder = mkdtempSync(join(tmpdir(), 'framehaul-bench-'))
const path = await clip('picture.mp4', folder)
const facts = await probe(await findFfprobe(), path)
const opened = openJournal(join(folder, 'data'))
if (!facts.ok || !opened.ok) throw new Error('cannot begin')

const objectIds = new Set<string>()
const yes = () => Promise.resolve(ok(null))
const client: TamsClient = {
  signal: new AbortController().signal,
  withSignal: () => client,
  dialect: 'bbc',
  clockAheadMs: () => 0,
  findSource: yes,
  createSource: (draft) => Promise.resolve(ok(draft.id)),
  createFlow: (draft) => Promise.resolve(ok(draft.id)),
  describeSource: yes,
  isDescribed: () => Promise.resolve(ok(true)),
  findSegment: yes,
  findFlowByTag: yes,
  removeSegment: yes,
  removeFlow: yes,
  register: yes,
  timeline: () => Promise.resolve(ok(objectIds)),
  allocate: () => {
    const objectId = randomUUID()
    objectIds.add(objectId)
    return Promise.resolve(ok([{ objectId, url: 'http://store/object', headers: {} }] as const))
  },
}
const connection: Connections = {
  status: () => {
    throw new Error('nobody asks')
  },
  live: () =>
    Promise.resolve(
      ok({
        client,
        http: tamsHttp({ url: 'http://nowhere', auth: authenticator({ kind: 'none' }) }),
        server: 'http://nowhere',
        way: straightWay,
      }),
    ),
  check: () => {
    throw new Error('nobody asks')
  },
  way: () => Promise.resolve(ok(straightWay)),
  tryOut: () => {
    throw new Error('nobody asks')
  },
  servers: () => [],
  inUse: () => embeddedServer,
  keep: () => Promise.resolve(),
  use: () => {
    throw new Error('nobody asks')
  },
  forget: () => Promise.resolve(),
  isLocal: () => true,
  close: () => undefined,
}
const engine = openEngine({
  journal: opened.value,
  connection,
  concurrency: 3,
  announce: () => undefined,
  ports: {
    clock: systemClock,
    random: Math.random,
    newId: randomUUID,
    isListening: () => Promise.resolve(true),
    network: { isOnline: () => true, isMetered: () => Promise.resolve(null) },
    probe: () => Promise.resolve(facts),
    readBack: () => Promise.resolve(ok({ type: 'unreadable', size: null })),
    cut: () => {
      throw new Error('nothing is cut here')
    },
    put: ({ length }) =>
      Promise.resolve(
        ok({
          bytes: length,
          etag: 'x',
          md5: 'x',
          sha256: null,
          isProven: true,
          isDoubted: false,
          client: 'got' as const,
        }),
      ),
  },
})
const files = Array.from({ length: ITEMS }, (_, index) => {
  const name = join(folder, `${index}.mp4`)
  writeFileSync(name, String(index))
  return { path: name, size: String(index).length, modifiedMs: 0 }
})
const before = process.cpuUsage()
engine.add(files, { series: null, options: { duplicates: 'upload' } })
await engine.atRest()
const { user, system } = process.cpuUsage(before)
const done = engine.items().filter((it) => it.life.state.name === 'done').length
await engine.close()
rmSync(folder, { recursive: true, force: true })
if (done !== ITEMS) throw new Error(`${done} of ${ITEMS} done`)
console.log(((user + system) / 1000 / ITEMS).toFixed(3))
