import type { ItemEvent, ItemEventType } from '../../../src-shared/item/events.ts'
import { nextLife } from '../../../src-shared/item/next-state.ts'
import type { Journal, KnownFile } from '../journal/index.ts'
import type { QueueItem } from '../item/index.ts'
import { makeRoom } from './positions.ts'

/** What just happened to the queue; whoever listens decides what to make of it. */
export interface QueueChange {
  readonly changed: readonly QueueItem[]
  readonly removed: readonly string[]
  readonly reordered: boolean
}

/**
 * The items, in order. The one place that changes them: every change is in the journal before anybody hears of it.
 */
export interface Queue {
  all: () => readonly QueueItem[]
  get: (id: string) => QueueItem | undefined
  /** @param known files of a watched folder that are known from now on; written together with the items */
  add: (items: readonly QueueItem[], known?: readonly KnownFile[]) => void
  /**
   * Moves items through their life; those that the event does not concern stay untouched. Answers the ones that moved.
   */
  dispatch: (ids: readonly string[], event: ItemEvent, also?: (item: QueueItem) => QueueItem) => QueueItem[]
  /** Changes what is known of an item, not where it is. */
  update: (id: string, change: (item: QueueItem) => QueueItem) => QueueItem | undefined
  remove: (ids: readonly string[]) => void
  move: (ids: readonly string[], before: string | null) => void
  /** Where new items go. */
  nextPosition: () => number
}

const PERSONS: ReadonlySet<ItemEventType> = new Set(['pause', 'resume', 'cancel', 'restored', 'retry'])

export function openQueue(journal: Journal, onChange: (change: QueueChange) => void): Queue {
  const items = new Map(journal.load().map((it) => [it.id, it]))
  let ordered: QueueItem[] = []
  const places = new Map<string, number>()
  sort()

  function sort(): void {
    ordered = [...items.values()].sort((a, b) => a.position - b.position)
    places.clear()
    ordered.forEach((it, place) => places.set(it.id, place))
  }

  function keep(changed: readonly QueueItem[], reordered = false, known: readonly KnownFile[] = []): void {
    if (changed.length === 0) return
    if (known.length > 0) journal.addKnown(changed, known)
    else journal.save(changed)
    for (const item of changed) {
      items.set(item.id, item)
      ordered[places.get(item.id) ?? ordered.length] = item
    }
    // Sorting is for changes of the order; most changes are an item's next step.
    if (reordered) sort()
    onChange({ changed, removed: [], reordered })
  }

  /** A person's wish is worth a power cut, but nobody waits for it; a disk that refuses is met by the next step. */
  const soonOnDisk = () => void journal.reachDisk().catch(() => undefined)

  return {
    all: () => ordered,
    get: (id) => items.get(id),
    add: (added, known) => {
      keep(added, true, known)
      soonOnDisk()
    },
    dispatch: (ids, event, also = (it) => it) => {
      const moved: QueueItem[] = []
      for (const id of ids) {
        const item = items.get(id)
        const life = item && nextLife(item.life, event)
        if (item && life && life !== item.life) moved.push(also({ ...item, life }))
      }
      keep(moved)
      if (PERSONS.has(event.type)) soonOnDisk()
      return moved
    },
    update: (id, change) => {
      const item = items.get(id)
      if (!item) return undefined
      const changed = change(item)
      keep([changed])
      return changed
    },
    remove: (ids) => {
      const present = ids.filter((id) => items.has(id))
      if (present.length === 0) return
      journal.remove(present)
      for (const id of present) items.delete(id)
      soonOnDisk()
      sort()
      onChange({ changed: [], removed: present, reordered: false })
    },
    move: (ids, before) => {
      const moving = new Set(ids)
      const rest = ordered.filter((it) => !moving.has(it.id))
      const found = before === null ? -1 : rest.findIndex((it) => it.id === before)
      const at = found === -1 ? rest.length : found
      const chosen = ordered.filter((it) => moving.has(it.id))
      const { from, positions } = makeRoom(
        rest.map((it) => it.position),
        at,
        chosen.length,
      )
      const placed = rest.toSpliced(at, 0, ...chosen).slice(from, from + positions.length)
      keep(
        placed.map((it, index) => ({ ...it, position: positions[index] ?? it.position })),
        true,
      )
    },
    nextPosition: () => (ordered.at(-1)?.position ?? 0) + 1,
  }
}
