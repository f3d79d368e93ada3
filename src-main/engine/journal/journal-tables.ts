import type { DatabaseSync } from 'node:sqlite'
import { itemReceiptSchema } from '../../../src-shared/item/item.ts'
import { mediaObjectSchema, type MediaObject } from '../../../src-shared/item/media-object.ts'
import { workSchema } from '../../../src-shared/item/work.ts'
import { parseJson } from '../../../src-shared/json.ts'
import { receiptOf, type QueueItem } from '../item/index.ts'
import { toRow } from './item-row.ts'
import { journalProblem } from './journal-file.ts'
import type { HistoryEntry, Journal, ObjectOfOther } from './journal.ts'

/** Changes that are made all or none; throws a `ProblemError` where the disk refuses. */
type Transaction = (work: () => void) => void

const isInTransaction = (db: DatabaseSync): boolean => db.isTransaction

const transactionOn =
  (db: DatabaseSync): Transaction =>
  (work) => {
    // Part of a larger one.
    if (isInTransaction(db)) return work()
    try {
      db.exec('BEGIN')
      work()
      db.exec('COMMIT')
    } catch (error) {
      // A full disk may have rolled back already.
      if (isInTransaction(db)) db.exec('ROLLBACK')
      throw journalProblem(error)
    }
  }

/** What the tables of a journal say and take; opening, locking and flushing are the journal's own. */
export type JournalTables = Omit<Journal, 'load' | 'damage' | 'reachDisk' | 'close'>

export function journalTables(db: DatabaseSync): JournalTables {
  const atOnce = transactionOn(db)
  const objects = objectsTable(db, atOnce)
  const history = historyTable(db, atOnce)
  const items = itemsTable(db, atOnce, objects.objects, history.remember)
  const watched = watchedTable(db, atOnce)
  return {
    addKnown: (added, files) =>
      atOnce(() => {
        items.save(added)
        watched.know(files)
      }),
    ...objects,
    history: history.history,
    saveHistory: history.saveHistory,
    ...items,
    ...uploadsTable(db),
    ...watched,
    ...sourcesTable(db, atOnce),
    ...settingsTable(db, atOnce),
  }
}

function itemsTable(
  db: DatabaseSync,
  atOnce: Transaction,
  objects: Journal['objects'],
  remember: (entry: HistoryEntry) => void,
): Pick<Journal, 'save' | 'remove'> {
  const save = db.prepare(`
    INSERT INTO items VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
    ON CONFLICT (id) DO UPDATE SET
      position = excluded.position, size = excluded.size, modified_ms = excluded.modified_ms,
      source_name = excluded.source_name, flow_name = excluded.flow_name, options = excluded.options,
      state = excluded.state, run_id = excluded.run_id, facts = excluded.facts, work = excluded.work,
      tries = excluded.tries, step_seconds = excluded.step_seconds,
      fingerprint = excluded.fingerprint, troubles = excluded.troubles`)
  const saveUpload = db.prepare('INSERT OR IGNORE INTO uploads VALUES (?,?,?,?)')
  const remove = db.prepare('DELETE FROM items WHERE id = ?')
  // Of what was uploaded the receipt stays, and so do its objects.
  const removeObjects = db.prepare('DELETE FROM objects WHERE item_id = ? AND item_id NOT IN (SELECT id FROM uploads)')

  function keepUpload(item: QueueItem, finishedMs: number): void {
    if (item.fingerprint !== null) remember(entryOf(item, item.fingerprint, finishedMs))
    saveUpload.run(item.id, finishedMs, wordsOf(item), JSON.stringify(receiptOf(item, objects(item.id))))
  }

  return {
    save: (items) =>
      atOnce(() => {
        for (const item of items) {
          save.run(...toRow(item))
          if (item.life.state.name === 'done') keepUpload(item, item.life.state.finishedMs)
        }
      }),
    remove: (ids) =>
      atOnce(() => {
        for (const id of ids) {
          remove.run(id)
          removeObjects.run(id)
        }
      }),
  }
}

function historyTable(
  db: DatabaseSync,
  atOnce: Transaction,
): Pick<Journal, 'history' | 'saveHistory'> & { readonly remember: (entry: HistoryEntry) => void } {
  const find = db.prepare('SELECT * FROM history WHERE server = ? AND fingerprint = ? ORDER BY finished_ms DESC')
  const save = db.prepare('INSERT OR REPLACE INTO history VALUES (?,?,?,?,?,?,?,?)')
  const remember = (it: HistoryEntry): void => {
    const { id, server, fingerprint, md5, sourceName, flowName, work, finishedMs } = it
    save.run(id, server, fingerprint, md5, sourceName, flowName, JSON.stringify(work), finishedMs)
  }
  return {
    remember,
    history: (server, fingerprint) => find.all(server, fingerprint).map(entryFromRow),
    saveHistory: (entries) => atOnce(() => entries.forEach(remember)),
  }
}

function uploadsTable(db: DatabaseSync): Pick<Journal, 'uploads' | 'countUploads'> {
  return {
    uploads: (search, before, limit) => {
      const { where, values } = matching(search)
      const mark = before ? [before.finishedMs, before.id] : [Number.MAX_VALUE, '']
      const rows = db.prepare(`
        SELECT doc FROM uploads WHERE (finished_ms, id) < (?, ?) ${where}
        ORDER BY finished_ms DESC, id DESC LIMIT ?`)
      return rows
        .all(...mark, ...values, limit)
        .flatMap((row) => itemReceiptSchema.safeParse(parseJson(String(row['doc']))).data ?? [])
    },
    countUploads: (search) => {
      const { where, values } = matching(search)
      return Number(db.prepare(`SELECT count(*) AS n FROM uploads WHERE true ${where}`).get(...values)?.['n'])
    },
  }
}

function objectsTable(
  db: DatabaseSync,
  atOnce: Transaction,
): Pick<Journal, 'objects' | 'objectsOfOthers' | 'saveObjects'> {
  const find = db.prepare('SELECT doc FROM objects WHERE item_id = ? ORDER BY rowid')
  const findOthers = db.prepare(`
    SELECT objects.doc AS doc, coalesce(items.work, history.work) AS work FROM objects
    LEFT JOIN items ON items.id = item_id LEFT JOIN history ON history.id = item_id
    WHERE object_id = ? AND item_id <> ?`)
  const save = db.prepare(
    'INSERT INTO objects VALUES (?,?,?) ON CONFLICT (item_id, object_id) DO UPDATE SET doc = excluded.doc',
  )
  return {
    objects: (itemId) => find.all(itemId).flatMap(toObject),
    objectsOfOthers: (objectId, itemId) => findOthers.all(objectId, itemId).flatMap(toObjectOfOther),
    saveObjects: (itemId, objects) =>
      atOnce(() => {
        for (const it of objects) save.run(itemId, it.objectId, JSON.stringify(it))
      }),
  }
}

/** A record that a damaged journal garbled is as good as none: the piece is sent again. */
const toObject = (row: Readonly<Record<string, unknown>>): MediaObject[] => {
  const read = mediaObjectSchema.safeParse(parseJson(String(row['doc'])))
  return read.success ? [read.data] : []
}

const toObjectOfOther = (row: Readonly<Record<string, unknown>>): ObjectOfOther[] => {
  const { data: work } = workSchema.safeParse(parseJson(String(row['work'])))
  // What the item began anew since says nothing of the flow before.
  return toObject(row).map((object) =>
    work?.flowId === object.flowId
      ? { object, server: work.server, storedFlowId: work.storedFlowId }
      : { object, server: null, storedFlowId: null },
  )
}

function watchedTable(db: DatabaseSync, atOnce: Transaction): Pick<Journal, 'isKnown' | 'know'> {
  const find = db.prepare('SELECT 1 FROM watched WHERE path = ? AND size = ? AND modified_ms = ?')
  const save = db.prepare('INSERT OR IGNORE INTO watched VALUES (?,?,?)')
  return {
    isKnown: (it) => find.get(it.path, it.size, it.modifiedMs) !== undefined,
    know: (files) =>
      atOnce(() => {
        for (const it of files) save.run(it.path, it.size, it.modifiedMs)
      }),
  }
}

function sourcesTable(db: DatabaseSync, atOnce: Transaction): Pick<Journal, 'source' | 'saveSource'> {
  const find = db.prepare('SELECT * FROM sources WHERE key = ?')
  const save = db.prepare(`
    INSERT INTO sources VALUES (?,?,?,?)
    ON CONFLICT (key) DO UPDATE SET id = excluded.id, made = excluded.made, described = excluded.described`)
  return {
    source: (key) => {
      const row = find.get(key)
      return row ? { key, id: String(row['id']), made: row['made'] === 1, described: row['described'] === 1 } : null
    },
    saveSource: ({ key, id, made, described }) => atOnce(() => void save.run(key, id, made ? 1 : 0, described ? 1 : 0)),
  }
}

function settingsTable(db: DatabaseSync, atOnce: Transaction): Pick<Journal, 'setting' | 'saveSetting'> {
  const find = db.prepare('SELECT value FROM settings WHERE name = ?')
  const save = db.prepare(`
    INSERT INTO settings VALUES (?,?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`)
  return {
    setting: (name) => (find.get(name)?.['value'] as string | undefined) ?? null,
    saveSetting: (name, value) => atOnce(() => void save.run(name, value)),
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

const entryOf = (item: QueueItem, fingerprint: string, finishedMs: number): HistoryEntry => ({
  id: item.id,
  server: item.work.server ?? '',
  fingerprint,
  md5: item.work.md5,
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
