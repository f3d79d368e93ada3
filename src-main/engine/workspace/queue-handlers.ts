import { basename, dirname } from 'node:path'
import type { Check } from '../../../src-shared/check.ts'
import type { Handlers } from '../../../src-shared/contract.ts'
import { proposeChoices, type SeriesChoices } from '../../../src-shared/naming/series-plan.ts'
import { matchSidecars } from '../../../src-shared/naming/series-shape.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import { listFlows, listSegments, listSources, readFlow } from '../../tams/index.ts'
import type { Settings } from '../../../src-shared/settings.ts'
import type { Connections, LiveConnection } from '../servers/index.ts'
import type { NewItem } from '../engine-commands.ts'
import type { Engine } from '../engine.ts'
import { fileFacts, detailsOf, viewOf, viewWithPieces, receiptText } from '../item/index.ts'
import { findFiles } from '../intake/index.ts'
import type { Journal } from '../journal/index.ts'
import type { Thumbnails } from './thumbnails.ts'
import type { Plays } from './playback-tickets.ts'
import type { SettingsStore } from './settings.ts'

/** The calls that every door answers alike; what remains is what only a door can do. */
export type QueueHandlers = Omit<
  Handlers,
  'door:describe' | 'door:pick' | 'folder:list' | 'samples:folder' | 'door:diagnostics'
>

const MOST_IN_RECEIPT = 100_000

const nothing = (act: () => void): Promise<Outcome<Record<string, never>>> => {
  act()
  return Promise.resolve(ok({}))
}

export function queueHandlers(
  engine: Engine,
  connection: Connections,
  journal: Journal,
  settings: SettingsStore,
  doctor: () => Promise<Check[]>,
  pictures: Thumbnails,
  plays: Plays,
  settingsSaved: (settings: Settings) => void,
): QueueHandlers {
  const ofSettings = () => {
    const { segment, startsAtOnce } = settings.read()
    const { defaults } = connection.inUse()
    return {
      segment: defaults.segment ?? segment,
      waits: !startsAtOnce,
      ...(Object.keys(defaults.tags).length > 0 ? { tags: defaults.tags } : {}),
    }
  }
  const withTemplate = (proposed: SeriesChoices): SeriesChoices => ({
    ...proposed,
    template: connection.inUse().defaults.template ?? proposed.template,
  })
  const withStore = async <T>(read: (live: LiveConnection) => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const live = await connection.live()
    return live.ok ? read(live.value) : live
  }
  return {
    'queue:snapshot': () => {
      // A window that opens wants to know whether the server answers; it hears so as an event.
      if (connection.status().state === 'checking') void connection.live()
      return Promise.resolve(
        ok({
          items: engine.items().map(viewOf),
          connection: connection.status(),
          totals: engine.totals(),
          hold: engine.hold(),
          damage: journal.damage,
        }),
      )
    },
    'queue:add': async ({ paths, options }) => {
      const found = await findFiles(paths, { recursive: true })
      if (!found.ok) return found
      if (found.value.files.length === 0) return failed(problem('nothing-to-add', { path: paths.join(', ') }))
      return ok({
        ids: engine.add(found.value.files, { series: null, options: { ...defined(options), ...ofSettings() } }),
      })
    },
    'queue:pause': ({ ids }) => nothing(() => engine.pause(ids)),
    'queue:resume': ({ ids }) => nothing(() => engine.resume(ids)),
    'queue:cancel': ({ ids }) => nothing(() => engine.cancel(ids)),
    'queue:retry': ({ ids }) => nothing(() => engine.retry(ids)),
    'queue:remove': ({ ids }) => nothing(() => engine.remove(ids)),
    'queue:restore': ({ ids }) => nothing(() => engine.restore(ids)),
    'queue:start': ({ ids }) => nothing(() => engine.start(ids)),
    'queue:edit': ({ edits }) => Promise.resolve(ok({ ids: engine.edit(edits) })),
    'item:details': ({ id }) => {
      const item = engine.item(id)
      return Promise.resolve(item ? ok(detailsOf(item, engine.pieces(id))) : failed(problem('no-such-item')))
    },
    'item:pictures': async ({ id, kind }) => {
      const item = engine.item(id)
      return item ? ok({ images: await pictures(item, kind) }) : failed(problem('no-such-item'))
    },
    'queue:move': ({ ids, before }) => nothing(() => engine.move(ids, before)),
    'series:preview': async ({ paths }) => {
      const found = await findFiles(paths, { recursive: true })
      if (!found.ok) return found
      const { files, others, folderName } = found.value
      const [first] = files
      if (!first) return failed(problem('nothing-to-add', { path: paths.join(', ') }))
      const sidecars = matchSidecars(files, others)
      const isSidecar = new Set(sidecars.map((it) => it.path))
      return ok({
        files,
        sidecars,
        leftOut: others.filter((it) => !isSidecar.has(it.path)).map((it) => it.relativePath),
        proposed: withTemplate(proposeChoices(folderName ?? basename(dirname(first.path)), files)),
      })
    },
    'series:add': async ({ choices, files, options }) => {
      const added: NewItem[] = []
      for (const { path, sourceName, flowName, sidecarOf } of files) {
        const facts = await fileFacts(path)
        // A file that is gone by now is still the person's: it stands in the queue and says so.
        added.push({
          path,
          sourceName,
          flowName,
          ...(sidecarOf === undefined ? {} : { sidecarOf }),
          ...('code' in facts ? { size: 0, modifiedMs: 0 } : facts),
        })
      }
      return ok({ ids: engine.add(added, { series: choices.name, options: { ...defined(options), ...ofSettings() } }) })
    },
    'connection:check': async () => {
      await engine.lookNow()
      return ok(connection.status())
    },
    'connection:try': async (asked) => ok(await connection.tryOut(asked.connection, asked.secret)),
    'servers:list': () => Promise.resolve(ok({ servers: [...connection.servers()], usedId: connection.inUse().id })),
    'servers:keep': async ({ server, secret }) => {
      await connection.keep(server, secret)
      settings.serverChanged()
      void engine.lookNow()
      return ok({})
    },
    'servers:use': async ({ id }) => {
      const status = await connection.use(id)
      settings.serverChanged()
      void engine.lookNow()
      return ok(status)
    },
    'servers:forget': async ({ id }) => {
      await connection.forget(id)
      settings.serverChanged()
      return ok({})
    },
    'history:list': ({ search, before, limit }) =>
      Promise.resolve(ok({ uploads: journal.uploads(search, before, limit), total: journal.countUploads(search) })),
    'history:receipt': ({ search, form }) =>
      Promise.resolve(ok({ text: receiptText(journal.uploads(search, null, MOST_IN_RECEIPT), form) })),
    'store:sources': ({ page }) =>
      withStore(async ({ http }) => {
        const read = await listSources(http, page)
        return read.ok ? ok({ sources: [...read.value.entries], next: read.value.next }) : read
      }),
    'store:flows': ({ sourceId, page }) =>
      withStore(async ({ http }) => {
        const read = await listFlows(http, sourceId, page)
        return read.ok ? ok({ flows: [...read.value.entries], next: read.value.next }) : read
      }),
    'store:flow': ({ flowId }) => withStore(({ http }) => readFlow(http, flowId)),
    'store:segments': ({ flowId, page }) =>
      withStore(async ({ http }) => {
        const read = await listSegments(http, flowId, page)
        return read.ok ? ok({ segments: [...read.value.entries], next: read.value.next }) : read
      }),
    'store:play': ({ flowId, objectId, type }) =>
      Promise.resolve(ok({ address: plays.ticket(flowId, objectId, type) })),
    'doctor:run': async () => ok({ checks: await doctor() }),
    'settings:read': () => Promise.resolve(ok(settings.read())),
    'settings:save': (asked) =>
      nothing(() => {
        settings.save(asked)
        settingsSaved(asked)
      }),
    'queue:receipt': ({ ids, form }) =>
      Promise.resolve(
        ok({
          text: receiptText(
            ids.flatMap((id) => engine.item(id) ?? []).map((it) => viewWithPieces(it, engine.pieces(it.id))),
            form,
          ),
        }),
      ),
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Optional fields that are there but undefined are not there. */
export const defined = <T extends object>(options: T): Partial<Defined<T>> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>
