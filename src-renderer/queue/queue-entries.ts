import type { ItemView } from '../../src-shared/item/item.ts'

/** A line of the list: an item, or the heading of the series that the items below it belong to. */
export type QueueEntry =
  | { readonly kind: 'item'; readonly id: string }
  | { readonly kind: 'series'; readonly key: string; readonly name: string; readonly ids: readonly string[] }

/** Puts a heading above every unbroken run of items of one series. */
export function queueEntries(order: readonly string[], items: ReadonlyMap<string, ItemView>): QueueEntry[] {
  const entries: QueueEntry[] = []
  let run = null as { readonly batchId: string; readonly ids: string[] } | null
  for (const id of order) {
    const batch = items.get(id)?.batch
    if (batch?.series == null) {
      run = null
    } else if (run?.batchId === batch.id) {
      run.ids.push(id)
    } else {
      run = { batchId: batch.id, ids: [id] }
      entries.push({ kind: 'series', key: `series-${batch.id}-${id}`, name: batch.series, ids: run.ids })
    }
    entries.push({ kind: 'item', id })
  }
  return entries
}
