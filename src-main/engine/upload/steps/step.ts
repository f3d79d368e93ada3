import type { MediaObject } from '../../../../src-shared/item/media-object.ts'
import type { Step } from '../../../../src-shared/item/steps.ts'
import type { Work } from '../../../../src-shared/item/work.ts'
import type { MediaFacts } from '../../../../src-shared/media-facts.ts'
import type { Outcome } from '../../../../src-shared/outcome.ts'
import type { Problem } from '../../../../src-shared/problems.ts'
import type { RateLimit } from '../../../transfer/index.ts'
import type { ObjectOfOther } from '../../journal/index.ts'
import type { LiveConnection } from '../../servers/index.ts'
import type { DuplicateFinder } from '../find-duplicate.ts'
import type { EnginePorts } from '../../ports.ts'
import type { QueueItem } from '../../item/index.ts'
import type { Sending } from '../sending.ts'
import type { SourceLedger } from '../source-ledger.ts'

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
  /** It has stopped growing: what is in it by now is what tells it from others. */
  readonly finished: () => Promise<void>
  /** The journal's records of this item's objects. */
  readonly objects: {
    readonly all: () => MediaObject[]
    readonly save: (objects: readonly MediaObject[]) => void
    /** What other items have under an id. */
    readonly ofOthers: (objectId: string) => ObjectOfOther[]
  }
  /** Its client is stopped by `signal`. */
  readonly connection: LiveConnection
  readonly sources: SourceLedger
  readonly ports: EnginePorts
  readonly duplicates: DuplicateFinder
  readonly sending: Sending
  readonly rateLimit: RateLimit
  readonly signal: AbortSignal
  readonly onProgress: (bytesSent: number) => void
}

/** The same work, whose requests and bytes end with this signal too. */
export const withSignal = (context: StepContext, signal: AbortSignal): StepContext => ({
  ...context,
  signal,
  connection: { ...context.connection, client: context.connection.client.withSignal(signal) },
})

export type StepResult =
  | { readonly type: 'done' }
  /** Nothing needs to be done at all: the store has it from an earlier upload, with these objects. */
  | { readonly type: 'already-there'; readonly work: Work; readonly objects: readonly MediaObject[] }
  /** Go back: what this step needs is gone. `attempt`: how often it was, where the step's own tries do not say. */
  | { readonly type: 'back'; readonly to: Step; readonly because: Problem; readonly attempt?: number }
  | { readonly type: 'failed'; readonly problem: Problem }

export const done: StepResult = { type: 'done' }

export const failedWith = (problem: Problem): StepResult => ({ type: 'failed', problem })

/** An outcome as a step's end. */
export const doneIf = (outcome: Outcome<unknown>): StepResult => (outcome.ok ? done : failedWith(outcome.problem))

/** The source of an item is shared by its batch, so that a series has one. Members have their own, by role. */
export const sourceKey = (item: QueueItem, server: string, role: string | null): string =>
  JSON.stringify([server, item.batch.id, item.sourceName, role])
