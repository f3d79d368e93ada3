import { Maximize2, ZoomIn, ZoomOut } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { IconButton } from '../parts/button.tsx'
import { words } from '../words/words.ts'
import { clockWords, drawn, panned, ticks, wholeSpan, zoomed, type PlacedSegment, type Span } from './timeline-scale.ts'

const HEIGHT = 92
const RULER = 22
const MARK_WIDTH = 90
const STEP = 1.5

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
  const whole = wholeSpan(placed)
  const [wanted, setSpan] = useState<Span | null>(null)
  const [width, setWidth] = useState(600)
  const span = wanted ?? whole
  const toX = (seconds: number) => ((seconds - span.from) / (span.to - span.from)) * width
  const { store } = words

  useEffect(() => {
    const element = box.current
    if (!element) return undefined
    const watch = new ResizeObserver(() => setWidth(Math.max(100, element.clientWidth)))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
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
  function press(event: KeyboardEvent): void {
    const at = chosen ?? -1
    const to = {
      ArrowRight: at + 1,
      ArrowLeft: at === -1 ? placed.length - 1 : at - 1,
      Home: 0,
      End: placed.length - 1,
    }[event.key]
    if (event.key === '+' || event.key === '=') zoom(1 / STEP)
    else if (event.key === '-') zoom(STEP)
    else if (event.key === '0') setSpan(null)
    else if (to === undefined || !placed[to]) return
    else choose(to)
    event.preventDefault()
  }
  function choose(at: number): void {
    onChoose(at)
    const segment = placed[at]
    if (segment && (segment.from < span.from || segment.to > span.to))
      setSpan(panned(span, whole, (segment.from + segment.to) / 2 - (span.from + span.to) / 2))
  }
  function drag(event: PointerEvent): void {
    if (event.buttons !== 1 || Math.abs(event.movementX) < 1 || wanted === null) return
    setSpan(panned(span, whole, -(event.movementX / width) * (span.to - span.from)))
  }
  const marks = ticks(span, Math.max(2, Math.floor(width / MARK_WIDTH)))
  const isFine = (marks[1] ?? 1) - (marks[0] ?? 0) < 1
  const bars = drawn(placed, span, width)
  const current = chosen === null ? undefined : placed[chosen]
  return (
    <section aria-label={store.timeline}>
      <div className="mb-1 flex items-center gap-1">
        <p className="mr-auto text-xs text-muted">
          {store.segmentsFrom(placed.length, clockWords(whole.from, false), clockWords(whole.to, false))}
        </p>
        <IconButton label={`${store.zoomIn} (+)`} icon={<ZoomIn size={15} />} onClick={() => zoom(1 / STEP)} />
        <IconButton
          label={`${store.zoomOut} (-)`}
          icon={<ZoomOut size={15} />}
          onClick={() => zoom(STEP)}
          disabled={wanted === null}
        />
        <IconButton
          label={`${store.showWhole} (0)`}
          icon={<Maximize2 size={14} />}
          onClick={() => setSpan(null)}
          disabled={wanted === null}
        />
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
        <svg width={width} height={HEIGHT} className="block" role="presentation">
          {marks.map((it) => (
            <g key={it} aria-hidden>
              <line x1={toX(it)} x2={toX(it)} y1={RULER - 5} y2={HEIGHT} stroke="var(--line)" />
              <text x={toX(it) + 4} y={RULER - 8} fontSize={11} fill="var(--muted)" className="tabular">
                {clockWords(it, isFine)}
              </text>
            </g>
          ))}
          {bars.map(({ from, to, at, count }) => {
            const isChosen = chosen !== null && chosen >= at && chosen < at + count
            const segment = placed[isChosen ? chosen : at]
            return (
              <rect
                key={at}
                id={`segment-${isChosen ? chosen : at}`}
                role="option"
                aria-selected={isChosen}
                aria-label={count === 1 && segment ? segment.timerange : store.segmentCount(count)}
                x={toX(from) + 0.5}
                width={Math.max(2, toX(to) - toX(from) - 1)}
                y={RULER + 4}
                height={HEIGHT - RULER - 12}
                rx={3}
                fill={isChosen ? 'var(--accent)' : 'var(--accent-soft)'}
                stroke="var(--accent)"
                strokeWidth={1}
                onClick={() => choose(at)}
              >
                <title>{count === 1 && segment ? segment.timerange : store.segmentCount(count)}</title>
              </rect>
            )
          })}
          {playhead === null ? null : (
            <line
              aria-hidden
              x1={toX(playhead)}
              x2={toX(playhead)}
              y1={0}
              y2={HEIGHT}
              stroke="var(--bad)"
              strokeWidth={1.5}
            />
          )}
        </svg>
      </div>
    </section>
  )
}
