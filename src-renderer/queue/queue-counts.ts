import type { ItemView } from '../../src-shared/item/item.ts'

/** How many items are where; what the header and the buttons of the whole queue ask. */
export interface QueueCounts {
  readonly all: number
  readonly done: number
  readonly failed: number
  /** Waiting to be started. */
  readonly ready: number
  readonly active: number
  readonly paused: number
}

export function countQueue(items: ReadonlyMap<string, ItemView>): QueueCounts {
  const counts = { all: items.size, done: 0, failed: 0, ready: 0, active: 0, paused: 0 }
  for (const { state } of items.values()) {
    if (state.name === 'done' || state.name === 'failed' || state.name === 'paused' || state.name === 'ready')
      counts[state.name] += 1
    else if (state.name !== 'cancelled') counts.active += 1
  }
  return counts
}
