import { useEffect, useState, type RefObject } from 'react'
import { panned, wholeSpan, zoomed, type PlacedSegment, type Span } from './timeline-scale.ts'

const STEP = 1.5

export interface TimelineSpan {
  readonly whole: Span
  /** What is on screen. */
  readonly span: Span
  readonly isWhole: boolean
  /** How wide that is, in pixels. */
  readonly width: number
  readonly zoomIn: () => void
  readonly zoomOut: () => void
  readonly showWhole: () => void
  /** Moves along by so many pixels, where there is something to move. */
  readonly dragBy: (pixels: number) => void
  /** Moves along so that a segment is in the middle, unless all of it is on screen. */
  readonly bringIn: (segment: PlacedSegment) => void
}

/** The part of the timeline that the element shows; its wheel zooms and moves it, and its width is followed. */
export function useTimelineSpan(box: RefObject<HTMLElement | null>, placed: readonly PlacedSegment[]): TimelineSpan {
  const whole = wholeSpan(placed)
  const [wanted, setSpan] = useState<Span | null>(null)
  const span = wanted ?? whole
  const width = useWidth(box)
  useEffect(() => {
    const element = box.current
    if (!element) return undefined
    // React listens to the wheel passively, and the page must not scroll while the axis zooms.
    const turn = (event: WheelEvent) => {
      event.preventDefault()
      const share = (event.clientX - element.getBoundingClientRect().left) / element.clientWidth
      setSpan((now) => {
        const current = now ?? whole
        const length = current.to - current.from
        return event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
          ? panned(current, whole, ((event.deltaX || event.deltaY) / element.clientWidth) * length)
          : zoomed(current, whole, event.deltaY > 0 ? STEP : 1 / STEP, current.from + share * length)
      })
    }
    element.addEventListener('wheel', turn, { passive: false })
    return () => element.removeEventListener('wheel', turn)
  }, [whole.from, whole.to]) // eslint-disable-line react-hooks/exhaustive-deps

  const zoom = (factor: number) => setSpan(zoomed(span, whole, factor, (span.from + span.to) / 2))
  return {
    whole,
    span,
    isWhole: wanted === null,
    width,
    zoomIn: () => zoom(1 / STEP),
    zoomOut: () => zoom(STEP),
    showWhole: () => setSpan(null),
    dragBy: (pixels) => {
      if (wanted !== null) setSpan(panned(span, whole, -(pixels / width) * (span.to - span.from)))
    },
    bringIn: ({ from, to }) => {
      if (from < span.from || to > span.to) setSpan(panned(span, whole, (from + to) / 2 - (span.from + span.to) / 2))
    },
  }
}

function useWidth(box: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(600)
  useEffect(() => {
    const element = box.current
    if (!element) return undefined
    const watch = new ResizeObserver(() => setWidth(Math.max(100, element.clientWidth)))
    watch.observe(element)
    return () => watch.disconnect()
  }, [box])
  return width
}
