import type { EventPayload, Totals } from '../../../src-shared/contract.ts'
import { isFinished } from '../../../src-shared/item/state.ts'
import { observe, secondsLeft, startOfSpeed, type Speed } from '../../../src-shared/words/time-left.ts'
import type { QueueItem } from '../item/index.ts'

/** How far the bytes are: in memory only, because a restart sends an object from its beginning anyway. */
export interface Progress {
  sent: (id: string, bytes: number) => void
  bytesOf: (id: string) => number
  forget: (id: string) => void
  /** Counts an item into the present run of work. */
  count: (ids: readonly string[]) => void
  /** The queue is at rest: what comes next is a new run. */
  rest: () => void
  totals: (items: readonly QueueItem[]) => Totals
  /** What moved since the last time this was asked. */
  report: (items: readonly QueueItem[]) => EventPayload<'queue:progress'> | null
}

export function createProgress(nowMs: () => number): Progress {
  const sent = new Map<string, { bytes: number; reported: number; speed: Speed }>()
  const run = new Set<string>()
  let total = startOfSpeed(nowMs())

  const totals = (items: readonly QueueItem[]): Totals => {
    let bytesSent = 0
    let bytesTotal = 0
    for (const { id, size, life } of items) {
      if (!run.has(id)) continue
      const isDone = life.state.name === 'done'
      if (isFinished(life.state) && !isDone) continue
      bytesTotal += size
      bytesSent += isDone ? size : (sent.get(id)?.bytes ?? 0)
    }
    return {
      bytesSent,
      bytesTotal,
      bytesPerSecond: total.bytesPerSecond,
      secondsLeft: secondsLeft(total, bytesTotal - bytesSent),
    }
  }

  return {
    sent: (id, bytes) => {
      const known = sent.get(id) ?? { bytes: 0, reported: 0, speed: startOfSpeed(nowMs()) }
      // A repeated object begins anew; what was counted before must not be counted as speed backwards.
      sent.set(id, { ...known, bytes, reported: Math.min(known.reported, bytes) })
    },
    bytesOf: (id) => sent.get(id)?.bytes ?? 0,
    forget: (id) => void sent.delete(id),
    count: (ids) => {
      for (const id of ids) run.add(id)
    },
    rest: () => {
      run.clear()
      total = startOfSpeed(nowMs())
    },
    totals,
    report: (items) => {
      const now = nowMs()
      let moved = 0
      const sizes = new Map(items.filter((it) => sent.has(it.id)).map((it) => [it.id, it.size]))
      const changed = [...sent].map(([id, entry]) => {
        const bytes = entry.bytes - entry.reported
        moved += bytes
        const next = { bytes: entry.bytes, reported: entry.bytes, speed: observe(entry.speed, bytes, now) }
        sent.set(id, next)
        return {
          id,
          bytesSent: next.bytes,
          bytesPerSecond: next.speed.bytesPerSecond,
          secondsLeft: secondsLeft(next.speed, Math.max(0, (sizes.get(id) ?? 0) - next.bytes)),
        }
      })
      if (run.size === 0) return null
      total = observe(total, moved, now)
      return { items: changed, totals: totals(items) }
    },
  }
}
