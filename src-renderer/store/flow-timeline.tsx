import { Maximize2, ZoomIn, ZoomOut } from 'lucide-react'
import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { IconButton } from '../parts/button.tsx'
import { words } from '../words/words.ts'
import { TimelineDrawing } from './timeline-drawing.tsx'
import { clockWords, type PlacedSegment } from './timeline-scale.ts'
import { useTimelineSpan, type TimelineSpan } from './use-timeline-span.ts'

interface FlowTimelineProps {
  readonly placed: readonly PlacedSegment[]
  readonly chosen: number | null
  readonly onChoose: (at: number) => void
  /** Where the player is, in seconds of the flow; null where nothing plays. */
  readonly playhead: number | null
}

/**
 * The segments of a flow on its time axis: wheel or plus and minus zoom, dragging moves along, arrows go from segment
 * to segment.
 */
export function FlowTimeline({ placed, chosen, onChoose, playhead }: FlowTimelineProps) {
  const box = useRef<HTMLDivElement>(null)
  const timeline = useTimelineSpan(box, placed)
  const { whole } = timeline
  const { store } = words

  function press(event: KeyboardEvent): void {
    const at = chosen ?? -1
    const to = {
      ArrowRight: at + 1,
      ArrowLeft: at === -1 ? placed.length - 1 : at - 1,
      Home: 0,
      End: placed.length - 1,
    }[event.key]
    if (event.key === '+' || event.key === '=') timeline.zoomIn()
    else if (event.key === '-') timeline.zoomOut()
    else if (event.key === '0') timeline.showWhole()
    else if (to === undefined || !placed[to]) return
    else choose(to)
    event.preventDefault()
  }
  function choose(at: number): void {
    onChoose(at)
    const segment = placed[at]
    if (segment) timeline.bringIn(segment)
  }
  function drag(event: PointerEvent): void {
    if (event.buttons === 1 && Math.abs(event.movementX) >= 1) timeline.dragBy(event.movementX)
  }
  const current = chosen === null ? undefined : placed[chosen]
  return (
    <section aria-label={store.timeline}>
      <div className="mb-1 flex items-center gap-1">
        <p className="mr-auto text-xs text-muted">
          {store.segmentsFrom(placed.length, clockWords(whole.from, false), clockWords(whole.to, false))}
        </p>
        <ZoomButtons timeline={timeline} />
      </div>
      <div
        ref={box}
        role="listbox"
        tabIndex={0}
        aria-label={store.segments}
        aria-activedescendant={current ? `segment-${chosen}` : undefined}
        onKeyDown={press}
        onPointerMove={drag}
        className="overflow-hidden rounded-lg border border-line bg-sunken"
      >
        <TimelineDrawing
          placed={placed}
          scale={{ span: timeline.span, width: timeline.width }}
          chosen={chosen}
          onChoose={choose}
          playhead={playhead}
        />
      </div>
    </section>
  )
}

function ZoomButtons({ timeline }: { readonly timeline: TimelineSpan }) {
  const { store } = words
  return (
    <>
      <IconButton label={`${store.zoomIn} (+)`} icon={<ZoomIn size={15} />} onClick={timeline.zoomIn} />
      <IconButton
        label={`${store.zoomOut} (-)`}
        icon={<ZoomOut size={15} />}
        onClick={timeline.zoomOut}
        disabled={timeline.isWhole}
      />
      <IconButton
        label={`${store.showWhole} (0)`}
        icon={<Maximize2 size={14} />}
        onClick={timeline.showWhole}
        disabled={timeline.isWhole}
      />
    </>
  )
}
