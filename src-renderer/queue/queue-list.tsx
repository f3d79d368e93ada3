import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { useEffect, useRef, useState, type DragEvent } from 'react'
import { move } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { selectedIds, step } from '../state/selection.ts'
import { changeWish, useShown } from '../state/shown-queue.ts'
import { useWindow } from '../state/window-store.ts'
import { words } from '../words/words.ts'
import { Button } from '../parts/button.tsx'
import { QueueHeading, HEADING_HEIGHT } from './queue-heading.tsx'
import { QueueMenu } from './queue-menu.tsx'
import { QueueRow, ROW_HEIGHT, ROWS_TYPE } from './queue-row.tsx'

/** The queue: only the rows on screen exist. The keyboard moves a row at a time while the list keeps the focus. */
export function QueueList() {
  const entries = useShown((it) => it.entries)
  const mayReorder = useShown((it) => it.wish.sort === 'queue' && !it.wish.isDescending && it.wish.group !== 'state')
  const focused = useWindow((it) => it.focused)
  const scroller = useRef<HTMLDivElement>(null)
  const [dropTop, setDropTop] = useState<number | null>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler memoises this component
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (entries[index]?.kind === 'heading' ? HEADING_HEIGHT : ROW_HEIGHT),
    getItemKey: (index) => {
      const entry = entries[index]
      return entry === undefined ? index : entry.kind === 'item' ? entry.id : entry.key
    },
    overscan: 8,
  })
  useEffect(() => {
    rows.measure()
  }, [entries, rows])

  const focusedIndex = focused === null ? -1 : entries.findIndex((it) => it.kind === 'item' && it.id === focused)
  useEffect(() => {
    if (focusedIndex >= 0) rows.scrollToIndex(focusedIndex, { align: 'auto' })
    // Only where the keyboard's row went elsewhere: rows that come and go must not pull the list back.
  }, [focused]) // eslint-disable-line react-hooks/exhaustive-deps

  /** The line under the pointer and whether the drop goes before or after it. */
  function placeAt(event: DragEvent): { top: number; before: string | null } | null {
    const y = event.clientY - (scroller.current?.getBoundingClientRect().top ?? 0) + (scroller.current?.scrollTop ?? 0)
    const under = rows.getVirtualItems().find((it) => y >= it.start && y < it.end) ?? rows.getVirtualItems().at(-1)
    if (!under) return null
    const isAfter = y > under.start + under.size / 2
    return { top: isAfter ? under.end : under.start, before: idAfter(under, isAfter) }
  }
  function idAfter({ index }: VirtualItem, isAfter: boolean): string | null {
    const next = entries.slice(index + (isAfter ? 1 : 0)).find((it) => it.kind === 'item')
    return next?.kind === 'item' ? next.id : null
  }
  function over(event: DragEvent): void {
    if (!event.dataTransfer.types.includes(ROWS_TYPE)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'move'
    setDropTop(placeAt(event)?.top ?? null)
  }
  function drop(event: DragEvent): void {
    setDropTop(null)
    if (!event.dataTransfer.types.includes(ROWS_TYPE)) return
    event.preventDefault()
    event.stopPropagation()
    const place = placeAt(event)
    const ids = selectedIds()
    if (!place || (place.before !== null && ids.includes(place.before))) return
    move(ids, place.before)
  }

  return (
    <QueueMenu>
      <div
        ref={scroller}
        role="grid"
        aria-label={words.queue.label}
        aria-rowcount={entries.length}
        aria-multiselectable
        aria-activedescendant={focusedIndex >= 0 ? `row-${focused}` : undefined}
        tabIndex={0}
        onFocus={(event) => {
          if (event.target === event.currentTarget && focused === null) step(1, false)
        }}
        onDragOver={over}
        onDragLeave={() => setDropTop(null)}
        onDrop={drop}
        className="@container h-full min-h-0 min-w-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2"
      >
        {entries.length === 0 ? <NothingFound /> : null}
        <div role="rowgroup" className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ key, index, start }) => {
            const entry = entries[index]
            if (entry === undefined) return null
            return entry.kind === 'item' ? (
              <QueueRow key={key} id={entry.id} index={index} top={start} isDraggable={mayReorder} />
            ) : (
              <QueueHeading key={key} entry={entry} index={index} top={start} />
            )
          })}
          {dropTop === null ? null : (
            <div
              aria-hidden
              className="pointer-events-none absolute inset-x-2 z-10 h-0.5 rounded-full bg-accent"
              style={{ transform: `translateY(${dropTop - 1}px)` }}
            />
          )}
        </div>
      </div>
    </QueueMenu>
  )
}

function NothingFound() {
  const isLoaded = useQueue((it) => it.isLoaded)
  if (!isLoaded) return null
  return (
    <div role="row" className="p-12 text-center">
      <div role="gridcell">
        <p className="mb-3 text-muted">{words.queue.nothingFound}</p>
        <Button onClick={() => changeWish({ search: '', filter: 'all' })}>{words.queue.showAll}</Button>
      </div>
    </div>
  )
}
