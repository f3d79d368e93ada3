import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from '../../../src-shared/check.ts'
import type { Connection } from '../../../src-shared/connection.ts'
import type { Announce } from '../../../src-shared/contract.ts'
import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import type { Problem } from '../../../src-shared/problems.ts'
import type { Settings } from '../../../src-shared/settings.ts'
import { cutMedia, findFfmpeg, findFfprobe, piecesOfSet, probeAny, probeSidecar } from '../../media/index.ts'
import { putObject, readBack } from '../../transfer/index.ts'
import { createConnections, type Connections, type Secrets, isListening, systemNetwork } from '../servers/index.ts'
import { examine } from '../doctor/index.ts'
import { openEngine, type Engine } from '../engine.ts'
import { openJournal, type Journal } from '../journal/index.ts'
import { openLog, type Log } from './log-file.ts'
import { createThumbnails } from './thumbnails.ts'
import { systemClock } from '../ports.ts'
import { createPlaybackTickets, type Plays } from './playback-tickets.ts'
import { queueHandlers, type QueueHandlers } from './queue-handlers.ts'
import { createWatchFolders } from '../intake/index.ts'
import { createSettings, storedSettings, type SettingsStore } from './settings.ts'

const PIECES_FOLDER = 'pieces'
const PICTURES_FOLDER = 'pictures'
/** A recorder that writes nothing for so long has stopped. */
const FOLLOW_IDLE_MS = 15_000

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
  readonly plays: Plays
  /** What was wrong with the journal when it was opened; it works now. */
  readonly damage: Problem | null
  /** Files of watched folders that came to the queue before. */
  readonly known: Pick<Journal, 'isKnown' | 'know'>
  close: () => Promise<void>
}

export interface WorkspaceOptions {
  readonly folder: string
  readonly embeddedUrl: () => Promise<Outcome<string>>
  readonly secrets: Secrets
  readonly announce: Announce
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
    log.hear(name, payload)
    options.announce(name, payload)
  }
  const ffmpeg = await findFfmpeg(process.env['FRAMEHAUL_FFMPEG'])
  const ffprobe = await findFfprobe(options.ffprobePath ?? process.env['FRAMEHAUL_FFPROBE'])
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
  })
  const engine = openEngine({
    journal: journal.value,
    connection,
    announce,
    concurrency: options.concurrency ?? storedSettings(journal.value, server).concurrency,
    holdBackEarlier: options.holdBackEarlier ?? false,
    ...(options.gone ? { gone: options.gone } : {}),
    ports: {
      clock: systemClock,
      random: Math.random,
      newId: randomUUID,
      put: putObject,
      readBack,
      isListening,
      network: systemNetwork,
      probe: (path, signal, { frameRate, sidecarOf }) => {
        const how = { signal, ...(frameRate ? { frameRate } : {}) }
        return sidecarOf === undefined ? probeAny(ffprobe, path, how) : probeSidecar(ffprobe, path, sidecarOf, how)
      },
      cut: ({ itemId, seconds, follow, ...what }) => {
        const placed = { ...what, folder: join(options.folder, PIECES_FOLDER, itemId) }
        return seconds === null
          ? piecesOfSet(ffprobe, placed)
          : cutMedia(ffmpeg, { ...placed, seconds, ...(follow ? { followIdleMs: FOLLOW_IDLE_MS } : {}) })
      },
    },
  })
  const watching = options.watches ? createWatchFolders(journal.value, engine) : null
  settings = createSettings(
    journal.value,
    engine,
    systemClock,
    () => server,
    {
      ...(options.concurrency ? { concurrency: options.concurrency } : {}),
      ...(options.limitRate ? { limitRate: options.limitRate } : {}),
    },
    () => connection.inUse().defaults,
    watching,
  )
  const kept = settings
  const doctor = async () => {
    const checks: Check[] = []
    const ports = {
      folder: options.folder,
      connection,
      findFfprobe: () => Promise.resolve(ffprobe),
      findFfmpeg: () => Promise.resolve(ffmpeg),
    }
    for await (const check of examine(ports)) {
      checks.push(check)
      announce('doctor:checked', check)
    }
    return checks
  }
  const { pictures, close: closePictures } = createThumbnails(join(options.folder, PICTURES_FOLDER), ffmpeg)
  const plays = createPlaybackTickets(connection)
  return ok({
    engine,
    connection,
    handlers: queueHandlers(
      engine,
      connection,
      journal.value,
      kept,
      doctor,
      pictures,
      plays,
      options.settingsSaved ?? (() => undefined),
    ),
    plays,
    log,
    settings: kept.read,
    takePictures: async (id) => {
      const item = engine.item(id)
      if (!item?.facts) return
      await pictures(item, 'poster')
      await pictures(item, item.facts.kind === 'audio' ? 'wave' : 'strip')
    },
    damage: journal.value.damage,
    known: journal.value,
    close: async () => {
      kept.close()
      closePictures()
      await watching?.close()
      await engine.close()
    },
  })
}
