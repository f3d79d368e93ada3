import type { MediaObject } from '../../../src-shared/item/media-object.ts'
import type { Clock } from '../ports.ts'
import type { QueueItem } from '../item/index.ts'

/** An item as it was just before it was taken out of the list. */
export interface RemovedItem {
  readonly item: QueueItem
  readonly objects: readonly MediaObject[]
}

/** What was removed and can be brought back: in memory, for some minutes. Its file was never touched. */
export interface Trash {
  keep: (removed: readonly RemovedItem[]) => void
  /** Gives back what is still known of these; each only once. */
  restore: (ids: readonly string[]) => RemovedItem[]
  close: () => void
}

const KEPT_MS = 10 * 60_000

/** @param onForgotten called with the paths of items that nobody can bring back any more */
export function createTrash(clock: Clock, onForgotten: (paths: readonly string[]) => void): Trash {
  const kept = new Map<string, RemovedItem>()
  const timers = new Set<() => void>()

  function forget(ids: readonly string[]): void {
    const paths = ids.flatMap((id) => kept.get(id)?.item.path ?? [])
    for (const id of ids) kept.delete(id)
    if (paths.length > 0) onForgotten(paths)
  }

  return {
    keep: (removed) => {
      for (const it of removed) kept.set(it.item.id, it)
      const ids = removed.map((it) => it.item.id)
      const callOff = clock.after(KEPT_MS, () => {
        timers.delete(callOff)
        forget(ids)
      })
      timers.add(callOff)
    },
    restore: (ids) => {
      const found = ids.flatMap((id) => kept.get(id) ?? [])
      for (const id of ids) kept.delete(id)
      return found
    },
    close: () => {
      for (const callOff of timers) callOff()
      forget([...kept.keys()])
    },
  }
}
