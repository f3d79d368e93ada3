import { words } from '../words/words.ts'
import { clockWords, drawn, ticks, toPixels, type PlacedSegment, type Scale } from './timeline-scale.ts'

const HEIGHT = 92
const RULER = 22
const MARK_WIDTH = 90

interface TimelineDrawingProps {
  readonly placed: readonly PlacedSegment[]
  readonly scale: Scale
  readonly chosen: number | null
  readonly onChoose: (at: number) => void
  readonly playhead: number | null
}

/** The ruler, the segments as bars below it, and the line where the player is. */
export function TimelineDrawing({ placed, scale, chosen, onChoose, playhead }: TimelineDrawingProps) {
  const playheadX = playhead === null ? null : toPixels(playhead, scale)
  return (
    <svg width={scale.width} height={HEIGHT} className="block" role="presentation">
      <Ruler scale={scale} />
      <Bars placed={placed} scale={scale} chosen={chosen} onChoose={onChoose} />
      {playheadX === null ? null : (
        <line aria-hidden x1={playheadX} x2={playheadX} y1={0} y2={HEIGHT} stroke="var(--bad)" strokeWidth={1.5} />
      )}
    </svg>
  )
}

function Ruler({ scale }: { readonly scale: Scale }) {
  const marks = ticks(scale.span, Math.max(2, Math.floor(scale.width / MARK_WIDTH)))
  const isFine = (marks[1] ?? 1) - (marks[0] ?? 0) < 1
  return marks.map((it) => {
    const x = toPixels(it, scale)
    return (
      <g key={it} aria-hidden>
        <line x1={x} x2={x} y1={RULER - 5} y2={HEIGHT} stroke="var(--line)" />
        <text x={x + 4} y={RULER - 8} fontSize={11} fill="var(--muted)" className="tabular">
          {clockWords(it, isFine)}
        </text>
      </g>
    )
  })
}

function Bars({ placed, scale, chosen, onChoose }: Omit<TimelineDrawingProps, 'playhead'>) {
  return drawn(placed, scale.span, scale.width).map(({ from, to, at, count }) => {
    const isChosen = chosen !== null && chosen >= at && chosen < at + count
    const segment = placed[isChosen ? chosen : at]
    const name = count === 1 && segment ? segment.timerange : words.store.segmentCount(count)
    return (
      <rect
        key={at}
        id={`segment-${isChosen ? chosen : at}`}
        role="option"
        aria-selected={isChosen}
        aria-label={name}
        x={toPixels(from, scale) + 0.5}
        width={Math.max(2, toPixels(to, scale) - toPixels(from, scale) - 1)}
        y={RULER + 4}
        height={HEIGHT - RULER - 12}
        rx={3}
        fill={isChosen ? 'var(--accent)' : 'var(--accent-soft)'}
        stroke="var(--accent)"
        strokeWidth={1}
        onClick={() => onChoose(at)}
      >
        <title>{name}</title>
      </rect>
    )
  })
}
