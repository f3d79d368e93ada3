import type { Check } from '../../../src-shared/check.ts'
import type { Handlers } from '../../../src-shared/contract.ts'
import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import type { Settings } from '../../../src-shared/settings.ts'
import type { Engine } from '../engine.ts'
import type { Journal } from '../journal/index.ts'
import type { Connections } from '../servers/index.ts'
import type { PlaybackTickets } from './playback-tickets.ts'
import type { SettingsStore } from './settings.ts'
import type { Thumbnails } from './thumbnails.ts'

/** What the window's calls are answered from. */
export interface CallContext {
  readonly engine: Engine
  readonly connection: Connections
  readonly journal: Journal
  readonly settings: SettingsStore
  readonly runDoctor: () => Promise<Check[]>
  readonly thumbnails: Thumbnails
  readonly tickets: PlaybackTickets
  /** Somebody changed the settings. */
  readonly onSettingsSaved: (settings: Settings) => void
}

/** The calls that every door answers alike; what remains is what only a door can do. */
export type QueueHandlers = Omit<
  Handlers,
  'door:describe' | 'door:pick' | 'folder:list' | 'samples:folder' | 'door:diagnostics'
>

/** The answer of a call that only does something. */
export const nothing = (act: () => void): Promise<Outcome<Record<string, never>>> => {
  act()
  return Promise.resolve(ok({}))
}

/** What settings and the server's own defaults say of everything that is added. */
export function defaultOptions({ settings, connection }: Pick<CallContext, 'settings' | 'connection'>) {
  const { segment, startsAtOnce } = settings.read()
  const { defaults } = connection.inUse()
  return {
    segment: defaults.segment ?? segment,
    waits: !startsAtOnce,
    ...(Object.keys(defaults.tags).length > 0 ? { tags: defaults.tags } : {}),
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Optional fields that are there but undefined are not there. */
export const defined = <T extends object>(options: T): Partial<Defined<T>> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>
