import type { ItemEvent, ItemEventType } from './events.ts'
import { stepAfter } from './steps.ts'
import type { CancellableState, ItemState, StateName } from './state.ts'

/** The part of an item that its life depends on. `runId` grows with every start and every stop. */
export interface Life {
  readonly state: ItemState
  readonly runId: number
}

type Move<S extends StateName, E extends ItemEventType> = (
  state: Extract<ItemState, { name: S }>,
  event: Extract<ItemEvent, { type: E }>,
) => ItemState

type Table = { readonly [S in StateName]: { readonly [E in ItemEventType]?: Move<S, E> } }

const cancelled = (before: CancellableState): ItemState => ({
  name: 'cancelled',
  step: before.name === 'probing' || before.name === 'ready' ? null : before.step,
  before,
})

/**
 * The whole life of an item. A pair that is not in the table changes nothing.
 *
 * Progress is missing on purpose: it is not a state and is never saved.
 */
const table: Table = {
  probing: {
    probed: () => ({ name: 'ready' }),
    unreadable: (_, { problem }) => ({ name: 'failed', step: null, problem }),
    pause: () => ({ name: 'paused', step: null }),
    cancel: cancelled,
    restarted: (state) => state,
  },
  ready: {
    start: () => ({ name: 'queued', step: 'source', attempt: 1 }),
    restarted: () => ({ name: 'queued', step: 'source', attempt: 1 }),
    pause: () => ({ name: 'paused', step: 'source' }),
    cancel: cancelled,
  },
  queued: {
    'slot-freed': ({ step, attempt }) => ({ name: 'uploading', step, attempt }),
    pause: ({ step }) => ({ name: 'paused', step }),
    cancel: cancelled,
  },
  uploading: {
    'step-done': (state, { step, atMs }) => {
      if (step !== state.step) return state
      const next = stepAfter(step)
      if (next === null) return { name: 'done', finishedMs: atMs }
      // Bytes that were accepted prove that the connection works: the tries count anew.
      return { name: 'uploading', step: next, attempt: step === 'media' ? 1 : state.attempt }
    },
    'already-there': (_, { atMs }) => ({ name: 'done', finishedMs: atMs }),
    'step-undone': (state, { backTo }) => ({ name: 'uploading', step: backTo, attempt: state.attempt + 1 }),
    'step-failed': ({ step, attempt }, { problem, retryAtMs }) =>
      retryAtMs === null
        ? { name: 'failed', step, problem }
        : { name: 'waiting', step, attempt: attempt + 1, untilMs: retryAtMs, problem },
    held: ({ step, attempt }) => ({ name: 'queued', step, attempt }),
    pause: ({ step }) => ({ name: 'paused', step }),
    cancel: ({ step, attempt }) => cancelled({ name: 'queued', step, attempt }),
    restarted: ({ step, attempt }) => ({ name: 'queued', step, attempt }),
  },
  waiting: {
    timer: ({ step, attempt }) => ({ name: 'queued', step, attempt }),
    retry: ({ step }) => ({ name: 'queued', step, attempt: 1 }),
    pause: ({ step }) => ({ name: 'paused', step }),
    cancel: cancelled,
    restarted: ({ step, attempt }) => ({ name: 'queued', step, attempt }),
  },
  paused: {
    resume: ({ step }) => (step === null ? { name: 'probing' } : { name: 'queued', step, attempt: 1 }),
    cancel: cancelled,
  },
  done: {},
  failed: {
    retry: ({ step }, { probeAgain }) =>
      step === null || probeAgain ? { name: 'probing' } : { name: 'queued', step, attempt: 1 },
    cancel: cancelled,
  },
  cancelled: {
    restored: ({ step, before }) =>
      before ?? (step === null ? { name: 'probing' } : { name: 'queued', step, attempt: 1 }),
    retry: ({ step }, { probeAgain }) =>
      step === null || probeAgain ? { name: 'probing' } : { name: 'queued', step, attempt: 1 },
  },
}

/** Events that end or begin a piece of work, so that what it still says afterwards is out of date. */
const beginsNewRun: ReadonlySet<ItemEventType> = new Set([
  'slot-freed',
  'held',
  'pause',
  'resume',
  'cancel',
  'restored',
  'retry',
  'restarted',
])

/**
 * Moves an item. Pure and total: an impossible or outdated event returns the very same object.
 */
export function nextLife(life: Life, event: ItemEvent): Life {
  if ('runId' in event && event.runId !== life.runId) return life
  // The table's rows are checked pair by pair; only the compiler cannot see that the key and the event agree.
  const move = table[life.state.name][event.type] as ((state: ItemState, event: ItemEvent) => ItemState) | undefined
  if (!move) return life
  const state = move(life.state, event)
  if (state === life.state && event.type !== 'restarted') return life
  return { state, runId: beginsNewRun.has(event.type) ? life.runId + 1 : life.runId }
}

/** Whether an event would change an item in this state: what a button asks before it offers itself. */
export const isPossible = (name: StateName, type: ItemEventType): boolean => table[name][type] !== undefined
