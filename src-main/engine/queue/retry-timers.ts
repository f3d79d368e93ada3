import type { QueueItem } from '../item/index.ts'
import type { Clock } from '../ports.ts'

/** When items that wait for another try are due: a timer an item, at most. */
export interface RetryTimers {
  /** Sets the timer of an item that waits, in place of one that it had. */
  set: (item: QueueItem) => void
  forget: (id: string) => void
  forgetAll: () => void
  count: () => number
}

/** @param onDue called once for an item whose time has come */
export function createRetryTimers(clock: Clock, onDue: (id: string) => void): RetryTimers {
  const timers = new Map<string, () => void>()

  function forget(id: string): void {
    timers.get(id)?.()
    timers.delete(id)
  }

  return {
    set: ({ id, life: { state } }) => {
      forget(id)
      if (state.name !== 'waiting') return
      const callOff = clock.after(Math.max(0, state.untilMs - clock.nowMs()), () => {
        timers.delete(id)
        onDue(id)
      })
      timers.set(id, callOff)
    },
    forget,
    forgetAll: () => {
      for (const callOff of timers.values()) callOff()
      timers.clear()
    },
    count: () => timers.size,
  }
}
