import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { useQueue } from '../state/queue-store.ts'
import { step } from '../state/selection.ts'
import { useWindow } from '../state/window-store.ts'
import { queueEntries } from './queue-entries.ts'
import { QueueRow, ROW_HEIGHT } from './queue-row.tsx'
import { HEADING_HEIGHT, SeriesHeading } from './series-heading.tsx'

/** The queue: only the rows on screen exist. The keyboard moves a row at a time while the list keeps the focus. */
export function QueueList() {
  const order = useQueue((it) => it.order)
  const focused = useWindow((it) => it.focused)
  const scroller = useRef<HTMLDivElement>(null)
  // Which series an item belongs to never changes, so the order alone says when the headings do.
  const entries = useMemo(() => queueEntries(order, useQueue.getState().items), [order])
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler memoises this component
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (entries[index]?.kind === 'series' ? HEADING_HEIGHT : ROW_HEIGHT),
    getItemKey: (index) => {
      const entry = entries[index]
      return entry === undefined ? index : entry.kind === 'item' ? entry.id : entry.key
    },
    overscan: 8,
  })
  useEffect(() => { rows.measure() }, [entries, rows])

  const focusedIndex = focused === null ? -1 : entries.findIndex((it) => it.kind === 'item' && it.id === focused)
  useEffect(() => {
    if (focusedIndex >= 0) rows.scrollToIndex(focusedIndex, { align: 'auto' })
  }, [focusedIndex, rows])

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Queue"
      aria-rowcount={entries.length}
      aria-multiselectable
      aria-activedescendant={focusedIndex >= 0 ? `row-${focused}` : undefined}
      tabIndex={0}
      onFocus={(event) => { if (event.target === event.currentTarget && focused === null) step(1, false) }}
      className="h-full min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2"
    >
      <div role="presentation" className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const entry = entries[index]
          if (entry === undefined) return null
          return entry.kind === 'item'
            ? <QueueRow key={key} id={entry.id} index={index} top={start} />
            : <SeriesHeading key={key} name={entry.name} ids={entry.ids} index={index} top={start} />
        })}
      </div>
    </div>
  )
}
