import type { ItemReceipt } from '../../../src-shared/item/item.ts'
import type { MediaObject } from '../../../src-shared/item/media-object.ts'
import type { Work } from '../../../src-shared/item/work.ts'
import type { Problem } from '../../../src-shared/problems.ts'
import type { QueueItem } from '../item/index.ts'

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

/** What another item has under an object's id. */
export interface ObjectOfOther {
  readonly object: MediaObject
  /** The server it was asked of, and what that knows the flow by; null where nobody knows any more. */
  readonly server: string | null
  readonly storedFlowId: string | null
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
  uploads: (search: string, before: UploadMark | null, limit: number) => ItemReceipt[]
  countUploads: (search: string) => number
  /** All objects that an item asked the store for, in that order; also of one that was uploaded and left the queue. */
  objects: (itemId: string) => MediaObject[]
  /** The records of an object with this id that items other than this one have, also those that left the queue. */
  objectsOfOthers: (objectId: string, itemId: string) => ObjectOfOther[]
  /** Adds those that are new, at the end, and brings the others up to date. */
  saveObjects: (itemId: string, objects: readonly MediaObject[]) => void
  /** Whether a file of a watched folder came to the queue before, whatever became of it there. */
  isKnown: (file: KnownFile) => boolean
  know: (files: readonly KnownFile[]) => void
  /** Keeps new items and the files that they came of: both or neither, so that no file is forgotten between the two. */
  addKnown: (items: readonly QueueItem[], files: readonly KnownFile[]) => void
  source: (key: string) => SourceEntry | null
  saveSource: (entry: SourceEntry) => void
  setting: (name: string) => string | null
  saveSetting: (name: string, value: string) => void
  /** Resolves once all that was written so far is on the disk; rejects with a `ProblemError` where it refuses. */
  reachDisk: () => Promise<void>
  close: () => void
}

/** What may be read of a journal while somebody else owns its folder. */
export type JournalReader = Pick<Journal, 'load' | 'uploads' | 'countUploads' | 'objects' | 'setting' | 'close'>
