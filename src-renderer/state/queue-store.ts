import { create } from 'zustand'
import type { ConnectionStatus, Hold } from '../../src-shared/connection.ts'
import type { EventPayload, Totals } from '../../src-shared/contract.ts'
import type { ItemView } from '../../src-shared/item/item.ts'
import type { Problem } from '../../src-shared/problems.ts'
import type { Door } from '../door/door.ts'

export interface ItemProgress {
  readonly bytesSent: number
  readonly bytesPerSecond: number
  readonly secondsLeft: number | null
}

/** What is on screen of the queue: rebuilt from a snapshot, kept by events. The engine owns the truth. */
interface QueueState {
  readonly isLoaded: boolean
  readonly isLineUp: boolean
  readonly items: ReadonlyMap<string, ItemView>
  readonly order: readonly string[]
  /** Another object whenever a name changed, so that a search knows. */
  readonly names: object
  readonly progress: ReadonlyMap<string, ItemProgress>
  readonly totals: Totals
  readonly connection: ConnectionStatus | null
  /** Why the whole queue waits. */
  readonly hold: Hold | null
  /** The journal was damaged when it was opened; until somebody has read so. */
  readonly damage: Problem | null
}

export const useQueue = create<QueueState>(() => ({
  isLoaded: false,
  isLineUp: true,
  items: new Map(),
  order: [],
  names: {},
  progress: new Map(),
  totals: { bytesSent: 0, bytesTotal: 0, bytesPerSecond: 0, secondsLeft: null },
  connection: null,
  hold: null,
  damage: null,
}))

/** Takes a change in; pure, so that what a burst of events does can be tested. */
type Changing = Pick<QueueState, 'items' | 'order' | 'names' | 'progress'>
export function withChange(state: Changing, { items, removed, order }: EventPayload<'queue:changed'>): Changing {
  const known = new Map(state.items)
  const progress = new Map(state.progress)
  let { names } = state
  for (const item of items) {
    const before = state.items.get(item.id)
    if (before && (before.sourceName !== item.sourceName || before.flowName !== item.flowName)) names = {}
    known.set(item.id, item)
    if (item.state.name !== 'uploading') progress.delete(item.id)
  }
  for (const id of removed) {
    known.delete(id)
    progress.delete(id)
  }
  const gone = new Set(removed)
  return {
    items: known,
    names,
    progress,
    order: order ?? (removed.length > 0 ? state.order.filter((id) => !gone.has(id)) : state.order),
  }
}

/** Connects the store with the engine: a snapshot now and after every interruption, events in between. */
export function followQueue(door: Door): void {
  const { setState } = useQueue
  async function load(): Promise<void> {
    const snapshot = await door.call('queue:snapshot', {})
    if (!snapshot.ok) return
    const { items, connection, totals, hold, damage } = snapshot.value
    setState({
      isLoaded: true,
      items: new Map(items.map((it) => [it.id, it])),
      order: items.map((it) => it.id),
      progress: new Map(),
      connection,
      totals,
      hold,
      damage,
    })
  }
  door.listen('queue:changed', (change) => setState((state) => withChange(state, change)))
  door.listen('queue:progress', ({ items, totals }) =>
    setState((state) => {
      if (items.length === 0) return { totals }
      const progress = new Map(state.progress)
      for (const { id, ...it } of items) progress.set(id, it)
      return { totals, progress }
    }),
  )
  door.listen('queue:held', ({ hold }) => setState({ hold }))
  door.listen('connection:changed', (connection) => setState({ connection }))
  door.onLine((isLineUp) => {
    setState({ isLineUp })
    if (isLineUp) void load()
  })
  void load()
}
