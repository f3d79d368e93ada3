import type { EventName, EventPayload } from '../../src-shared/contract.ts'
import { isAtRest } from '../../src-shared/item/state.ts'

/** The queue as an operating system cares for it. */
export interface QueueStatus {
  /** Items that move or will by themselves. */
  readonly moving: number
  /** From 0 to 1; null while nothing moves. */
  readonly share: number | null
  /** Since the queue last came to rest. */
  readonly done: number
  readonly failed: number
  readonly isHeld: boolean
}

export const restingStatus: QueueStatus = { moving: 0, share: null, done: 0, failed: 0, isHeld: false }

/** What came of a batch: told when nothing moves any more. */
export interface BatchEnd {
  readonly done: number
  readonly failed: number
}

interface StatusListeners {
  readonly onChange: (status: QueueStatus) => void
  readonly onBatchEnd: (end: BatchEnd) => void
}

/**
 * Follows the engine's events and knows by them how the queue is.
 *
 * A batch ends when the last item that moved has stopped: one message then says what came of all of it.
 */
export function trackQueueStatus({ onChange, onBatchEnd }: StatusListeners): {
  readonly onEvent: (name: EventName, payload: unknown) => void
  readonly current: () => QueueStatus
} {
  const moving = new Set<string>()
  const counted = new Map<string, 'done' | 'failed'>()
  let status = restingStatus

  function change(next: QueueStatus): void {
    status = next
    onChange(next)
  }

  function onQueueChange({ items, removed }: EventPayload<'queue:changed'>): void {
    for (const { id, state } of items) {
      const wasMoving = moving.has(id)
      if (isAtRest(state)) moving.delete(id)
      else moving.add(id)
      if (wasMoving && (state.name === 'done' || state.name === 'failed')) counted.set(id, state.name)
    }
    for (const id of removed) moving.delete(id)
    const results = [...counted.values()]
    const done = results.filter((it) => it === 'done').length
    const failed = results.length - done
    change({ ...status, moving: moving.size, share: moving.size === 0 ? null : status.share, done, failed })
    if (moving.size > 0 || results.length === 0) return
    counted.clear()
    onBatchEnd({ done, failed })
    change({ ...status, done: 0, failed: 0 })
  }

  return {
    current: () => status,
    onEvent: (name, payload) => {
      if (name === 'queue:changed') {
        onQueueChange(payload as EventPayload<'queue:changed'>)
      } else if (name === 'queue:progress' && moving.size > 0) {
        const {
          totals: { bytesSent, bytesTotal },
        } = payload as EventPayload<'queue:progress'>
        change({ ...status, share: bytesTotal > 0 ? bytesSent / bytesTotal : 0 })
      } else if (name === 'queue:held') {
        change({ ...status, isHeld: (payload as EventPayload<'queue:held'>).hold !== null })
      }
    },
  }
}
