import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useQueue } from '../state/queue-store.ts'
import { step } from '../state/selection.ts'
import { changeWish, useShown } from '../state/shown-queue.ts'
import { useWindow } from '../state/window-store.ts'
import { words } from '../words/words.ts'
import { Button } from '../parts/button.tsx'
import { QueueHeading, HEADING_HEIGHT } from './queue-heading.tsx'
import { QueueMenu } from './queue-menu.tsx'
import { QueueRow, ROW_HEIGHT } from './queue-row.tsx'
import { useRowDrop } from './use-row-drop.ts'

/** The queue: only the rows on screen exist. The keyboard moves a row at a time while the list keeps the focus. */
export function QueueList() {
  const entries = useShown((it) => it.entries)
  const mayReorder = useShown((it) => it.wish.sort === 'queue' && !it.wish.isDescending && it.wish.group !== 'state')
  const focused = useWindow((it) => it.focused)
  const scroller = useRef<HTMLDivElement>(null)
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
  const { dropTop, onDragOver, onDragLeave, onDrop } = useRowDrop(entries, rows)
  useEffect(() => {
    rows.measure()
  }, [entries, rows])

  const focusedIndex = focused === null ? -1 : entries.findIndex((it) => it.kind === 'item' && it.id === focused)
  useEffect(() => {
    if (focusedIndex >= 0) rows.scrollToIndex(focusedIndex, { align: 'auto' })
    // Only where the keyboard's row went elsewhere: rows that come and go must not pull the list back.
  }, [focused]) // eslint-disable-line react-hooks/exhaustive-deps

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
        onDragOver={onDragOver}
        onDragLeave={onDragLeave}
        onDrop={onDrop}
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
