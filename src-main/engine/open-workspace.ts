import { randomUUID } from 'node:crypto'
import type { Connection } from '../../src-shared/connection.ts'
import type { Announce } from '../../src-shared/contract.ts'
import { ok, type Outcome } from '../../src-shared/outcome.ts'
import { findFfprobe, probe } from '../media/index.ts'
import { putObject } from '../transfer/index.ts'
import { keepConnection, type ConnectionKeeper, type Secrets } from './connection-keeper.ts'
import { openEngine, type Engine } from './engine.ts'
import { openJournal } from './journal.ts'
import { systemClock } from './ports.ts'
import { queueHandlers, storedConcurrency, type QueueHandlers } from './queue-handlers.ts'

/** A data folder brought to life: what every door opens first. */
export interface Workspace {
  readonly engine: Engine
  readonly connection: ConnectionKeeper
  readonly handlers: QueueHandlers
  close: () => Promise<void>
}

export interface WorkspaceOptions {
  readonly folder: string
  readonly embeddedUrl: () => Promise<Outcome<string>>
  readonly secrets: Secrets
  readonly announce: Announce
  readonly fixed?: { readonly connection: Connection; readonly secret: string | null }
  readonly concurrency?: number
  readonly holdBackEarlier?: boolean
  readonly ffprobePath?: string
}

/** Opens journal, connection and engine of a data folder. Answers `data-in-use` where another process has it. */
export async function openWorkspace(options: WorkspaceOptions): Promise<Outcome<Workspace>> {
  const journal = openJournal(options.folder, true)
  if (!journal.ok) return journal
  const ffprobe = await findFfprobe(options.ffprobePath ?? process.env['TAMSIN_FFPROBE'])
  const connection = keepConnection({
    journal: journal.value, secrets: options.secrets, embeddedUrl: options.embeddedUrl,
    changed: (status) => options.announce('connection:changed', status),
    ...(options.fixed ? { fixed: options.fixed } : {}),
  })
  const engine = openEngine({
    journal: journal.value, connection, announce: options.announce,
    concurrency: options.concurrency ?? storedConcurrency(journal.value),
    holdBackEarlier: options.holdBackEarlier ?? false,
    ports: { clock: systemClock, random: Math.random, newId: randomUUID, put: putObject, probe: (path, signal) => probe(ffprobe, path, { signal }) },
  })
  return ok({ engine, connection, handlers: queueHandlers(engine, connection, journal.value), close: engine.close })
}
