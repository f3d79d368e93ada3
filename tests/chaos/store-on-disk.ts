import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface StoredFlow {
  readonly id: string
  readonly source_id: string
  readonly flow_collection?: readonly { readonly id: string }[]
}

export interface StoredSource {
  readonly id: string
  readonly label?: string
}

/** What the sandbox's own tables and files say, read past its API. */
export interface StoreOnDisk {
  readonly flows: readonly StoredFlow[]
  readonly sources: readonly StoredSource[]
  /** In the order of their times, which are in nanoseconds. */
  readonly segments: readonly {
    readonly flow: string
    readonly object: string
    readonly start: bigint
    readonly end: bigint
  }[]
  /** SHA-256 of an object's bytes; undefined where there are none. */
  readonly sha256Of: (objectId: string) => string | undefined
  /** How many of its objects bear none of these names. */
  readonly othersThan: (objectIds: readonly string[]) => number
}

export async function readStoreOnDisk(folder: string): Promise<StoreOnDisk> {
  const db = new DatabaseSync(join(folder, 'store.sqlite'), { readBigInts: true })
  const docsOf = (table: string) =>
    db
      .prepare(`SELECT doc FROM ${table}`)
      .all()
      .map((row) => JSON.parse(String(row['doc'])) as unknown)
  const flows = docsOf('flows') as StoredFlow[]
  const sources = docsOf('sources') as StoredSource[]
  const segments = db
    .prepare('SELECT flow_id, object_id, start_ns, end_ns FROM segments ORDER BY start_ns')
    .all()
    .map((row) => ({
      flow: String(row['flow_id']),
      object: String(row['object_id']),
      start: row['start_ns'] as bigint,
      end: row['end_ns'] as bigint,
    }))
  db.close()
  const blobs = await blobsIn(join(folder, 'objects'))
  return {
    flows,
    sources,
    segments,
    sha256Of: (objectId) => blobs.get(sha256(objectId)),
    othersThan: (objectIds) => {
      const known = new Set(objectIds.map(sha256))
      return [...blobs.keys()].filter((it) => !known.has(it)).length
    },
  }
}

/** The objects' bytes by what their files are called: the SHA-256 of their ids. */
async function blobsIn(folder: string): Promise<Map<string, string>> {
  const blobs = new Map<string, string>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    if (/^[\da-f]{64}$/.test(entry.name))
      blobs.set(entry.name, sha256(await readFile(join(entry.parentPath, entry.name))))
  return blobs
}

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')
