import { readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { ok } from '../../src-shared/outcome.ts'
import type { Connection, Hold } from '../../src-shared/connection.ts'
import type { EventPayload } from '../../src-shared/contract.ts'
import type { ItemReceipt, UploadOptions } from '../../src-shared/item/item.ts'
import { currentObjects, type MediaObject } from '../../src-shared/item/media-object.ts'
import type { ItemState } from '../../src-shared/item/state.ts'
import { createConnections, type Connections } from '../../src-main/engine/servers/connections.ts'
import { openEngine, type Engine } from '../../src-main/engine/engine.ts'
import { findFiles } from '../../src-main/engine/intake/find-files.ts'
import type { Journal } from '../../src-main/engine/journal/journal.ts'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import type { EnginePorts } from '../../src-main/engine/ports.ts'
import { receiptOf, type QueueItem } from '../../src-main/engine/item/queue-item.ts'
import { systemPorts } from '../../src-main/engine/workspace/system-ports.ts'
import { findFfmpeg, findFfprobe } from '../../src-main/media/index.ts'
import { tempFolder } from './temp-folder.ts'

export interface TestEngine extends Engine {
  readonly connection: Connections
  readonly folder: string
  /** Why the whole queue waited, as it was announced; null for the end of it. */
  readonly holds: readonly (Hold | null)[]
  /** Adds files and folders as loose files. */
  addPaths: (...paths: string[]) => Promise<string[]>
  item: (id: string) => QueueItem
  state: (id: string) => ItemState
  view: (id: string) => ItemReceipt
  /** The objects that its pieces have now. */
  pieces: (id: string) => MediaObject[]
  /** The most bytes that were announced as sent. */
  mostSent: (id: string) => number
  untilHeld: () => Promise<void>
  untilLetGo: () => Promise<void>
  until: (id: string, name: ItemState['name']) => Promise<void>
}

export interface TestEngineOptions {
  readonly folder?: string
  readonly url: string
  readonly concurrency?: number
  readonly ports?: Partial<EnginePorts>
  readonly connection?: Partial<Connection>
  readonly secret?: string
  /** An open journal, for tests that let it fail. */
  readonly journal?: Journal
  /** How files are added. By default without asking about duplicates: most tests use the same few clips. */
  readonly upload?: Partial<UploadOptions>
}

/**
 * The engine with its real parts. Waiting between tries is shortened to nothing: the clock comes in through the door.
 */
export async function testEngine(options: TestEngineOptions): Promise<TestEngine> {
  const folder = options.folder ?? (await tempFolder())
  const journal = options.journal ? ok(options.journal) : openJournal(folder)
  if (!journal.ok) throw new Error(journal.problem.message)
  const onAnyEvent = new Set<() => void>()
  const holds: (Hold | null)[] = []
  const connection = createConnections({
    journal: journal.value,
    secrets: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
    embeddedUrl: () => Promise.resolve(ok(options.url)),
    changed: () => undefined,
    fixed: {
      connection: { url: options.url, dialect: 'auto', auth: { kind: 'none' }, caFile: null, ...options.connection },
      secret: options.secret ?? null,
    },
  })
  const sent = new Map<string, number>()
  const engine = openEngine({
    journal: journal.value,
    connection,
    concurrency: options.concurrency ?? 3,
    announce: (name, payload) => {
      if (name === 'queue:progress')
        for (const { id, bytesSent } of (payload as EventPayload<'queue:progress'>).items)
          sent.set(id, Math.max(sent.get(id) ?? 0, bytesSent))
      if (name === 'queue:held') holds.push((payload as { hold: Hold | null }).hold)
      for (const look of onAnyEvent) look()
    },
    ports: { ...(await testPorts(folder)), ...options.ports },
  })
  let isClosed = false
  const close = async () => {
    if (isClosed) return
    isClosed = true
    await engine.close()
    connection.close()
  }
  onTestFinished(close)
  const item = (id: string) => {
    const found = engine.items().find((it) => it.id === id)
    if (!found) throw new Error(`no item ${id}`)
    return found
  }
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isSo()) return
        onAnyEvent.delete(look)
        resolve()
      }
      onAnyEvent.add(look)
      look()
    })
  return {
    ...engine,
    close,
    connection,
    folder,
    item,
    holds,
    state: (id) => item(id).life.state,
    view: (id) => receiptOf(item(id), engine.objects(id)),
    pieces: (id) => currentObjects(engine.objects(id), item(id).work.flowId),
    addPaths: async (...paths) => {
      const found = await findFiles(paths, { recursive: true })
      if (!found.ok) throw new Error(found.problem.message)
      return engine.add(found.value.files, { series: null, options: { duplicates: 'upload', ...options.upload } })
    },
    mostSent: (id) => sent.get(id) ?? 0,
    untilHeld: () => until(() => engine.hold() !== null),
    untilLetGo: () => until(() => engine.hold() === null),
    until: (id, name) => until(() => item(id).life.state.name === name),
  }
}

/** The real parts, and no waiting by chance. */
const testPorts = async (folder: string): Promise<EnginePorts> => ({
  ...systemPorts(folder, { ffmpeg: await findFfmpeg(), ffprobe: await findFfprobe() }, 1500),
  random: () => 0,
  network: { isOnline: () => true, isMetered: () => Promise.resolve(null) },
})

export const sha256Of = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
