import type { ServerDefaults } from '../../../src-shared/connection.ts'
import { parseJson } from '../../../src-shared/json.ts'
import { limitAt, wallTime } from '../../../src-shared/limits.ts'
import { settingsSchema, type Settings } from '../../../src-shared/settings.ts'
import type { Engine } from '../engine.ts'
import type { Journal } from '../journal/index.ts'
import type { WatchFolders } from '../intake/index.ts'
import type { Clock } from '../ports.ts'

/** Keeps the settings in the journal and the engine in step with them, as time passes and servers change. */
export interface SettingsStore {
  read: () => Settings
  save: (settings: Settings) => void
  /** Another server is connected: it has a concurrency of its own. */
  serverChanged: () => void
  close: () => void
}

/** The schedule counts in minutes. */
const LOOK_EVERY_MS = 15_000

/** What a journal says for a server; what was never set has its default. */
export function storedSettings(journal: Journal, server: string): Settings {
  const stored = settingsSchema.safeParse(parseJson(journal.setting('settings')) ?? {})
  const settings = stored.success ? stored.data : settingsSchema.parse({})
  const concurrency = settingsSchema.shape.concurrency.safeParse(
    Number(journal.setting(`concurrency:${server}`) ?? Number.NaN),
  )
  return concurrency.success ? { ...settings, concurrency: concurrency.data } : settings
}

export interface SettingsPorts {
  readonly journal: Journal
  readonly engine: Pick<Engine, 'setConcurrency' | 'setUseMetered' | 'rateLimit'>
  readonly clock: Clock
  /** The address that is connected. */
  readonly server: () => string
  /** What the command line said; it wins, and is not kept. */
  readonly fixed: { readonly concurrency: number | undefined; readonly limitRate: number | undefined }
  readonly defaults: () => ServerDefaults
  /** Null for doors that come and go: a command does not begin to watch folders. */
  readonly watching: WatchFolders | null
}

export function createSettings({
  journal,
  engine,
  clock,
  server,
  fixed,
  defaults,
  watching,
}: SettingsPorts): SettingsStore {
  let callOff: (() => void) | null = null
  const read = () => storedSettings(journal, server())

  function apply(): void {
    const settings = read()
    engine.setConcurrency(fixed.concurrency ?? defaults().concurrency ?? settings.concurrency)
    engine.setUseMetered(settings.useMetered)
    watching?.apply(settings.watched, {
      segment: defaults().segment ?? settings.segment,
      ...(Object.keys(defaults().tags).length > 0 ? { tags: defaults().tags } : {}),
    })
    applyLimit()
  }

  function applyLimit(): void {
    callOff?.()
    const { limits } = read()
    engine.rateLimit.set(
      fixed.limitRate ?? slower(defaults().bytesPerSecond, limitAt(limits, wallTime(new Date(clock.nowMs())))),
    )
    if (fixed.limitRate === undefined && limits.schedule.length > 0) callOff = clock.after(LOOK_EVERY_MS, applyLimit)
  }

  apply()
  return {
    read,
    save: (settings) => {
      journal.saveSetting('settings', JSON.stringify(settings))
      journal.saveSetting(`concurrency:${server()}`, String(settings.concurrency))
      apply()
    },
    serverChanged: apply,
    close: () => callOff?.(),
  }
}

/** Null is no limit. */
const slower = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b))
