import type { EventName, EventPayload } from '../../src-shared/contract.ts'
import type { ItemView } from '../../src-shared/item/item.ts'
import { isAtRest } from '../../src-shared/item/state.ts'

/** The queue as an operating system cares for it. */
export interface Pulse {
  /** Items that move or will by themselves. */
  readonly moving: number
  /** From 0 to 1; null while nothing moves. */
  readonly share: number | null
  /** Since the queue last came to rest. */
  readonly done: number
  readonly failed: number
  readonly isHeld: boolean
}

export const restingPulse: Pulse = { moving: 0, share: null, done: 0, failed: 0, isHeld: false }

/** What came of a batch: told when nothing moves any more. */
export interface BatchEnd {
  readonly done: number
  readonly failed: number
}

interface PulseListeners {
  readonly changed: (pulse: Pulse) => void
  readonly ended: (end: BatchEnd) => void
}

/**
 * Follows what the engine announces and keeps the pulse of it.
 *
 * A batch ends when the last item that moved has stopped: one message then says what came of all of it.
 */
export function followPulse({ changed, ended }: PulseListeners): {
  readonly hear: (name: EventName, payload: unknown) => void
  readonly now: () => Pulse
} {
  const moving = new Set<string>()
  const counted = new Map<string, 'done' | 'failed'>()
  let pulse = restingPulse

  function tell(next: Pulse): void {
    pulse = next
    changed(next)
  }

  function take(items: readonly ItemView[], removed: readonly string[]): void {
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
    tell({ ...pulse, moving: moving.size, share: moving.size === 0 ? null : pulse.share, done, failed })
    if (moving.size > 0 || results.length === 0) return
    counted.clear()
    ended({ done, failed })
    tell({ ...pulse, done: 0, failed: 0 })
  }

  return {
    now: () => pulse,
    hear: (name, payload) => {
      if (name === 'queue:changed') {
        const { items, removed } = payload as EventPayload<'queue:changed'>
        take(items, removed)
      } else if (name === 'queue:progress' && moving.size > 0) {
        const {
          totals: { bytesSent, bytesTotal },
        } = payload as EventPayload<'queue:progress'>
        tell({ ...pulse, share: bytesTotal > 0 ? bytesSent / bytesTotal : 0 })
      } else if (name === 'queue:held') {
        tell({ ...pulse, isHeld: (payload as EventPayload<'queue:held'>).hold !== null })
      }
    },
  }
}
