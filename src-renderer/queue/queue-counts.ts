import type { ItemView } from '../../src-shared/item/item.ts'

/** How many items are where; what the header and the buttons of the whole queue ask. */
export interface QueueCounts {
  readonly all: number
  readonly done: number
  readonly failed: number
  readonly active: number
  readonly paused: number
}

export function countQueue(items: ReadonlyMap<string, ItemView>): QueueCounts {
  const counts = { all: items.size, done: 0, failed: 0, active: 0, paused: 0 }
  for (const { state } of items.values()) {
    if (state.name === 'done') counts.done += 1
    else if (state.name === 'failed') counts.failed += 1
    else if (state.name === 'paused') counts.paused += 1
    else if (state.name !== 'cancelled') counts.active += 1
  }
  return counts
}

/** One sentence on the whole queue. */
export function queueSentence({ all, done, failed, active, paused }: QueueCounts): string {
  if (all === 0) return 'Nothing in the queue'
  const parts = [`${done} of ${all} done`]
  if (active > 0) parts.push(`${active} to go`)
  if (paused > 0) parts.push(`${paused} paused`)
  if (failed > 0) parts.push(failed === 1 ? '1 needs you' : `${failed} need you`)
  return parts.join(' · ')
}
