import type { Virtualizer, VirtualItem } from '@tanstack/react-virtual'
import { useState, type DragEvent, type DragEventHandler } from 'react'
import { move } from '../state/commands.ts'
import { selectedIds } from '../state/selection.ts'
import { ROWS_TYPE } from './queue-row.tsx'
import type { QueueEntry } from './queue-view.ts'

interface RowDrop {
  /** Where the line is that shows the place, in pixels from the list's top; null while nothing is dragged over it. */
  readonly dropTop: number | null
  readonly onDragOver: DragEventHandler
  readonly onDragLeave: () => void
  readonly onDrop: DragEventHandler
}

/** Moves the selected rows to where they are dropped. */
export function useRowDrop(entries: readonly QueueEntry[], rows: Virtualizer<HTMLDivElement, Element>): RowDrop {
  const [dropTop, setDropTop] = useState<number | null>(null)

  /** The line under the pointer and whether the drop goes before or after it. */
  function placeAt(event: DragEvent): { top: number; before: string | null } | null {
    const scroller = rows.scrollElement
    const y = event.clientY - (scroller?.getBoundingClientRect().top ?? 0) + (scroller?.scrollTop ?? 0)
    const under = rows.getVirtualItems().find((it) => y >= it.start && y < it.end) ?? rows.getVirtualItems().at(-1)
    if (!under) return null
    const isAfter = y > under.start + under.size / 2
    return { top: isAfter ? under.end : under.start, before: idAfter(under, isAfter) }
  }
  function idAfter({ index }: VirtualItem, isAfter: boolean): string | null {
    const next = entries.slice(index + (isAfter ? 1 : 0)).find((it) => it.kind === 'item')
    return next?.kind === 'item' ? next.id : null
  }
  function onDragOver(event: DragEvent): void {
    if (!event.dataTransfer.types.includes(ROWS_TYPE)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'move'
    setDropTop(placeAt(event)?.top ?? null)
  }
  function onDrop(event: DragEvent): void {
    setDropTop(null)
    if (!event.dataTransfer.types.includes(ROWS_TYPE)) return
    event.preventDefault()
    event.stopPropagation()
    const place = placeAt(event)
    const ids = selectedIds()
    if (!place || (place.before !== null && ids.includes(place.before))) return
    move(ids, place.before)
  }
  return { dropTop, onDragOver, onDragLeave: () => setDropTop(null), onDrop }
}
