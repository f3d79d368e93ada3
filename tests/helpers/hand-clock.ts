import type { Clock } from '../../src-main/engine/ports.ts'

export interface HandClock extends Clock {
  /** Goes to the next thing that is due, lets it happen, and answers how far away it was. */
  next: () => Promise<number>
  /** Lets so much time pass, with all that is due in it. */
  pass: (ms: number) => Promise<void>
}

/** A clock that stands still until a test moves it. */
export function handClock(startMs = 1_000_000): HandClock {
  let now = startMs
  const due: { at: number; call: () => void }[] = []
  const settle = async () => {
    for (let n = 0; n < 20; n += 1) await Promise.resolve()
  }
  const take = (until: number) => {
    due.sort((a, b) => a.at - b.at)
    return due[0] && due[0].at <= until ? due.shift() : undefined
  }
  return {
    nowMs: () => now,
    after: (ms, call) => {
      const entry = { at: now + ms, call }
      due.push(entry)
      return () => {
        const at = due.indexOf(entry)
        if (at !== -1) due.splice(at, 1)
      }
    },
    next: async () => {
      const entry = take(Infinity)
      if (!entry) throw new Error('nothing is due')
      const waited = entry.at - now
      now = entry.at
      entry.call()
      await settle()
      return waited
    },
    pass: async (ms) => {
      const until = now + ms
      for (let entry = take(until); entry; entry = take(until)) {
        now = entry.at
        entry.call()
        await settle()
      }
      now = until
    },
  }
}
