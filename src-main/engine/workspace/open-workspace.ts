import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from '../../../src-shared/check.ts'
import type { Connection } from '../../../src-shared/connection.ts'
import type { Announce } from '../../../src-shared/contract.ts'
import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import type { Problem } from '../../../src-shared/problems.ts'
import type { Settings } from '../../../src-shared/settings.ts'
import { findFfmpeg, findFfprobe, type MediaTools } from '../../media/index.ts'
import { createConnections, type Connections, type Secrets, type SystemProxy } from '../servers/index.ts'
import { examine, type DoctorPorts } from '../doctor/index.ts'
import { openEngine, type Engine } from '../engine.ts'
import type { QueueItem } from '../item/index.ts'
import { openJournal } from '../journal/index.ts'
import { openLog, type Log } from './log-file.ts'
import { PIECES_FOLDER, systemPorts } from './system-ports.ts'
import { createThumbnails, type Thumbnails } from './thumbnails.ts'
import { systemClock } from '../ports.ts'
import { createPlaybackTickets, type PlaybackTickets } from './playback-tickets.ts'
import type { QueueHandlers } from './call-context.ts'
import { createQueueHandlers } from './queue-handlers.ts'
import { createWatchFolders, wholenessBy, type KnownFiles } from '../intake/index.ts'
import { createSettings, storedSettings, type SettingsStore } from './settings.ts'

const PICTURES_FOLDER = 'pictures'

/** A data folder brought to life: what every door opens first. */
export interface Workspace {
  readonly engine: Engine
  readonly connection: Connections
  readonly handlers: QueueHandlers
  readonly log: Log
  /** As they are now. */
  readonly settings: () => Settings
  /** Makes the pictures of an item now, while its file is still there. */
  readonly takePictures: (id: string) => Promise<void>
  /** Objects of the store that a window plays. */
  readonly plays: PlaybackTickets
  /** What was wrong with the journal when it was opened; it works now. */
  readonly damage: Problem | null
  /** Files of watched folders that came to the queue before. */
  readonly known: KnownFiles
  close: () => Promise<void>
}

export interface WorkspaceOptions {
  readonly folder: string
  readonly embeddedUrl: () => Promise<Outcome<string>>
  readonly secrets: Secrets
  readonly announce: Announce
  readonly systemProxy?: SystemProxy
  readonly fixed?: { readonly connection: Connection; readonly secret: string | null }
  readonly concurrency?: number
  /** Bytes a second, whatever the settings say. */
  readonly limitRate?: number
  readonly holdBackEarlier?: boolean
  readonly ffprobePath?: string
  /** Somebody changed the settings. */
  readonly settingsSaved?: (settings: Settings) => void
  /** These paths belong to no item any more. */
  readonly gone?: (paths: readonly string[]) => void
  /** Watch the folders that the settings name: doors that stay open do. */
  readonly watches?: boolean
}

/** Opens journal, connection and engine of a data folder. Answers `data-in-use` where another process has it. */
export async function openWorkspace(options: WorkspaceOptions): Promise<Outcome<Workspace>> {
  const journal = openJournal(options.folder)
  if (!journal.ok) return journal
  // What a process that died had cut; it is cut again where it is needed.
  await rm(join(options.folder, PIECES_FOLDER), { recursive: true, force: true })
  const log = openLog(options.folder)
  const announce: Announce = (name, payload) => {
    log.onEvent(name, payload)
    options.announce(name, payload)
  }
  const { ffmpeg, ffprobe } = await findTools(options.ffprobePath)
  let settings: SettingsStore | null = null
  let server = ''
  const connection = createConnections({
    journal: journal.value,
    secrets: options.secrets,
    embeddedUrl: options.embeddedUrl,
    changed: (status) => {
      announce('connection:changed', status)
      if (status.state !== 'reachable' || server === status.address) return
      server = status.address
      settings?.serverChanged()
    },
    ...(options.fixed ? { fixed: options.fixed } : {}),
    ...(options.systemProxy ? { systemProxy: options.systemProxy } : {}),
  })
  const engine = openEngine({
    journal: journal.value,
    connection,
    announce,
    concurrency: options.concurrency ?? storedSettings(journal.value, server).concurrency,
    holdBackEarlier: options.holdBackEarlier ?? false,
    ...(options.gone ? { gone: options.gone } : {}),
    ports: systemPorts(options.folder, { ffmpeg, ffprobe }),
  })
  const { isKnown, know } = journal.value
  const known = { isKnown, know, isWhole: wholenessBy(ffprobe) }
  const watching = options.watches
    ? createWatchFolders(known, engine, undefined, (path, trouble) => announce('watch:changed', { path, trouble }))
    : null
  settings = createSettings({
    journal: journal.value,
    engine,
    clock: systemClock,
    server: () => server,
    fixed: { concurrency: options.concurrency, limitRate: options.limitRate },
    defaults: () => connection.inUse().defaults,
    watching,
  })
  const kept = settings
  const thumbnails = createThumbnails(join(options.folder, PICTURES_FOLDER), ffmpeg)
  const plays = createPlaybackTickets(connection)
  return ok({
    engine,
    connection,
    handlers: createQueueHandlers({
      engine,
      connection,
      journal: journal.value,
      settings: kept,
      runDoctor: () => runDoctor({ folder: options.folder, connection, ffprobe, ffmpeg }, announce),
      thumbnails,
      tickets: plays,
      onSettingsSaved: options.settingsSaved ?? (() => undefined),
    }),
    plays,
    log,
    settings: kept.read,
    takePictures: (id) => takePictures(engine.item(id), thumbnails),
    damage: journal.value.damage,
    known,
    close: async () => {
      thumbnails.close()
      await watching?.close()
      const closed = engine.close()
      // The looks end after those who would be told of it.
      connection.close()
      kept.close()
      await closed
    },
  })
}

async function findTools(ffprobePath: string | undefined): Promise<MediaTools> {
  const ffmpeg = await findFfmpeg(process.env['FRAMEHAUL_FFMPEG'])
  return { ffmpeg, ffprobe: await findFfprobe(ffprobePath ?? process.env['FRAMEHAUL_FFPROBE']) }
}

async function takePictures(item: QueueItem | undefined, thumbnails: Thumbnails): Promise<void> {
  if (!item?.facts) return
  await thumbnails.take(item, 'poster')
  await thumbnails.take(item, item.facts.kind === 'audio' ? 'wave' : 'strip')
}

/** Asks everything, tells each answer as it comes, and answers them all. */
async function runDoctor(
  about: Pick<DoctorPorts, 'folder' | 'connection'> & MediaTools,
  announce: Announce,
): Promise<Check[]> {
  const checks: Check[] = []
  const ports = {
    folder: about.folder,
    connection: about.connection,
    findFfprobe: () => Promise.resolve(about.ffprobe),
    findFfmpeg: () => Promise.resolve(about.ffmpeg),
  }
  for await (const check of examine(ports)) {
    checks.push(check)
    announce('doctor:checked', check)
  }
  return checks
}
