import { useEffect } from 'react'
import { move, pick, remove, togglePause } from './state/commands.ts'
import { useQueue } from './state/queue-store.ts'
import { select, selectAll, selectedIds, step } from './state/selection.ts'
import { openDialog, useWindow } from './state/window-store.ts'

const PAGE = 10

/** The shortcuts people know. They are silent while a dialog is open or something is being typed. */
export function useKeyboard(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (useWindow.getState().dialog || target.closest('input, textarea, select')) return
      if (act(event, target)) event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}

/** Answers whether the key meant something. */
function act(event: KeyboardEvent, target: HTMLElement): boolean {
  const { key, shiftKey, altKey } = event
  const command = event.ctrlKey || event.metaKey
  if (command) {
    switch (key.toLowerCase()) {
      case 'o': return did(() => void pick(shiftKey ? 'folder' : 'files'))
      case 'a': return did(selectAll)
      case ',': return did(() => openDialog({ name: 'settings' }))
      default: return false
    }
  }
  if (altKey && (key === 'ArrowUp' || key === 'ArrowDown')) return did(() => moveSelected(key === 'ArrowUp' ? -1 : 1))
  switch (key) {
    case 'ArrowDown': return did(() => step(1, shiftKey))
    case 'ArrowUp': return did(() => step(-1, shiftKey))
    case 'PageDown': return did(() => step(PAGE, shiftKey))
    case 'PageUp': return did(() => step(-PAGE, shiftKey))
    case 'Home': return did(() => step(-Infinity, shiftKey))
    case 'End': return did(() => step(Infinity, shiftKey))
    case 'Escape': return did(() => useWindow.setState({ isDetailsOpen: false }))
    case 'Delete': case 'Backspace': return did(() => remove(selectedIds()))
  }
  // Space and Enter belong to a button that has the focus.
  if (target.closest('button, summary, a')) return false
  if (key === ' ') return did(() => togglePause(selectedIds()))
  if (key === 'Enter') return did(() => useWindow.setState((it) => ({ isDetailsOpen: !it.isDetailsOpen && it.focused !== null })))
  return false
}

function did(action: () => void): true {
  action()
  return true
}

function moveSelected(by: 1 | -1): void {
  const ids = selectedIds()
  const { order } = useQueue.getState()
  const [first] = ids
  const last = ids.at(-1)
  if (first === undefined || last === undefined) return
  if (by === -1) {
    const before = order[order.indexOf(first) - 1]
    if (before !== undefined) move(ids, before)
  } else if (order.indexOf(last) < order.length - 1) {
    move(ids, order[order.indexOf(last) + 2] ?? null)
  }
  select(first, ids.length === 1 ? 'only' : 'range')
}
