import { useRef, useState, type DragEvent, type RefObject } from 'react'

const DRAG_TYPE = 'application/x-framehaul-series'

interface FileDrag {
  /** The gap that the line shows: before which row a drop goes; null while nothing is dragged over the list. */
  readonly dropAt: number | null
  /** Begins to drag a row; not where text is marked in its field. */
  readonly start: (event: DragEvent, at: number) => void
  readonly over: (event: DragEvent) => void
  readonly leave: () => void
  readonly drop: (event: DragEvent) => void
}

/** Drags a row of a list of `count` rows, each so many pixels high, to another place. */
export function useFileDrag(
  scroller: RefObject<HTMLElement | null>,
  { count, rowHeight }: { readonly count: number; readonly rowHeight: number },
  onMove: (from: number, to: number) => void,
): FileDrag {
  const dragged = useRef<number | null>(null)
  const [dropAt, setDropAt] = useState<number | null>(null)
  return {
    dropAt,
    start: (event, at) => {
      if ((event.target as HTMLElement).closest('input')) return event.preventDefault()
      dragged.current = at
      event.dataTransfer.setData(DRAG_TYPE, '')
      event.dataTransfer.effectAllowed = 'move'
    },
    over: (event) => {
      if (!event.dataTransfer.types.includes(DRAG_TYPE)) return
      event.preventDefault()
      const { current } = scroller
      const y = event.clientY - (current?.getBoundingClientRect().top ?? 0) + (current?.scrollTop ?? 0)
      setDropAt(Math.max(0, Math.min(count, Math.round(y / rowHeight))))
    },
    leave: () => setDropAt(null),
    drop: (event) => {
      event.preventDefault()
      event.stopPropagation()
      const from = dragged.current
      if (from !== null && dropAt !== null) onMove(from, dropAt > from ? dropAt - 1 : dropAt)
      setDropAt(null)
    },
  }
}
