import type { ItemView } from '../../src-shared/item/item.ts'
import type { StateName } from '../../src-shared/item/state.ts'
import { compareNatural } from '../../src-shared/naming/natural-order.ts'

/** How a person wants to see the queue. The queue's own order is never changed by it. */
export interface QueueWish {
  readonly search: string
  readonly filter: QueueFilter
  readonly sort: QueueSort
  readonly isDescending: boolean
  readonly group: QueueGroup
  /** Keys of groups that show only their heading. */
  readonly folded: ReadonlySet<string>
}

export const queueFilters = ['all', 'active', 'failed', 'paused', 'done'] as const
export type QueueFilter = (typeof queueFilters)[number]
export const queueSorts = ['queue', 'name', 'size', 'state', 'added'] as const
export type QueueSort = (typeof queueSorts)[number]
export const queueGroups = ['series', 'state', 'none'] as const
export type QueueGroup = (typeof queueGroups)[number]

export const plainWish: QueueWish = {
  search: '',
  filter: 'all',
  sort: 'queue',
  isDescending: false,
  group: 'series',
  folded: new Set(),
}

/** States as people tell them apart, in the order in which they want to see them. */
export const stateGroups = ['failed', 'sending', 'waiting', 'ready', 'paused', 'done', 'cancelled'] as const
export type StateGroup = (typeof stateGroups)[number]

const groupOfState: Readonly<Record<StateName, StateGroup>> = {
  failed: 'failed',
  uploading: 'sending',
  waiting: 'waiting',
  queued: 'waiting',
  probing: 'waiting',
  ready: 'ready',
  paused: 'paused',
  done: 'done',
  cancelled: 'cancelled',
}
export const stateGroupOf = (item: ItemView): StateGroup => groupOfState[item.state.name]

const passes: Readonly<Record<QueueFilter, (group: StateGroup) => boolean>> = {
  all: () => true,
  active: (it) => it === 'sending' || it === 'waiting' || it === 'ready',
  failed: (it) => it === 'failed',
  paused: (it) => it === 'paused',
  done: (it) => it === 'done',
}

/** A line of the list: an item, or the heading of the items below it. */
export type QueueEntry =
  | { readonly kind: 'item'; readonly id: string }
  | {
      readonly kind: 'heading'
      readonly key: string
      readonly name: string
      readonly of: 'series' | StateGroup
      readonly ids: readonly string[]
      readonly isFolded: boolean
    }

/** Whether what is shown depends on more than order and names, so that it changes while things move. */
export const dependsOnStates = ({ filter, sort, group }: QueueWish): boolean =>
  filter !== 'all' || sort === 'state' || group === 'state'

/** The lines to show, and from them the rows that the keyboard walks through. */
export function queueEntries(
  order: readonly string[],
  items: ReadonlyMap<string, ItemView>,
  wish: QueueWish,
): QueueEntry[] {
  const found = sorted(
    order.filter((id) => isFound(items.get(id), wish)),
    items,
    wish,
  )
  switch (wish.group) {
    case 'none':
      return found.map((id) => ({ kind: 'item', id }))
    case 'state':
      return byState(found, items, wish.folded)
    case 'series':
      return bySeries(wish.sort === 'queue' ? found : together(found, items), items, wish.folded)
  }
}

export const idsOf = (entries: readonly QueueEntry[]): string[] =>
  entries.flatMap((it) => (it.kind === 'item' ? [it.id] : []))

function isFound(item: ItemView | undefined, { search, filter }: QueueWish): boolean {
  if (!item || !passes[filter](stateGroupOf(item))) return false
  if (search === '') return true
  const text =
    `${item.name}\n${item.sourceName}\n${item.flowName}\n${item.path}\n${item.batch.series ?? ''}`.toLocaleLowerCase()
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function sorted(
  ids: readonly string[],
  items: ReadonlyMap<string, ItemView>,
  { sort, isDescending }: QueueWish,
): string[] {
  const turn = isDescending ? -1 : 1
  if (sort === 'queue') return isDescending ? ids.toReversed() : [...ids]
  const of = (id: string) => items.get(id) as ItemView
  const compare: Readonly<Record<Exclude<QueueSort, 'queue'>, (a: ItemView, b: ItemView) => number>> = {
    name: (a, b) => compareNatural(a.name, b.name),
    size: (a, b) => a.size - b.size,
    state: (a, b) => stateGroups.indexOf(stateGroupOf(a)) - stateGroups.indexOf(stateGroupOf(b)),
    added: (a, b) => a.addedMs - b.addedMs,
  }
  // What is equal stays in the queue's order, also when it is turned around.
  return [...ids].sort((a, b) => turn * compare[sort](of(a), of(b)))
}

/** Brings the items of a series together where the first of them stands. */
function together(ids: readonly string[], items: ReadonlyMap<string, ItemView>): string[] {
  const families = Map.groupBy(ids, (id) => {
    const batch = items.get(id)?.batch
    return batch?.series == null ? id : batch.id
  })
  return [...families.values()].flat()
}

/** A heading above every unbroken run of items of one series. */
function bySeries(
  ids: readonly string[],
  items: ReadonlyMap<string, ItemView>,
  folded: ReadonlySet<string>,
): QueueEntry[] {
  const entries: QueueEntry[] = []
  let run = null as { readonly batchId: string; readonly ids: string[]; readonly isFolded: boolean } | null
  for (const id of ids) {
    const batch = items.get(id)?.batch
    if (batch?.series == null) {
      run = null
    } else if (run?.batchId === batch.id) {
      run.ids.push(id)
    } else {
      const key = `series-${batch.id}-${id}`
      run = { batchId: batch.id, ids: [id], isFolded: folded.has(key) }
      entries.push({ kind: 'heading', key, name: batch.series, of: 'series', ids: run.ids, isFolded: run.isFolded })
    }
    if (!run?.isFolded) entries.push({ kind: 'item', id })
  }
  return entries
}

function byState(
  ids: readonly string[],
  items: ReadonlyMap<string, ItemView>,
  folded: ReadonlySet<string>,
): QueueEntry[] {
  const families = Map.groupBy(ids, (id) => stateGroupOf(items.get(id) as ItemView))
  return stateGroups.flatMap((of): QueueEntry[] => {
    const members = families.get(of)
    if (!members) return []
    const key = `state-${of}`
    const isFolded = folded.has(key)
    return [
      { kind: 'heading', key, name: '', of, ids: members, isFolded },
      ...(isFolded ? [] : members.map((id): QueueEntry => ({ kind: 'item', id }))),
    ]
  })
}
