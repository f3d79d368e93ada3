import { useEffect } from 'react'
import { isEditable } from '../src-shared/item/edit.ts'
import { SEARCH_ID } from './queue/queue-toolbar.tsx'
import { copyNames } from './queue/queue-menu.tsx'
import { move, pick, remove, retry, togglePause } from './state/commands.ts'
import { useQueue } from './state/queue-store.ts'
import { selectAll, selectedIds, step } from './state/selection.ts'
import { undoLast } from './state/undo.ts'
import { openDialog, show, toggleNow, useWindow } from './state/window-store.ts'

const PAGE = 10

/** The shortcuts people know. They are silent while a dialog is open or something is being typed. */
export function useKeyboard(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (
        event.defaultPrevented ||
        useWindow.getState().dialog ||
        target.closest('input, textarea, select, [role=menu]')
      )
        return
      if (act(event, target)) event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}

/** Answers whether the key meant something. */
function act(event: KeyboardEvent, target: HTMLElement): boolean {
  const { key, shiftKey, altKey } = event
  if (event.ctrlKey || event.metaKey) return withCommand(key.toLowerCase(), shiftKey)
  if (key === '?') return did(() => openDialog({ name: 'keys' }))
  if (useWindow.getState().view !== 'queue') return false
  if (altKey) return withAlt(key)
  switch (key) {
    case 'ArrowDown':
      return did(() => step(1, shiftKey))
    case 'ArrowUp':
      return did(() => step(-1, shiftKey))
    case 'PageDown':
      return did(() => step(PAGE, shiftKey))
    case 'PageUp':
      return did(() => step(-PAGE, shiftKey))
    case 'Home':
      return did(() => step(-Infinity, shiftKey))
    case 'End':
      return did(() => step(Infinity, shiftKey))
    case 'Escape':
      return did(() => useWindow.setState({ isDetailsOpen: false }))
    case 'Delete':
    case 'Backspace':
      return did(() => remove(selectedIds()))
    case 'F2':
      return did(editSelected)
    case 'r':
      return did(() => retry(selectedIds()))
  }
  // Space and Enter belong to a button that has the focus.
  if (target.closest('button, summary, a')) return false
  if (key === ' ') return did(() => togglePause(selectedIds()))
  if (key === 'Enter')
    return did(() => useWindow.setState((it) => ({ isDetailsOpen: !it.isDetailsOpen && it.focused !== null })))
  return false
}

function withCommand(key: string, shiftKey: boolean): boolean {
  switch (key) {
    case 'o':
      return did(() => void pick(shiftKey ? 'folder' : 'files'))
    case ',':
      return did(() => openDialog({ name: 'settings' }))
    case 'z':
      return undoLast()
    case 'j':
      return did(toggleNow)
    case '1':
      return did(() => show('queue'))
    case '2':
      return did(() => show('store'))
    case '3':
      return did(() => show('history'))
    case 'f':
      return focusOn(useWindow.getState().view === 'queue' ? SEARCH_ID : `${useWindow.getState().view}-search`)
  }
  if (useWindow.getState().view !== 'queue') return false
  if (key === 'a') return did(selectAll)
  // What is marked as text is copied as text.
  if (key === 'c' && (getSelection()?.toString() ?? '') === '' && selectedIds().length > 0)
    return did(() => copyNames(selectedIds()))
  return false
}

function withAlt(key: string): boolean {
  switch (key) {
    case 'ArrowUp':
      return did(() => moveSelected(-1))
    case 'ArrowDown':
      return did(() => moveSelected(1))
    case 'Home':
      return did(() => moveToEnd('first'))
    case 'End':
      return did(() => moveToEnd('last'))
    default:
      return false
  }
}

function did(action: () => void): true {
  action()
  return true
}

function focusOn(id: string): boolean {
  const element = document.getElementById(id)
  element?.focus()
  return element !== null
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
}

function moveToEnd(end: 'first' | 'last'): void {
  const ids = selectedIds()
  if (ids.length === 0) return
  move(ids, end === 'last' ? null : (useQueue.getState().order.find((id) => !ids.includes(id)) ?? null))
}

function editSelected(): void {
  const { items } = useQueue.getState()
  const ids = selectedIds().filter((id) => {
    const item = items.get(id)
    return item !== undefined && isEditable(item.state)
  })
  if (ids.length > 0) openDialog({ name: 'edit', ids })
}
