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

/**
 * Everything the sandbox knows, in one SQLite file: documents as JSON, and the columns that are searched.
 *
 * `posted` keeps what the vast and guide dialects were sent, to show it again in the same words.
 */
export interface StoreTables {
  getSource: (id: string) => Doc | null
  putSource: (id: string, doc: Doc) => void
  listSources: () => Doc[]
  getFlow: (id: string) => { doc: Doc; posted: Doc | null } | null
  putFlow: (id: string, doc: Doc, posted: Doc | null) => void
  listFlows: () => { doc: Doc; posted: Doc | null }[]
  deleteFlow: (id: string) => void
  addSegment: (row: SegmentRow) => void
  listSegments: (flowId: string) => SegmentRow[]
  /** Whether a segment of the flow shares any point in time with this range. */
  overlaps: (flowId: string, startNs: bigint, endNs: bigint, endInclusive: boolean) => boolean
  flowsOfObject: (objectId: string) => string[]
  deleteSegment: (flowId: string, startNs: bigint) => void
  getObject: (id: string) => ObjectRow | null
  addObject: (row: Omit<ObjectRow, 'timerange' | 'keyFrameCount'>) => void
  describeObject: (id: string, timerange: string, keyFrameCount: number | null) => void
  /** Objects that were allocated before this moment and never registered. */
  forgottenObjects: (beforeMs: number) => string[]
  deleteObject: (id: string) => void
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
  const statement = (sql: string) => db.prepare(sql)
  const sql = {
    getSource: statement('SELECT doc FROM sources WHERE id = ?'),
    putSource: statement('INSERT INTO sources VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc'),
    listSources: statement('SELECT doc FROM sources ORDER BY rowid'),
    getFlow: statement('SELECT doc, posted FROM flows WHERE id = ?'),
    putFlow: statement(
      'INSERT INTO flows VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc, posted = excluded.posted',
    ),
    listFlows: statement('SELECT doc, posted FROM flows ORDER BY rowid'),
    deleteFlow: statement('DELETE FROM flows WHERE id = ?'),
    deleteSegmentsOfFlow: statement('DELETE FROM segments WHERE flow_id = ?'),
    addSegment: statement('INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?)'),
    listSegments: statement('SELECT * FROM segments WHERE flow_id = ? ORDER BY start_ns'),
    overlapping: statement(`
      SELECT 1 FROM segments WHERE flow_id = :flow
        AND (start_ns < :end OR (start_ns = :end AND :inclusive = 1))
        AND (end_ns > :start OR (end_ns = :start AND end_inclusive = 1)) LIMIT 1`),
    flowsOfObject: statement('SELECT DISTINCT flow_id FROM segments WHERE object_id = ?'),
    deleteSegment: statement('DELETE FROM segments WHERE flow_id = ? AND start_ns = ?'),
    getObject: statement('SELECT * FROM objects WHERE id = ?'),
    addObject: statement('INSERT INTO objects (id, flow_id, content_type, allocated_ms) VALUES (?, ?, ?, ?)'),
    describeObject: statement(
      'UPDATE objects SET timerange = ?, key_frame_count = ? WHERE id = ? AND timerange IS NULL',
    ),
    forgotten: statement(
      'SELECT id FROM objects WHERE allocated_ms < ? AND id NOT IN (SELECT object_id FROM segments)',
    ),
    deleteObject: statement('DELETE FROM objects WHERE id = ?'),
  }
  const parse = (text: unknown): Doc => JSON.parse(String(text)) as Doc
  const orNull = (text: unknown): Doc | null => (text === null || text === undefined ? null : parse(text))
  return {
    getSource: (id) => orNull(sql.getSource.get(id)?.['doc']),
    putSource: (id, doc) => void sql.putSource.run(id, JSON.stringify(doc)),
    listSources: () => sql.listSources.all().map((row) => parse(row['doc'])),
    getFlow: (id) => {
      const row = sql.getFlow.get(id)
      return row ? { doc: parse(row['doc']), posted: orNull(row['posted']) } : null
    },
    putFlow: (id, doc, posted) => void sql.putFlow.run(id, JSON.stringify(doc), posted && JSON.stringify(posted)),
    listFlows: () => sql.listFlows.all().map((row) => ({ doc: parse(row['doc']), posted: orNull(row['posted']) })),
    deleteFlow: (id) => {
      sql.deleteSegmentsOfFlow.run(id)
      sql.deleteFlow.run(id)
    },
    addSegment: (row) =>
      void sql.addSegment.run(
        row.flowId,
        row.objectId,
        row.startNs,
        row.endNs,
        row.endInclusive ? 1 : 0,
        JSON.stringify(row.doc),
      ),
    listSegments: (flowId) =>
      sql.listSegments.all(flowId).map((row) => ({
        flowId: String(row['flow_id']),
        objectId: String(row['object_id']),
        startNs: row['start_ns'] as bigint,
        endNs: row['end_ns'] as bigint,
        endInclusive: row['end_inclusive'] === 1n,
        doc: parse(row['doc']),
      })),
    overlaps: (flow, start, end, inclusive) =>
      sql.overlapping.get({ flow, start, end, inclusive: inclusive ? 1 : 0 }) !== undefined,
    flowsOfObject: (objectId) => sql.flowsOfObject.all(objectId).map((row) => String(row['flow_id'])),
    deleteSegment: (flowId, startNs) => void sql.deleteSegment.run(flowId, startNs),
    getObject: (id) => {
      const row = sql.getObject.get(id)
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
    addObject: (row) => void sql.addObject.run(row.id, row.flowId, row.contentType, row.allocatedMs),
    describeObject: (id, timerange, keyFrameCount) => void sql.describeObject.run(timerange, keyFrameCount, id),
    forgottenObjects: (beforeMs) => sql.forgotten.all(beforeMs).map((row) => String(row['id'])),
    deleteObject: (id) => void sql.deleteObject.run(id),
    close: () => db.close(),
  }
}
