import { DatabaseSync } from 'node:sqlite'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** A JSON document as TAMS shows it; what is in it was checked when it was written. */
export type Doc = Record<string, unknown>

export interface SegmentRow {
  readonly flowId: string
  readonly objectId: string
  readonly startNs: bigint
  readonly endNs: bigint
  readonly endInclusive: boolean
  readonly doc: Doc
}

export interface ObjectRow {
  readonly id: string
  readonly flowId: string
  readonly contentType: string | null
  readonly allocatedMs: number
  readonly timerange: string | null
  readonly keyFrameCount: number | null
}

/** A flow as the specification shows it, and as the vast and guide dialects sent it: they show it in those words. */
export interface FlowRow {
  readonly doc: Doc
  readonly posted: Doc | null
}

export interface SourceTable {
  getSource: (id: string) => Doc | null
  putSource: (id: string, doc: Doc) => void
  listSources: () => Doc[]
}

export interface FlowTable {
  getFlow: (id: string) => FlowRow | null
  putFlow: (id: string, doc: Doc, posted: Doc | null) => void
  listFlows: () => FlowRow[]
  /** The flow and its segments. */
  deleteFlow: (id: string) => void
}

export interface SegmentTable {
  addSegment: (row: SegmentRow) => void
  listSegments: (flowId: string) => SegmentRow[]
  /** Whether a segment of the flow shares any point in time with this range. */
  overlaps: (flowId: string, startNs: bigint, endNs: bigint, endInclusive: boolean) => boolean
  flowsOfObject: (objectId: string) => string[]
  deleteSegment: (flowId: string, startNs: bigint) => void
}

export interface ObjectTable {
  getObject: (id: string) => ObjectRow | null
  addObject: (row: Omit<ObjectRow, 'timerange' | 'keyFrameCount'>) => void
  describeObject: (id: string, timerange: string, keyFrameCount: number | null) => void
  /** Objects that were allocated before this moment and never registered. */
  forgottenObjects: (beforeMs: number) => string[]
  deleteObject: (id: string) => void
}

/** Everything the sandbox knows, in one SQLite file: documents as JSON, and the columns that are searched. */
export interface StoreTables extends SourceTable, FlowTable, SegmentTable, ObjectTable {
  close: () => void
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sources (id TEXT PRIMARY KEY, doc TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS flows (id TEXT PRIMARY KEY, doc TEXT NOT NULL, posted TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS segments (
    flow_id TEXT NOT NULL, object_id TEXT NOT NULL,
    start_ns INTEGER NOT NULL, end_ns INTEGER NOT NULL, end_inclusive INTEGER NOT NULL, doc TEXT NOT NULL,
    PRIMARY KEY (flow_id, start_ns)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS segments_by_object ON segments (object_id);
  CREATE TABLE IF NOT EXISTS objects (
    id TEXT PRIMARY KEY, flow_id TEXT NOT NULL, content_type TEXT, allocated_ms INTEGER NOT NULL,
    timerange TEXT, key_frame_count INTEGER
  ) STRICT;
`

export function openStoreTables(folder: string): StoreTables {
  mkdirSync(folder, { recursive: true })
  const db = new DatabaseSync(join(folder, 'store.sqlite'), { readBigInts: true })
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;')
  db.exec(SCHEMA)
  return { ...sourceTable(db), ...flowTable(db), ...segmentTable(db), ...objectTable(db), close: () => db.close() }
}

function sourceTable(db: DatabaseSync): SourceTable {
  const get = db.prepare('SELECT doc FROM sources WHERE id = ?')
  const put = db.prepare('INSERT INTO sources VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc')
  const list = db.prepare('SELECT doc FROM sources ORDER BY rowid')
  return {
    getSource: (id) => docOrNull(get.get(id)?.['doc']),
    putSource: (id, doc) => void put.run(id, JSON.stringify(doc)),
    listSources: () => list.all().map((row) => parseDoc(row['doc'])),
  }
}

function flowTable(db: DatabaseSync): FlowTable {
  const get = db.prepare('SELECT doc, posted FROM flows WHERE id = ?')
  const put = db.prepare(
    'INSERT INTO flows VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc, posted = excluded.posted',
  )
  const list = db.prepare('SELECT doc, posted FROM flows ORDER BY rowid')
  const deleteSegments = db.prepare('DELETE FROM segments WHERE flow_id = ?')
  const deleteFlow = db.prepare('DELETE FROM flows WHERE id = ?')
  const flowRow = (row: SqlRow): FlowRow => ({ doc: parseDoc(row['doc']), posted: docOrNull(row['posted']) })
  return {
    getFlow: (id) => {
      const row = get.get(id)
      return row ? flowRow(row) : null
    },
    putFlow: (id, doc, posted) => void put.run(id, JSON.stringify(doc), posted && JSON.stringify(posted)),
    listFlows: () => list.all().map(flowRow),
    deleteFlow: (id) => {
      deleteSegments.run(id)
      deleteFlow.run(id)
    },
  }
}

function segmentTable(db: DatabaseSync): SegmentTable {
  const add = db.prepare('INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?)')
  const list = db.prepare('SELECT * FROM segments WHERE flow_id = ? ORDER BY start_ns')
  const overlapping = db.prepare(`
    SELECT 1 FROM segments WHERE flow_id = :flow
      AND (start_ns < :end OR (start_ns = :end AND :inclusive = 1))
      AND (end_ns > :start OR (end_ns = :start AND end_inclusive = 1)) LIMIT 1`)
  const flowsOfObject = db.prepare('SELECT DISTINCT flow_id FROM segments WHERE object_id = ?')
  const deleteSegment = db.prepare('DELETE FROM segments WHERE flow_id = ? AND start_ns = ?')
  return {
    addSegment: ({ flowId, objectId, startNs, endNs, endInclusive, doc }) =>
      void add.run(flowId, objectId, startNs, endNs, endInclusive ? 1 : 0, JSON.stringify(doc)),
    listSegments: (flowId) =>
      list.all(flowId).map((row) => ({
        flowId: String(row['flow_id']),
        objectId: String(row['object_id']),
        startNs: row['start_ns'] as bigint,
        endNs: row['end_ns'] as bigint,
        endInclusive: row['end_inclusive'] === 1n,
        doc: parseDoc(row['doc']),
      })),
    overlaps: (flow, start, end, inclusive) =>
      overlapping.get({ flow, start, end, inclusive: inclusive ? 1 : 0 }) !== undefined,
    flowsOfObject: (objectId) => flowsOfObject.all(objectId).map((row) => String(row['flow_id'])),
    deleteSegment: (flowId, startNs) => void deleteSegment.run(flowId, startNs),
  }
}

function objectTable(db: DatabaseSync): ObjectTable {
  const get = db.prepare('SELECT * FROM objects WHERE id = ?')
  const add = db.prepare('INSERT INTO objects (id, flow_id, content_type, allocated_ms) VALUES (?, ?, ?, ?)')
  const describe = db.prepare(
    'UPDATE objects SET timerange = ?, key_frame_count = ? WHERE id = ? AND timerange IS NULL',
  )
  const forgotten = db.prepare(
    'SELECT id FROM objects WHERE allocated_ms < ? AND id NOT IN (SELECT object_id FROM segments)',
  )
  const deleteObject = db.prepare('DELETE FROM objects WHERE id = ?')
  return {
    getObject: (id) => {
      const row = get.get(id)
      return row
        ? {
            id,
            flowId: String(row['flow_id']),
            contentType: row['content_type'] as string | null,
            allocatedMs: Number(row['allocated_ms']),
            timerange: row['timerange'] as string | null,
            keyFrameCount: row['key_frame_count'] === null ? null : Number(row['key_frame_count']),
          }
        : null
    },
    addObject: (row) => void add.run(row.id, row.flowId, row.contentType, row.allocatedMs),
    describeObject: (id, timerange, keyFrameCount) => void describe.run(timerange, keyFrameCount, id),
    forgottenObjects: (beforeMs) => forgotten.all(beforeMs).map((row) => String(row['id'])),
    deleteObject: (id) => void deleteObject.run(id),
  }
}

type SqlRow = Readonly<Record<string, unknown>>

const parseDoc = (text: unknown): Doc => JSON.parse(String(text)) as Doc
const docOrNull = (text: unknown): Doc | null => (text === null || text === undefined ? null : parseDoc(text))
