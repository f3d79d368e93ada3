import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import type { QueueItem } from '../item/index.ts'
import { fromRow } from './item-row.ts'
import {
  isDamage,
  journalProblem,
  mustBeSound,
  openJournalFile,
  replaceDamaged,
  walOf,
  type Row,
} from './journal-file.ts'
import { journalTables } from './journal-tables.ts'
import type { Journal, JournalReader } from './journal.ts'
import { syncOf } from './reach-disk.ts'

/**
 * Opens the journal of a data folder and takes the folder for this process.
 *
 * A journal that is damaged is set aside, and what can be read of it goes on in a new one. Answers `data-in-use` where
 * another process has the folder, `data-unusable` or `disk-full` where it cannot be worked with.
 */
export const openJournal = (folder: string): Outcome<Journal> =>
  inFolder(folder, () => {
    const release = takeLock(folder)
    if (!release) return failed(problem('data-in-use', {}, folder))
    try {
      return ok(openOrReplace(folder, release))
    } catch (error) {
      release()
      throw error
    }
  })

/** Reads a journal that another process may own: nothing in it is changed, and a damaged one is left alone. */
export const readJournal = (folder: string): Outcome<JournalReader> =>
  inFolder(folder, () => {
    const db = openJournalFile(folder)
    try {
      return ok(journalOn(db, folder, () => undefined, null))
    } catch (error) {
      db.close()
      throw error
    }
  })

function inFolder<T>(folder: string, open: () => Outcome<T>): Outcome<T> {
  try {
    mkdirSync(folder, { recursive: true })
    return open()
  } catch (error) {
    const { problem: found } = journalProblem(error)
    return failed({ ...found, detail: `${folder}: ${found.detail ?? ''}` })
  }
}

function openOrReplace(folder: string, release: () => void): Journal {
  let db: DatabaseSync | null = null
  try {
    db = openJournalFile(folder)
    mustBeSound(db)
    return journalOn(db, folder, release, null)
  } catch (error) {
    db?.close()
    if (!(isDamage(error) || error instanceof z.ZodError || error instanceof SyntaxError)) throw error
    const { db: fresh, kept, aside } = replaceDamaged(folder, Date.now(), isSound)
    const what = (error as Error).message.slice(0, 300)
    const damage = problem('queue-damaged', {}, `${what}; ${kept} items could be read; the old file is ${aside}`)
    return journalOn(fresh, folder, release, damage)
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

function journalOn(db: DatabaseSync, folder: string, release: () => void, damage: Problem | null): Journal {
  const loaded = loadAll(db)
  const sync = syncOf(walOf(folder))
  return {
    ...journalTables(db),
    load: () => loaded,
    damage,
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
