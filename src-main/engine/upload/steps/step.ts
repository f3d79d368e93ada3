import type { Step } from '../../../../src-shared/item/steps.ts'
import type { HttpClientName, PieceRecord, Work } from '../../../../src-shared/item/work.ts'
import type { MediaFacts } from '../../../../src-shared/media-facts.ts'
import type { Outcome } from '../../../../src-shared/outcome.ts'
import type { Problem } from '../../../../src-shared/problems.ts'
import type { Allocation } from '../../../tams/index.ts'
import type { RateLimit } from '../../../transfer/index.ts'
import type { LiveConnection } from '../../servers/index.ts'
import type { DuplicateFinder } from '../find-duplicate.ts'
import type { EnginePorts } from '../../ports.ts'
import type { QueueItem } from '../../item/index.ts'
import type { SourceLedger } from '../source-ledger.ts'

/** What is known of an item's bytes on the way. In memory only: a presigned URL is a secret, and dies soon. */
export interface Sending {
  allocation: (Allocation & { readonly issuedMs: number; readonly aheadAtIssueMs: number }) | null
  /** Which HTTP client carries the next try. */
  client: HttpClientName
  /** The store's ETag differed from the MD5 although the store was content. */
  hasDoubtfulEtag: boolean
}

/**
 * What a step works with. The item is as the journal has it; `save` has written when it returns. Before something is
 * asked of the store that a restart must know of, `onDisk` is awaited.
 */
export interface StepContext {
  readonly item: () => QueueItem
  readonly facts: MediaFacts
  readonly save: (change: (work: Work) => Work) => void
  readonly onDisk: () => Promise<void>
  /** The file is being written and has grown: the item is as large as it is now. */
  readonly grown: () => Promise<void>
  /** The records of this item's pieces, where it is cut. */
  readonly pieces: { readonly all: () => PieceRecord[]; readonly save: (pieces: readonly PieceRecord[]) => void }
  readonly connection: LiveConnection
  readonly sources: SourceLedger
  readonly ports: EnginePorts
  readonly duplicates: DuplicateFinder
  readonly sending: Sending
  readonly rateLimit: RateLimit
  readonly signal: AbortSignal
  readonly onProgress: (bytesSent: number) => void
}

export type StepResult =
  | { readonly type: 'done' }
  /** Nothing needs to be done at all. */
  | { readonly type: 'already-there'; readonly work: Work }
  /** Go back: what this step needs is gone. */
  | { readonly type: 'back'; readonly to: Step; readonly because: Problem }
  | { readonly type: 'failed'; readonly problem: Problem }

export const done: StepResult = { type: 'done' }

export const failedWith = (problem: Problem): StepResult => ({ type: 'failed', problem })

/** An outcome as a step's end. */
export const doneIf = (outcome: Outcome<unknown>): StepResult => (outcome.ok ? done : failedWith(outcome.problem))

/** The source of an item is shared by its batch, so that a series has one. Members have their own, by role. */
export const sourceKey = (item: QueueItem, server: string, role: string | null): string =>
  JSON.stringify([server, item.batch.id, item.sourceName, role])
