import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp, GripVertical, Paperclip, X } from 'lucide-react'
import { useRef, useState, type DragEvent, type KeyboardEvent } from 'react'
import type { SeriesPreview } from '../../src-shared/contract.ts'
import type { PlannedFlow } from '../../src-shared/naming/series-plan.ts'
import { IconButton } from '../parts/button.tsx'
import { bytes, words } from '../words/words.ts'
import { moved, type SeriesDraft } from './series-draft.ts'
import { classNames } from '../parts/class-names.ts'

const ROW_HEIGHT = 38
const DRAG_TYPE = 'application/x-framehaul-series'

interface SeriesFilesProps {
  readonly draft: SeriesDraft
  readonly planned: readonly PlannedFlow[]
  readonly repeated: ReadonlySet<string>
  readonly sidecars: SeriesPreview['sidecars']
  readonly onChange: (draft: SeriesDraft) => void
}

/**
 * The files in their order with the names they get; only those on screen exist, so that ten thousand are as quick as
 * ten.
 */
export function SeriesFiles({ draft, planned, repeated, sidecars, onChange }: SeriesFilesProps) {
  const { files, overrides } = draft
  const { series } = words
  const scroller = useRef<HTMLDivElement>(null)
  const dragged = useRef<number | null>(null)
  const [dropAt, setDropAt] = useState<number | null>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler memoises this component
  const rows = useVirtualizer({
    count: planned.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
    getItemKey: (index) => planned[index]?.path ?? index,
  })

  const move = (from: number, to: number) => onChange({ ...draft, files: moved(files, from, to) })
  const rename = (path: string, name: string) => onChange({ ...draft, overrides: new Map(overrides).set(path, name) })
  const leaveOut = (path: string) => onChange({ ...draft, files: files.filter((it) => it.path !== path) })

  /** Which gap between the rows the pointer is nearest to. */
  function over(event: DragEvent): void {
    if (!event.dataTransfer.types.includes(DRAG_TYPE)) return
    event.preventDefault()
    const y = event.clientY - (scroller.current?.getBoundingClientRect().top ?? 0) + (scroller.current?.scrollTop ?? 0)
    setDropAt(Math.max(0, Math.min(planned.length, Math.round(y / ROW_HEIGHT))))
  }
  function drop(event: DragEvent): void {
    event.preventDefault()
    event.stopPropagation()
    const from = dragged.current
    if (from !== null && dropAt !== null) move(from, dropAt > from ? dropAt - 1 : dropAt)
    setDropAt(null)
  }
  function press(event: KeyboardEvent, at: number): void {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    const to = at + (event.key === 'ArrowUp' ? -1 : 1)
    if (to < 0 || to >= files.length) return
    move(at, to)
  }

  return (
    <div
      ref={scroller}
      onDragOver={over}
      onDragLeave={() => setDropAt(null)}
      onDrop={drop}
      tabIndex={-1}
      className="relative max-h-[38vh] min-h-24 overflow-y-auto rounded-lg border border-line"
    >
      <ol aria-label={series.files} className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const flow = planned[index]
          if (!flow) return null
          const { path, relativePath, size, flowName } = flow
          const beside = sidecars.filter((it) => it.of === path)
          return (
            <li
              key={key}
              aria-posinset={index + 1}
              aria-setsize={planned.length}
              draggable
              onDragStart={(event) => {
                if ((event.target as HTMLElement).closest('input')) return event.preventDefault()
                dragged.current = index
                event.dataTransfer.setData(DRAG_TYPE, '')
                event.dataTransfer.effectAllowed = 'move'
              }}
              className="absolute inset-x-0 flex items-center gap-2.5 border-b border-line/70 px-2"
              style={{ transform: `translateY(${start}px)`, height: ROW_HEIGHT }}
            >
              <GripVertical size={14} className="shrink-0 cursor-grab text-muted" aria-hidden />
              <span className="tabular w-8 shrink-0 text-right text-xs text-muted">{index + 1}</span>
              <span className="min-w-0 flex-1 truncate" title={relativePath}>
                {relativePath}
              </span>
              {beside.length > 0 ? (
                <span
                  className="flex shrink-0 items-center gap-1 text-xs text-muted"
                  title={beside.map((it) => it.relativePath).join('\n')}
                >
                  <Paperclip size={12} aria-hidden />
                  {beside.map((it) => it.relativePath.slice(it.relativePath.lastIndexOf('.') + 1)).join(', ')}
                </span>
              ) : null}
              <span className="tabular text-xs text-muted max-[640px]:hidden">{bytes(size)}</span>
              <span className="text-muted" aria-hidden>
                →
              </span>
              <input
                aria-label={series.flowNameOf(relativePath)}
                value={overrides.get(path) ?? flowName}
                onChange={(event) => rename(path, event.target.value)}
                onKeyDown={(event) => press(event, index)}
                className={classNames(
                  'h-7 w-52 rounded-md border bg-sunken px-2 max-[640px]:w-28',
                  repeated.has(flowName)
                    ? 'border-pending'
                    : overrides.has(path)
                      ? 'border-accent'
                      : 'border-transparent hover:border-line',
                )}
              />
              <span className="flex">
                <IconButton
                  label={series.moveUp(relativePath)}
                  icon={<ArrowUp size={14} />}
                  disabled={index === 0}
                  onClick={() => move(index, index - 1)}
                  className="size-6"
                />
                <IconButton
                  label={series.moveDown(relativePath)}
                  icon={<ArrowDown size={14} />}
                  disabled={index === planned.length - 1}
                  onClick={() => move(index, index + 1)}
                  className="size-6"
                />
                <IconButton
                  label={series.leaveOut(relativePath)}
                  icon={<X size={14} />}
                  onClick={() => leaveOut(path)}
                  className="size-6"
                />
              </span>
            </li>
          )
        })}
      </ol>
      {dropAt === null ? null : (
        <div
          aria-hidden
          className="pointer-events-none absolute inset-x-1 top-0 h-0.5 rounded-full bg-accent"
          style={{ transform: `translateY(${dropAt * ROW_HEIGHT - 1}px)` }}
        />
      )}
    </div>
  )
}
