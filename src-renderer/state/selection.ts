import { useQueue } from './queue-store.ts'
import { useWindow } from './window-store.ts'

/** Selecting rows as in every list: click, with Ctrl, with Shift; and by keyboard. */

const { getState, setState } = useWindow

export function select(id: string, how: 'only' | 'toggle' | 'range'): void {
  const { selected, anchor } = getState()
  if (how === 'toggle') {
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    setState({ selected: next, focused: id, anchor: id })
  } else if (how === 'range' && anchor !== null) {
    const { order } = useQueue.getState()
    const [a, b] = [order.indexOf(anchor), order.indexOf(id)]
    setState({ selected: new Set(order.slice(Math.min(a, b), Math.max(a, b) + 1)), focused: id })
  } else {
    setState({ selected: new Set([id]), focused: id, anchor: id })
  }
}

export const selectAll = (): void => setState({ selected: new Set(useQueue.getState().order) })

/** Moves the keyboard's row; with `extend` the range grows. */
export function step(by: number, extend: boolean): void {
  const { order } = useQueue.getState()
  if (order.length === 0) return
  const at = order.indexOf(getState().focused ?? '')
  const next = order[Math.max(0, Math.min(order.length - 1, at === -1 ? (by > 0 ? 0 : order.length - 1) : at + by))]
  if (next !== undefined) select(next, extend ? 'range' : 'only')
}

/** The selected rows that are still there, in the order of the queue. */
export const selectedIds = (): string[] => {
  const { selected } = getState()
  return useQueue.getState().order.filter((id) => selected.has(id))
}
