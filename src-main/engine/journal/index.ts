/** The memory that survives everything. */
export type { HistoryEntry, Journal, ObjectOfOther, KnownFile, SourceEntry } from './journal.ts'
export { openJournal, readJournal } from './open-journal.ts'
