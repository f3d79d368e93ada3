import type { Problem } from '../problems.ts'
import type { Step } from './steps.ts'

/**
 * Everything that can happen to an item.
 *
 * Events of the engine's own work carry the `runId` they were started under; one of an earlier run changes nothing, so
 * a late answer cannot revive a cancelled item. What a person asks for carries none: it is always about now.
 */
export type ItemEvent =
  | { readonly type: 'probed'; readonly runId: number }
  | { readonly type: 'unreadable'; readonly runId: number; readonly problem: Problem }
  | { readonly type: 'slot-freed' }
  | { readonly type: 'step-done'; readonly runId: number; readonly step: Step; readonly atMs: number }
  /** The store has the very same upload from before. */
  | { readonly type: 'already-there'; readonly runId: number; readonly atMs: number }
  /** The step cannot go on by itself: its object or its link is gone. Goes back to an earlier step at once. */
  | { readonly type: 'step-undone'; readonly runId: number; readonly backTo: Step }
  | {
      readonly type: 'step-failed'
      readonly runId: number
      readonly problem: Problem
      readonly retryAtMs: number | null
    }
  /** Something that every item needs is away: waits in the queue, and the try does not count. */
  | { readonly type: 'held'; readonly runId: number }
  | { readonly type: 'timer' }
  | { readonly type: 'start' }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'cancel' }
  /** A cancel is taken back: what was paused, held ready or failed is so again. */
  | { readonly type: 'restored' }
  /** From the first step where the file changed, else from the step that failed. */
  | { readonly type: 'retry'; readonly probeAgain: boolean }
  /** The process that ran this item is gone; sent once to every item when the journal is opened. */
  | { readonly type: 'restarted' }

export type ItemEventType = ItemEvent['type']

export const eventTypes = [
  'probed',
  'unreadable',
  'slot-freed',
  'step-done',
  'already-there',
  'step-undone',
  'step-failed',
  'held',
  'timer',
  'start',
  'pause',
  'resume',
  'cancel',
  'restored',
  'retry',
  'restarted',
] as const satisfies readonly ItemEventType[]
