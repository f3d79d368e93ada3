import { useQueue } from './queue-store.ts'
import { useShown } from './shown-queue.ts'
import { useWindow } from './window-store.ts'

/** Selecting rows as in every list: click, with Ctrl, with Shift; and by keyboard. Always of what is on screen. */

const { getState, setState } = useWindow

export function select(id: string, how: 'only' | 'toggle' | 'range'): void {
  const { selected, anchor } = getState()
  if (how === 'toggle') {
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    setState({ selected: next, focused: id, anchor: id })
  } else if (how === 'range' && anchor !== null) {
    const { ids } = useShown.getState()
    const [a, b] = [ids.indexOf(anchor), ids.indexOf(id)]
    setState({ selected: new Set(ids.slice(Math.max(0, Math.min(a, b)), Math.max(a, b) + 1)), focused: id })
  } else {
    setState({ selected: new Set([id]), focused: id, anchor: id })
  }
}

export const selectAll = (): void => setState({ selected: new Set(useShown.getState().ids) })
export const selectThese = (ids: readonly string[]): void =>
  setState({ selected: new Set(ids), focused: ids[0] ?? null, anchor: ids[0] ?? null })

/** Moves the keyboard's row; with `extend` the range grows. */
export function step(by: number, extend: boolean): void {
  const { ids } = useShown.getState()
  if (ids.length === 0) return
  const at = ids.indexOf(getState().focused ?? '')
  const next = ids[Math.max(0, Math.min(ids.length - 1, at === -1 ? (by > 0 ? 0 : ids.length - 1) : at + by))]
  if (next !== undefined) select(next, extend ? 'range' : 'only')
}

/** The selected rows that are still there, in the order of the queue. */
export const selectedIds = (): string[] => {
  const { selected } = getState()
  return useQueue.getState().order.filter((id) => selected.has(id))
}
