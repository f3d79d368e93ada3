import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ProblemError } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'

const FILE = 'framehaul.sqlite'

/** What each version added; a journal of an earlier one is brought up step by step. */
const MIGRATIONS = [
  `CREATE TABLE items (
    id TEXT PRIMARY KEY, position REAL NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
    modified_ms REAL NOT NULL, batch_id TEXT NOT NULL, series TEXT, source_name TEXT NOT NULL,
    flow_name TEXT NOT NULL, options TEXT NOT NULL, added_ms INTEGER NOT NULL, state TEXT NOT NULL,
    run_id INTEGER NOT NULL, facts TEXT, work TEXT NOT NULL, tries INTEGER NOT NULL, step_seconds TEXT NOT NULL
  ) STRICT;
  CREATE TABLE sources (
    key TEXT PRIMARY KEY, id TEXT NOT NULL, made INTEGER NOT NULL, described INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
  `ALTER TABLE items ADD COLUMN fingerprint TEXT;
  ALTER TABLE items ADD COLUMN troubles TEXT NOT NULL DEFAULT '[]';
  CREATE TABLE history (
    id TEXT PRIMARY KEY, server TEXT NOT NULL, fingerprint TEXT NOT NULL, md5 TEXT, source_name TEXT NOT NULL,
    flow_name TEXT NOT NULL, work TEXT NOT NULL, finished_ms REAL NOT NULL
  ) STRICT;
  CREATE INDEX history_by_content ON history (server, fingerprint);`,
  `CREATE TABLE pieces (
    item_id TEXT NOT NULL, place INTEGER NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (item_id, place)
  ) STRICT;`,
  `CREATE TABLE watched (
    path TEXT NOT NULL, size INTEGER NOT NULL, modified_ms REAL NOT NULL, PRIMARY KEY (path, size, modified_ms)
  ) STRICT;`,
  `CREATE TABLE uploads (
    id TEXT PRIMARY KEY, finished_ms REAL NOT NULL, words TEXT NOT NULL, doc TEXT NOT NULL
  ) STRICT;
  CREATE INDEX uploads_by_time ON uploads (finished_ms, id);`,
  `CREATE TABLE objects (
    item_id TEXT NOT NULL, object_id TEXT NOT NULL, doc TEXT NOT NULL, UNIQUE (item_id, object_id)
  ) STRICT;
  DROP TABLE pieces;`,
  'CREATE INDEX objects_by_id ON objects (object_id);',
]

/** Where SQLite writes first; it is there as long as the database is open. */
export const walOf = (folder: string): string => join(folder, `${FILE}-wal`)

/** The tables of a journal, in the order in which they can be copied. */
export const TABLES = ['settings', 'sources', 'items', 'history', 'objects', 'watched', 'uploads'] as const

/** Opens the file, makes what is missing; throws where it was written by a newer Framehaul or cannot be read. */
export function openJournalFile(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true })
  const db = new DatabaseSync(join(folder, FILE), { timeout: 5000 })
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
    const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
    if (version > MIGRATIONS.length)
      throw new ProblemError(
        problem('data-unusable', {}, `the queue was written by a newer Framehaul (version ${version})`),
      )
    MIGRATIONS.slice(version).forEach((step, index) =>
      db.exec(`BEGIN; ${step} PRAGMA user_version = ${version + index + 1}; COMMIT;`),
    )
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * Whether an error means that the file itself is broken, and not its disk or its folder. Source: SQLite's result codes.
 */
export function isDamage(error: unknown): boolean {
  const code = ((error as { errcode?: number }).errcode ?? 0) & 0xff
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB
}

const SQLITE_FULL = 13
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

/**
 * Throws where a page of the file is broken, whichever table it belongs to. Some milliseconds for ten thousand items.
 */
export function mustBeSound(db: DatabaseSync): void {
  const found = String(db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'])
  if (found !== 'ok') throw Object.assign(new Error(found), { errcode: SQLITE_CORRUPT })
}

/** What a failed write means. */
export function journalProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  const { errcode, code, message } = error as { errcode?: number; code?: string; message: string }
  const isFull = ((errcode ?? 0) & 0xff) === SQLITE_FULL || code === 'ENOSPC'
  return new ProblemError(problem(isFull ? 'disk-full' : 'data-unusable', {}, message))
}

/**
 * Sets a damaged journal aside, starts a new one and copies into it every row that can still be read.
 *
 * @param isSound says of an item's row whether it makes sense
 */
export function replaceDamaged(
  folder: string,
  atMs: number,
  isSound: (row: Row) => boolean,
): { db: DatabaseSync; kept: number; aside: string } {
  const stamp = new Date(atMs).toISOString().replaceAll(/[:.]/g, '-')
  const aside = join(folder, `damaged-${stamp}-${FILE}`)
  // The three files belong together: what was committed last may only be in the write-ahead log.
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(join(folder, FILE + suffix))) renameSync(join(folder, FILE + suffix), aside + suffix)
  const db = openJournalFile(folder)
  let kept = 0
  for (const [table, row] of readableRows(aside)) {
    if (table === 'items' && !isSound(row)) continue
    const columns = Object.keys(row)
    try {
      db.prepare(
        `INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      ).run(...Object.values(row))
      if (table === 'items') kept += 1
    } catch {
      // A row of a damaged file that does not fit is one that cannot be read.
    }
  }
  return { db, kept, aside }
}

export type Row = Record<string, string | number | bigint | null | Uint8Array>

/** Row by row, so that one broken page costs the rows on it and no others. */
function* readableRows(path: string): Generator<[(typeof TABLES)[number], Row]> {
  let old: DatabaseSync
  try {
    old = new DatabaseSync(path)
  } catch {
    return
  }
  try {
    for (const table of TABLES) {
      for (const rowid of rowids(old, table)) {
        try {
          const row = old.prepare(`SELECT * FROM ${table} WHERE rowid = ?`).get(rowid)
          if (row) yield [table, row]
        } catch {
          continue
        }
      }
    }
  } finally {
    old.close()
  }
}

function rowids(db: DatabaseSync, table: string): number[] {
  const found: number[] = []
  try {
    for (const row of db.prepare(`SELECT rowid FROM ${table}`).iterate()) found.push(Number(row['rowid']))
  } catch {
    // As far as it could be read.
  }
  return found
}
