import type { Clock } from '../../src-main/engine/ports.ts'

/** A clock that runs as this computer's does and can be put forward: an hour of waiting is over at once. */
export interface LeapingClock extends Clock {
  /** Goes to that time, if it is not past, and lets all happen that was due meanwhile. */
  leapTo: (ms: number) => void
}

interface Due {
  readonly atMs: number
  readonly call: () => void
  timer: NodeJS.Timeout
}

/**
 * @param aheadMs how far it is ahead of this computer's at the beginning
 * @param onLeap told how far it is from now on, before anything happens that was due
 */
export function leapingClock(aheadMs: number, onLeap: (aheadMs: number) => void): LeapingClock {
  let ahead = aheadMs
  const due = new Set<Due>()
  const nowMs = () => Date.now() + ahead

  function happen(entry: Due): void {
    clearTimeout(entry.timer)
    if (due.delete(entry)) entry.call()
  }

  return {
    nowMs,
    after: (ms, call) => {
      const entry: Due = { atMs: nowMs() + ms, call, timer: setTimeout(() => happen(entry), ms) }
      due.add(entry)
      return () => {
        clearTimeout(entry.timer)
        due.delete(entry)
      }
    },
    leapTo: (ms) => {
      if (ms <= nowMs()) return
      ahead = Math.ceil(ms) - Date.now()
      onLeap(ahead)
      const passed = [...due].filter((it) => it.atMs <= ms).sort((a, b) => a.atMs - b.atMs)
      for (const entry of passed) happen(entry)
      for (const entry of due) {
        clearTimeout(entry.timer)
        entry.timer = setTimeout(() => happen(entry), entry.atMs - nowMs())
      }
    },
  }
}
