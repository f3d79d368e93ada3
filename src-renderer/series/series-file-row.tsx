import { ArrowDown, ArrowUp, GripVertical, Paperclip, X } from 'lucide-react'
import type { DragEvent, KeyboardEvent } from 'react'
import type { SeriesPreview } from '../../src-shared/contract.ts'
import type { PlannedFlow } from '../../src-shared/naming/series-plan.ts'
import { IconButton } from '../parts/button.tsx'
import { classNames } from '../parts/class-names.ts'
import { bytes, words } from '../words/words.ts'

export const ROW_HEIGHT = 38

/** Where a row is: in the list, of how many, and in pixels from the list's top. */
interface RowPlace {
  readonly index: number
  readonly count: number
  readonly top: number
}

/** What can be done with a file, by the place it has or its path. */
export interface FileActions {
  readonly move: (from: number, to: number) => void
  readonly rename: (path: string, name: string) => void
  readonly leaveOut: (path: string) => void
}

interface SeriesFileRowProps {
  readonly flow: PlannedFlow
  readonly place: RowPlace
  /** The name that a person typed instead of the planned one. */
  readonly typedName: string | undefined
  readonly isRepeated: boolean
  /** Files that belong to these. */
  readonly goesAlong: SeriesPreview['sidecars']
  readonly actions: FileActions
  readonly onDragStart: (event: DragEvent, at: number) => void
}

/** One file: its place, the files that belong to it, and the name its flow gets. */
export function SeriesFileRow(props: SeriesFileRowProps) {
  const { flow, place, goesAlong, actions, onDragStart } = props
  const { path, relativePath, size } = flow
  const { index, count, top } = place
  const beside = goesAlong.filter((it) => it.of === path)
  return (
    <li
      aria-posinset={index + 1}
      aria-setsize={count}
      draggable
      onDragStart={(event) => onDragStart(event, index)}
      className="absolute inset-x-0 flex items-center gap-2.5 border-b border-line/70 px-2"
      style={{ transform: `translateY(${top}px)`, height: ROW_HEIGHT }}
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
      <FlowNameField {...props} />
      <FileButtons path={path} relativePath={relativePath} place={place} actions={actions} />
    </li>
  )
}

/** The flow's name; Alt with an arrow moves the file. */
function FlowNameField({ flow, place, typedName, isRepeated, actions }: SeriesFileRowProps) {
  const { index, count } = place
  function press(event: KeyboardEvent): void {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    const to = index + (event.key === 'ArrowUp' ? -1 : 1)
    if (to >= 0 && to < count) actions.move(index, to)
  }
  return (
    <input
      aria-label={words.series.flowNameOf(flow.relativePath)}
      value={typedName ?? flow.flowName}
      onChange={(event) => actions.rename(flow.path, event.target.value)}
      onKeyDown={press}
      className={classNames(
        'h-7 w-52 rounded-md border bg-sunken px-2 max-[640px]:w-28',
        isRepeated
          ? 'border-pending'
          : typedName !== undefined
            ? 'border-accent'
            : 'border-transparent hover:border-line',
      )}
    />
  )
}

interface FileButtonsProps {
  readonly path: string
  readonly relativePath: string
  readonly place: RowPlace
  readonly actions: FileActions
}

function FileButtons({ path, relativePath, place: { index, count }, actions }: FileButtonsProps) {
  const { series } = words
  return (
    <span className="flex">
      <IconButton
        label={series.moveUp(relativePath)}
        icon={<ArrowUp size={14} />}
        disabled={index === 0}
        onClick={() => actions.move(index, index - 1)}
        className="size-6"
      />
      <IconButton
        label={series.moveDown(relativePath)}
        icon={<ArrowDown size={14} />}
        disabled={index === count - 1}
        onClick={() => actions.move(index, index + 1)}
        className="size-6"
      />
      <IconButton
        label={series.leaveOut(relativePath)}
        icon={<X size={14} />}
        onClick={() => actions.leaveOut(path)}
        className="size-6"
      />
    </span>
  )
}
