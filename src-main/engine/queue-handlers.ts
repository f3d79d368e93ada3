import { basename, dirname } from 'node:path'
import type { Check } from '../../src-shared/check.ts'
import type { Handlers } from '../../src-shared/contract.ts'
import { proposeChoices } from '../../src-shared/naming/series-plan.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import type { ConnectionKeeper } from './connection-keeper.ts'
import type { Engine, NewItem } from './engine.ts'
import { fileFacts } from './file-facts.ts'
import { findFiles } from './find-files.ts'
import type { Journal } from './journal.ts'
import { viewOf, viewWithPieces } from './queue-item.ts'
import { receiptText } from './receipt.ts'
import type { SettingsKeeper } from './settings-keeper.ts'

/** The calls that every door answers alike; what remains is what only a door can do. */
export type QueueHandlers = Omit<Handlers, 'door:describe' | 'door:pick' | 'folder:list'>

const nothing = (act: () => void): Promise<Outcome<Record<string, never>>> => {
  act()
  return Promise.resolve(ok({}))
}

export function queueHandlers(engine: Engine, connection: ConnectionKeeper, journal: Journal, settings: SettingsKeeper, doctor: () => Promise<Check[]>): QueueHandlers {
  return {
    'queue:snapshot': () => {
      // A window that opens wants to know whether the server answers; it hears so as an event.
      if (connection.status().state === 'checking') void connection.live()
      return Promise.resolve(ok({ items: engine.items().map(viewOf), connection: connection.status(), totals: engine.totals(), hold: engine.hold(), damage: journal.damage }))
    },
    'queue:add': async ({ paths, options }) => {
      const found = await findFiles(paths, { recursive: true })
      if (!found.ok) return found
      if (found.value.files.length === 0) return failed(problem('nothing-to-add', { path: paths.join(', ') }))
      return ok({ ids: engine.add(found.value.files, { series: null, options: { ...defined(options), segment: settings.read().segment } }) })
    },
    'queue:pause': ({ ids }) => nothing(() => engine.pause(ids)),
    'queue:resume': ({ ids }) => nothing(() => engine.resume(ids)),
    'queue:cancel': ({ ids }) => nothing(() => engine.cancel(ids)),
    'queue:retry': ({ ids }) => nothing(() => engine.retry(ids)),
    'queue:remove': ({ ids }) => nothing(() => engine.remove(ids)),
    'queue:move': ({ ids, before }) => nothing(() => engine.move(ids, before)),
    'series:preview': async ({ paths }) => {
      const found = await findFiles(paths, { recursive: true })
      if (!found.ok) return found
      const { files, leftOut, folderName } = found.value
      const [first] = files
      if (!first) return failed(problem('nothing-to-add', { path: paths.join(', ') }))
      return ok({ files, leftOut, proposed: proposeChoices(folderName ?? basename(dirname(first.path)), files) })
    },
    'series:add': async ({ choices, files, options }) => {
      const added: NewItem[] = []
      for (const { path, sourceName, flowName } of files) {
        const facts = await fileFacts(path)
        // A file that is gone by now is still the person's: it stands in the queue and says so.
        added.push({ path, sourceName, flowName, ...('code' in facts ? { size: 0, modifiedMs: 0 } : facts) })
      }
      return ok({ ids: engine.add(added, { series: choices.name, options: { ...defined(options), segment: settings.read().segment } }) })
    },
    'connection:check': async () => {
      await engine.lookNow()
      return ok(connection.status())
    },
    'connection:try': async (asked) => ok(await connection.tryOut(asked.connection, asked.secret)),
    'connection:save': async (asked) => {
      const status = await connection.save(asked.connection, asked.secret)
      void engine.lookNow()
      return ok(status)
    },
    'doctor:run': async () => ok({ checks: await doctor() }),
    'settings:read': () => Promise.resolve(ok(settings.read())),
    'settings:save': (asked) => nothing(() => settings.save(asked)),
    'queue:receipt': ({ ids, form }) => Promise.resolve(ok({ text: receiptText(ids.flatMap((id) => engine.item(id) ?? []).map((it) => viewWithPieces(it, engine.pieces(it.id))), form) })),
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Optional fields that are there but undefined are not there. */
export const defined = <T extends object>(options: T): Partial<Defined<T>> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>
