import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useQueue } from '../state/queue-store.ts'
import { step } from '../state/selection.ts'
import { useWindow } from '../state/window-store.ts'
import { QueueRow, ROW_HEIGHT } from './queue-row.tsx'

/** The queue: only the rows on screen exist. The keyboard moves a row at a time while the list keeps the focus. */
export function QueueList() {
  const order = useQueue((it) => it.order)
  const focused = useWindow((it) => it.focused)
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({ count: order.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_HEIGHT, overscan: 8, getItemKey: (index) => order[index] ?? index })

  const focusedIndex = focused === null ? -1 : order.indexOf(focused)
  useEffect(() => {
    if (focusedIndex >= 0) rows.scrollToIndex(focusedIndex, { align: 'auto' })
  // The list scrolls when the row changes, not whenever it is measured anew.
  }, [focusedIndex]) // eslint-disable-line react-hooks/exhaustive-deps

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Queue"
      aria-rowcount={order.length}
      aria-multiselectable
      aria-activedescendant={focusedIndex >= 0 ? `row-${focused}` : undefined}
      tabIndex={0}
      onFocus={(event) => { if (event.target === event.currentTarget && focused === null) step(1, false) }}
      className="h-full min-h-0 flex-1 overflow-y-auto outline-none focus-visible:shadow-[inset_0_0_0_2px_var(--accent)]"
    >
      <div role="presentation" className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const id = order[index]
          return id === undefined ? null : <QueueRow key={key} id={id} index={index} top={start} />
        })}
      </div>
    </div>
  )
}
