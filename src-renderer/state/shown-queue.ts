import { create } from 'zustand'
import {
  dependsOnStates,
  idsOf,
  plainWish,
  queueEntries,
  type QueueEntry,
  type QueueWish,
} from '../queue/queue-view.ts'
import { useQueue } from './queue-store.ts'

/** What of the queue is on screen, and how: by search, filter, order and groups. */
interface ShownQueue {
  readonly wish: QueueWish
  readonly entries: readonly QueueEntry[]
  /** The rows in the order on screen. */
  readonly ids: readonly string[]
}

export const useShown = create<ShownQueue>(() => ({ wish: plainWish, entries: [], ids: [] }))

const { getState, setState } = useShown

function refresh(wish: QueueWish): void {
  const { order, items } = useQueue.getState()
  const entries = queueEntries(order, items, wish)
  setState({ wish, entries, ids: idsOf(entries) })
}

export const changeWish = (changed: Partial<QueueWish>): void => refresh({ ...getState().wish, ...changed })

export function toggleFold(key: string): void {
  const folded = new Set(getState().wish.folded)
  if (!folded.delete(key)) folded.add(key)
  changeWish({ folded })
}

// Names change only by editing, which gives new items; the order alone says the rest, unless states are part of the
// wish.
useQueue.subscribe((now, before) => {
  const { wish } = getState()
  const isNew = now.order !== before.order || now.names !== before.names
  if (isNew || (dependsOnStates(wish) && now.items !== before.items)) refresh(wish)
})
