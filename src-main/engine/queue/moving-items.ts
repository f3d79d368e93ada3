import { isAtRest } from '../../../src-shared/item/state.ts'
import type { QueueItem } from '../item/index.ts'

/** Which items nothing but the engine needs to move: kept as items change, so that asking costs nothing. */
export interface MovingItems {
  /** Tracks where items are now; answers those that move. */
  track: (items: readonly QueueItem[]) => string[]
  forget: (id: string) => void
  isHeldBack: (id: string) => boolean
  /** What an earlier process left is no longer kept where it is. */
  release: (ids: readonly string[]) => void
  /** Items that move or will by themselves. */
  count: () => number
  /** Those of them that wait for a slot, and so for whatever holds the queue. */
  countQueued: () => number
}

/** @param heldBack ids that stay where they are until somebody releases them */
export function createMovingItems(heldBack: readonly string[]): MovingItems {
  const held = new Set(heldBack)
  const moving = new Set<string>()
  const queued = new Set<string>()

  function forget(id: string): void {
    moving.delete(id)
    queued.delete(id)
  }

  return {
    track: (items) => {
      const tracked: string[] = []
      for (const { id, life } of items) {
        forget(id)
        if (held.has(id) || isAtRest(life.state)) continue
        tracked.push(id)
        moving.add(id)
        if (life.state.name === 'queued') queued.add(id)
      }
      return tracked
    },
    forget,
    isHeldBack: (id) => held.has(id),
    release: (ids) => {
      for (const id of ids) held.delete(id)
    },
    count: () => moving.size,
    countQueued: () => queued.size,
  }
}
