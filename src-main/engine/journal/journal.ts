import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { itemViewSchema, troublesSchema, uploadOptionsSchema, type ItemView } from '../../../src-shared/item/item.ts'
import { itemStateSchema } from '../../../src-shared/item/state.ts'
import { pieceSchema, workSchema, type PieceRecord, type Work } from '../../../src-shared/item/work.ts'
import { mediaFactsSchema } from '../../../src-shared/media-facts.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import {
  isDamage,
  journalProblem,
  mustBeSound,
  openJournalFile,
  walOf,
  replaceDamaged,
  type Row,
} from './journal-file.ts'
import { viewWithPieces, type QueueItem } from '../item/queue-item.ts'
import { syncOf } from './reach-disk.ts'

/** A source we made or are about to make; items of one batch share it. */
export interface SourceEntry {
  readonly key: string
  /** Ours until the store answers with its own. */
  readonly id: string
  readonly made: boolean
  readonly described: boolean
}

/** A file as it was when it was seen. */
export interface KnownFile {
  readonly path: string
  readonly size: number
  readonly modifiedMs: number
}

/** Where a page of the uploads begins. */
export interface UploadMark {
  readonly finishedMs: number
  readonly id: string
}

/** A file that arrived in a store. */
export interface HistoryEntry {
  /** Of the item that carried it. */
  readonly id: string
  readonly server: string
  readonly fingerprint: string
  /** Null where it was not computed. */
  readonly md5: string | null
  readonly sourceName: string
  readonly flowName: string
  readonly work: Work
  readonly finishedMs: number
}

/**
 * The memory that survives everything: one SQLite file, written before the world is touched.
 *
 * What a method wrote survives the end of the process when it returns; one that cannot write throws a `ProblemError`
 * and has changed nothing. Progress is never written.
 *
 * [Note: Waiting for the disk] A power cut takes what only the operating system has. So whoever is about to change the
 * world awaits `reachDisk` after writing the intent (`synchronous = NORMAL`, and one fsync of the write-ahead log for
 * all who wait): SQLite's own `FULL` would hold up everything that moves for the fsync of every change of every item.
 * What is lost without it is what the store can be asked again.
 */
export interface Journal {
  load: () => QueueItem[]
  /** What was found when the journal was opened: it was damaged and set aside. */
  readonly damage: Problem | null
  save: (items: readonly QueueItem[]) => void
  remove: (ids: readonly string[]) => void
  /**
   * What this store was given before with the same fingerprint, the latest first; items that left the queue included.
   */
  history: (server: string, fingerprint: string) => HistoryEntry[]
  saveHistory: (entries: readonly HistoryEntry[]) => void
  /** What was uploaded, the latest first: those whose names, path or server hold all words of `search`. */
  uploads: (search: string, before: UploadMark | null, limit: number) => ItemView[]
  countUploads: (search: string) => number
  /** The pieces of an item that is cut, in order. */
  pieces: (itemId: string) => PieceRecord[]
  savePieces: (itemId: string, pieces: readonly PieceRecord[]) => void
  /** The item begins anew: its pieces are another file's. */
  forgetPieces: (itemId: string) => void
  /** Whether a file of a watched folder came to the queue before, whatever became of it there. */
  isKnown: (file: KnownFile) => boolean
  know: (files: readonly KnownFile[]) => void
  source: (key: string) => SourceEntry | null
  saveSource: (entry: SourceEntry) => void
  setting: (name: string) => string | null
  saveSetting: (name: string, value: string) => void
  /** Resolves once all that was written so far is on the disk; rejects with a `ProblemError` where it refuses. */
  reachDisk: () => Promise<void>
  close: () => void
}

/**
 * Opens the journal of a data folder.
 *
 * @param exclusive take the folder for this process; answers `data-in-use` where another one has it. Readers (a list)
 *   do
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
    return ok(readOrReplace(folder, exclusive, release))
  } catch (error) {
    release()
    const { problem: found } = journalProblem(error)
    return failed({ ...found, detail: `${folder}: ${found.detail ?? ''}` })
  }
}

/** A journal that cannot be read is set aside by who owns the folder; a mere reader leaves it alone. */
function readOrReplace(folder: string, exclusive: boolean, release: () => void): Journal {
  let db: DatabaseSync | null = null
  try {
    db = openJournalFile(folder)
    if (exclusive) mustBeSound(db)
    return journalOn(db, walOf(folder), release, loadAll(db), null)
  } catch (error) {
    db?.close()
    if (!exclusive || !(isDamage(error) || error instanceof z.ZodError || error instanceof SyntaxError)) throw error
    const { db: fresh, kept, aside } = replaceDamaged(folder, Date.now(), isSound)
    return journalOn(
      fresh,
      walOf(folder),
      release,
      loadAll(fresh),
      problem(
        'queue-damaged',
        {},
        `${(error as Error).message.slice(0, 300)}; ${kept} items could be read; the old file is ${aside}`,
      ),
    )
  }
}

const loadAll = (db: DatabaseSync): QueueItem[] =>
  db.prepare('SELECT * FROM items ORDER BY position').all().map(fromRow)

function isSound(row: Row): boolean {
  try {
    fromRow({ troubles: '[]', fingerprint: null, ...row })
    return true
  } catch {
    return false
  }
}

/**
 * A second SQLite file, held locked for as long as the process lives: the operating system lets go of it even after a
 * crash.
 */
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

function journalOn(
  db: DatabaseSync,
  wal: string,
  release: () => void,
  loaded: QueueItem[],
  damage: Problem | null,
): Journal {
  const sql = {
    save: db.prepare(`INSERT INTO items VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
      ON CONFLICT (id) DO UPDATE SET position = excluded.position, size = excluded.size, modified_ms = excluded.modified_ms, source_name = excluded.source_name,
        flow_name = excluded.flow_name, options = excluded.options, state = excluded.state, run_id = excluded.run_id, facts = excluded.facts, work = excluded.work,
        tries = excluded.tries, step_seconds = excluded.step_seconds,
        fingerprint = excluded.fingerprint, troubles = excluded.troubles`),
    remove: db.prepare('DELETE FROM items WHERE id = ?'),
    history: db.prepare('SELECT * FROM history WHERE server = ? AND fingerprint = ? ORDER BY finished_ms DESC'),
    saveHistory: db.prepare('INSERT OR REPLACE INTO history VALUES (?,?,?,?,?,?,?,?)'),
    saveUpload: db.prepare('INSERT OR IGNORE INTO uploads VALUES (?,?,?,?)'),
    pieces: db.prepare('SELECT doc FROM pieces WHERE item_id = ? ORDER BY place'),
    savePiece: db.prepare('INSERT OR REPLACE INTO pieces VALUES (?,?,?)'),
    forgetPieces: db.prepare('DELETE FROM pieces WHERE item_id = ?'),
    isKnown: db.prepare('SELECT 1 FROM watched WHERE path = ? AND size = ? AND modified_ms = ?'),
    know: db.prepare('INSERT OR IGNORE INTO watched VALUES (?,?,?)'),
    source: db.prepare('SELECT * FROM sources WHERE key = ?'),
    saveSource: db.prepare(
      'INSERT INTO sources VALUES (?,?,?,?) ON CONFLICT (key) DO UPDATE SET id = excluded.id, made = excluded.made, described = excluded.described',
    ),
    setting: db.prepare('SELECT value FROM settings WHERE name = ?'),
    saveSetting: db.prepare(
      'INSERT INTO settings VALUES (?,?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    ),
  }
  const sync = syncOf(wal)
  const atOnce = (work: () => unknown) => {
    try {
      db.exec('BEGIN')
      work()
      db.exec('COMMIT')
    } catch (error) {
      // A full disk may have rolled back already.
      if (db.isTransaction) db.exec('ROLLBACK')
      throw journalProblem(error)
    }
  }
  // A record that a damaged journal garbled is as good as none: the piece is sent again.
  const pieces = (itemId: string) =>
    sql.pieces.all(itemId).flatMap((row) => pieceSchema.safeParse(jsonOrNull(String(row['doc']))).data ?? [])
  const remember = (it: HistoryEntry) =>
    void sql.saveHistory.run(
      it.id,
      it.server,
      it.fingerprint,
      it.md5,
      it.sourceName,
      it.flowName,
      JSON.stringify(it.work),
      it.finishedMs,
    )
  return {
    load: () => loaded,
    damage,
    save: (items) =>
      atOnce(() => {
        for (const item of items) {
          sql.save.run(...toRow(item))
          if (item.life.state.name !== 'done') continue
          const { finishedMs } = item.life.state
          if (item.fingerprint !== null) remember(entryOf(item, item.fingerprint, finishedMs))
          sql.saveUpload.run(
            item.id,
            finishedMs,
            wordsOf(item),
            JSON.stringify(viewWithPieces(item, item.work.pieces ? pieces(item.id) : [])),
          )
        }
      }),
    history: (server, fingerprint) => sql.history.all(server, fingerprint).map(entryFromRow),
    saveHistory: (entries) => atOnce(() => entries.forEach(remember)),
    remove: (ids) =>
      atOnce(() => {
        for (const id of ids) {
          sql.remove.run(id)
          sql.forgetPieces.run(id)
        }
      }),
    pieces,
    uploads: (search, before, limit) => {
      const { where, values } = matching(search)
      const mark = before ? [before.finishedMs, before.id] : [Number.MAX_VALUE, '']
      const rows = db
        .prepare(
          `SELECT doc FROM uploads WHERE (finished_ms, id) < (?, ?) ${where} ORDER BY finished_ms DESC, id DESC LIMIT ?`,
        )
        .all(...mark, ...values, limit)
      return rows.flatMap((row) => itemViewSchema.safeParse(jsonOrNull(String(row['doc']))).data ?? [])
    },
    countUploads: (search) => {
      const { where, values } = matching(search)
      return Number(db.prepare(`SELECT count(*) AS n FROM uploads WHERE true ${where}`).get(...values)?.['n'])
    },
    savePieces: (itemId, pieces) =>
      atOnce(() => {
        for (const it of pieces) sql.savePiece.run(itemId, it.index, JSON.stringify(it))
      }),
    isKnown: (it) => sql.isKnown.get(it.path, it.size, it.modifiedMs) !== undefined,
    know: (files) =>
      atOnce(() => {
        for (const it of files) sql.know.run(it.path, it.size, it.modifiedMs)
      }),
    forgetPieces: (itemId) => atOnce(() => sql.forgetPieces.run(itemId)),
    source: (key) => {
      const row = sql.source.get(key)
      return row ? { key, id: String(row['id']), made: row['made'] === 1, described: row['described'] === 1 } : null
    },
    saveSource: ({ key, id, made, described }) =>
      atOnce(() => sql.saveSource.run(key, id, made ? 1 : 0, described ? 1 : 0)),
    setting: (name) => (sql.setting.get(name)?.['value'] as string | undefined) ?? null,
    saveSetting: (name, value) => atOnce(() => sql.saveSetting.run(name, value)),
    reachDisk: () =>
      sync.reach().catch((error: unknown) => {
        throw journalProblem(error)
      }),
    close: () => {
      void sync.close().catch(() => undefined)
      db.close()
      release()
    },
  }
}

/** What a search looks at: as one text, in small letters. */
const wordsOf = ({ name, path, sourceName, flowName, batch, work }: QueueItem): string =>
  [name, path, sourceName, flowName, batch.series ?? '', work.server ?? '', work.storedFlowId ?? '']
    .join('\n')
    .toLocaleLowerCase('en')

/** All words must be there, in any order; what SQL takes for a pattern is taken literally. */
function matching(search: string): { where: string; values: string[] } {
  const words = search.toLocaleLowerCase('en').split(/\s+/).filter(Boolean)
  return {
    where: words.map(() => String.raw`AND words LIKE ? ESCAPE '\'`).join(' '),
    values: words.map((it) => `%${it.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`),
  }
}

function toRow(item: QueueItem): (string | number | null)[] {
  return [
    item.id,
    item.position,
    item.path,
    item.name,
    item.size,
    item.modifiedMs,
    item.batch.id,
    item.batch.series,
    item.sourceName,
    item.flowName,
    JSON.stringify(item.options),
    item.addedMs,
    JSON.stringify(item.life.state),
    item.life.runId,
    item.facts && JSON.stringify(item.facts),
    JSON.stringify(item.work),
    item.tries,
    JSON.stringify(item.stepSeconds),
    item.fingerprint,
    JSON.stringify(item.troubles),
  ]
}

const rowSchema = z.object({
  id: z.string(),
  position: z.number(),
  path: z.string(),
  name: z.string(),
  size: z.number(),
  modified_ms: z.number(),
  batch_id: z.string(),
  series: z.string().nullable(),
  source_name: z.string(),
  flow_name: z.string(),
  options: z.string(),
  added_ms: z.number(),
  state: z.string(),
  run_id: z.number(),
  facts: z.string().nullable(),
  work: z.string(),
  tries: z.number(),
  step_seconds: z.string(),
  fingerprint: z.string().nullable(),
  troubles: z.string(),
})

/** The file is a border like any other: what stands in it is checked where it comes in. */
function fromRow(raw: unknown): QueueItem {
  const row = rowSchema.parse(raw)
  return {
    id: row.id,
    position: row.position,
    path: row.path,
    name: row.name,
    size: row.size,
    modifiedMs: row.modified_ms,
    batch: { id: row.batch_id, series: row.series },
    sourceName: row.source_name,
    flowName: row.flow_name,
    options: uploadOptionsSchema.parse(JSON.parse(row.options)),
    addedMs: row.added_ms,
    life: { state: itemStateSchema.parse(JSON.parse(row.state)), runId: row.run_id },
    facts: row.facts === null ? null : mediaFactsSchema.parse(JSON.parse(row.facts)),
    work: workSchema.parse(JSON.parse(row.work)),
    tries: row.tries,
    stepSeconds: JSON.parse(row.step_seconds) as QueueItem['stepSeconds'],
    fingerprint: row.fingerprint,
    troubles: troublesSchema.parse(JSON.parse(row.troubles)),
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const entryOf = (item: QueueItem, fingerprint: string, finishedMs: number): HistoryEntry => ({
  id: item.id,
  server: item.work.server ?? '',
  fingerprint,
  md5: item.work.object?.md5 ?? null,
  sourceName: item.sourceName,
  flowName: item.flowName,
  work: item.work,
  finishedMs,
})

const entryFromRow = (row: Record<string, unknown>): HistoryEntry => ({
  id: String(row['id']),
  server: String(row['server']),
  fingerprint: String(row['fingerprint']),
  md5: row['md5'] as string | null,
  sourceName: String(row['source_name']),
  flowName: String(row['flow_name']),
  work: workSchema.parse(JSON.parse(String(row['work']))),
  finishedMs: Number(row['finished_ms']),
})
