import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { uploadOptionsSchema } from '../../src-shared/item/item.ts'
import { itemStateSchema } from '../../src-shared/item/state.ts'
import { workSchema } from '../../src-shared/item/work.ts'
import { mediaFactsSchema } from '../../src-shared/media-facts.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import type { QueueItem } from './queue-item.ts'

/** A source we made or are about to make; items of one batch share it. */
export interface SourceEntry {
  readonly key: string
  /** Ours until the store answers with its own. */
  readonly id: string
  readonly made: boolean
  readonly described: boolean
}

/**
 * The memory that survives everything: one SQLite file, written before the world is touched.
 *
 * Every method is durable when it returns (`synchronous = FULL`). Progress is never written.
 */
export interface Journal {
  load: () => QueueItem[]
  save: (items: readonly QueueItem[]) => void
  remove: (ids: readonly string[]) => void
  source: (key: string) => SourceEntry | null
  saveSource: (entry: SourceEntry) => void
  setting: (name: string) => string | null
  saveSetting: (name: string, value: string) => void
  close: () => void
}

const VERSION = 1
const SCHEMA = `
  CREATE TABLE items (
    id TEXT PRIMARY KEY, position REAL NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, modified_ms REAL NOT NULL,
    batch_id TEXT NOT NULL, series TEXT, source_name TEXT NOT NULL, flow_name TEXT NOT NULL, options TEXT NOT NULL, added_ms INTEGER NOT NULL,
    state TEXT NOT NULL, run_id INTEGER NOT NULL, facts TEXT, work TEXT NOT NULL, tries INTEGER NOT NULL, step_seconds TEXT NOT NULL
  ) STRICT;
  CREATE TABLE sources (key TEXT PRIMARY KEY, id TEXT NOT NULL, made INTEGER NOT NULL, described INTEGER NOT NULL) STRICT;
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`

/**
 * Opens the journal of a data folder.
 *
 * @param exclusive take the folder for this process; answers `data-in-use` where another one has it. Readers (a list) do
 *   without.
 */
export function openJournal(folder: string, exclusive: boolean): Outcome<Journal> {
  let release: () => void = () => undefined
  try {
    mkdirSync(folder, { recursive: true })
    if (exclusive) {
      const lock = takeLock(folder)
      if (!lock) return failed(problem('data-in-use', {}, folder))
      release = lock
    }
    const db = new DatabaseSync(join(folder, 'tamsin.sqlite'), { timeout: 5000 })
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
    if (version === 0) db.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${VERSION}; COMMIT;`)
    if (version > VERSION) {
      db.close()
      release()
      return failed(problem('data-unusable', {}, `the queue was written by a newer Tamsin (version ${version})`))
    }
    return ok(journalOn(db, release))
  } catch (error) {
    release()
    return failed(problem('data-unusable', {}, `${folder}: ${(error as Error).message}`))
  }
}

/** A second SQLite file, held locked for as long as the process lives: the operating system lets go of it even after a crash. */
function takeLock(folder: string): (() => void) | null {
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 })
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;')
    return () => lock.close()
  } catch {
    lock.close()
    return null
  }
}

function journalOn(db: DatabaseSync, release: () => void): Journal {
  const sql = {
    load: db.prepare('SELECT * FROM items ORDER BY position'),
    save: db.prepare(`INSERT INTO items VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
      ON CONFLICT (id) DO UPDATE SET position = excluded.position, size = excluded.size, modified_ms = excluded.modified_ms, source_name = excluded.source_name,
        flow_name = excluded.flow_name, options = excluded.options, state = excluded.state, run_id = excluded.run_id, facts = excluded.facts, work = excluded.work,
        tries = excluded.tries, step_seconds = excluded.step_seconds`),
    remove: db.prepare('DELETE FROM items WHERE id = ?'),
    source: db.prepare('SELECT * FROM sources WHERE key = ?'),
    saveSource: db.prepare('INSERT INTO sources VALUES (?,?,?,?) ON CONFLICT (key) DO UPDATE SET id = excluded.id, made = excluded.made, described = excluded.described'),
    setting: db.prepare('SELECT value FROM settings WHERE name = ?'),
    saveSetting: db.prepare('INSERT INTO settings VALUES (?,?) ON CONFLICT (name) DO UPDATE SET value = excluded.value'),
  }
  const atOnce = (work: () => void) => {
    db.exec('BEGIN')
    try {
      work()
      db.exec('COMMIT')
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }
  return {
    load: () => sql.load.all().map(fromRow),
    save: (items) => atOnce(() => { for (const item of items) sql.save.run(...toRow(item)) }),
    remove: (ids) => atOnce(() => { for (const id of ids) sql.remove.run(id) }),
    source: (key) => {
      const row = sql.source.get(key)
      return row ? { key, id: String(row['id']), made: row['made'] === 1, described: row['described'] === 1 } : null
    },
    saveSource: ({ key, id, made, described }) => void sql.saveSource.run(key, id, made ? 1 : 0, described ? 1 : 0),
    setting: (name) => (sql.setting.get(name)?.['value'] as string | undefined) ?? null,
    saveSetting: (name, value) => void sql.saveSetting.run(name, value),
    close: () => {
      db.close()
      release()
    },
  }
}

function toRow(item: QueueItem): (string | number | null)[] {
  return [
    item.id, item.position, item.path, item.name, item.size, item.modifiedMs, item.batch.id, item.batch.series, item.sourceName, item.flowName, JSON.stringify(item.options),
    item.addedMs, JSON.stringify(item.life.state), item.life.runId, item.facts && JSON.stringify(item.facts), JSON.stringify(item.work), item.tries, JSON.stringify(item.stepSeconds),
  ]
}

const rowSchema = z.object({
  id: z.string(), position: z.number(), path: z.string(), name: z.string(), size: z.number(), modified_ms: z.number(), batch_id: z.string(), series: z.string().nullable(),
  source_name: z.string(), flow_name: z.string(), options: z.string(), added_ms: z.number(), state: z.string(), run_id: z.number(), facts: z.string().nullable(),
  work: z.string(), tries: z.number(), step_seconds: z.string(),
})

/** The file is a border like any other: what stands in it is checked where it comes in. */
function fromRow(raw: unknown): QueueItem {
  const row = rowSchema.parse(raw)
  return {
    id: row.id, position: row.position, path: row.path, name: row.name, size: row.size, modifiedMs: row.modified_ms,
    batch: { id: row.batch_id, series: row.series }, sourceName: row.source_name, flowName: row.flow_name,
    options: uploadOptionsSchema.parse(JSON.parse(row.options)), addedMs: row.added_ms,
    life: { state: itemStateSchema.parse(JSON.parse(row.state)), runId: row.run_id },
    facts: row.facts === null ? null : mediaFactsSchema.parse(JSON.parse(row.facts)),
    work: workSchema.parse(JSON.parse(row.work)), tries: row.tries, stepSeconds: JSON.parse(row.step_seconds) as QueueItem['stepSeconds'],
  }
}
