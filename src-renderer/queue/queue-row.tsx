import { Info, Pause, Play, RotateCcw, X } from 'lucide-react'
import { memo, type DragEvent, type MouseEvent } from 'react'
import { isPossible } from '../../src-shared/item/next-state.ts'
import type { ItemView } from '../../src-shared/item/item.ts'
import { steps } from '../../src-shared/item/steps.ts'
import { IconButton } from '../parts/button.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { StateBadge } from '../parts/state-badge.tsx'
import { cancel, pause, remove, resume, retry, start } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { select } from '../state/selection.ts'
import { useWindow } from '../state/window-store.ts'
import { bytes, mediaWords, problemWords, speed, timeLeft, words } from '../words/words.ts'
import { Thumbnail } from './thumbnail.tsx'
import { classNames } from '../parts/class-names.ts'

export const ROW_HEIGHT = 62
/** What a drag of rows carries, so that it is not taken for files. */
export const ROWS_TYPE = 'application/x-framehaul-rows'

interface QueueRowProps {
  readonly id: string
  readonly index: number
  readonly top: number
  readonly isDraggable: boolean
}

/** One item. It subscribes to its own data only: thousands of rows cost what the visible ones cost. */
export const QueueRow = memo(function QueueRow({ id, index, top, isDraggable }: QueueRowProps) {
  const item = useQueue((it) => it.items.get(id))
  const isSelected = useWindow((it) => it.selected.has(id))
  const isFocused = useWindow((it) => it.focused === id)
  if (!item) return null
  const problem = item.state.name === 'failed' || item.state.name === 'waiting' ? item.state.problem : null
  return (
    <div
      role="row"
      id={`row-${id}`}
      data-id={id}
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      draggable={isDraggable}
      onDragStart={(event) => beginDrag(event, id)}
      onMouseDown={(event) => pickRow(event, id)}
      onDoubleClick={() => useWindow.setState({ isDetailsOpen: true })}
      className={classNames(
        'absolute inset-x-0 grid grid-cols-[4rem_minmax(0,1fr)_8rem_15rem_5.5rem] items-center',
        'gap-3 border-b border-line/70 px-4',
        '@max-[62rem]:grid-cols-[4rem_minmax(0,1fr)_8rem_5rem_5.5rem]',
        '@max-[42rem]:grid-cols-[minmax(0,1fr)_7.5rem_4rem]',
        isSelected ? 'bg-accent-soft' : 'hover:bg-raised',
        isFocused ? 'shadow-[inset_3px_0_0_var(--accent)]' : '',
      )}
      style={{ transform: `translateY(${top}px)`, height: ROW_HEIGHT }}
    >
      <div role="gridcell" className="@max-[42rem]:hidden">
        <Thumbnail item={item} />
      </div>
      <div role="gridcell" className="min-w-0">
        <p className="truncate font-medium">{item.name}</p>
        <p className={`truncate text-xs ${problem ? 'text-text' : 'text-muted'}`}>
          {problem ? problemWords(problem).message : secondLine(item)}
        </p>
      </div>
      <div role="gridcell">
        <StateBadge state={item.state} />
        {item.state.name === 'uploading' ? (
          <div className="mt-1 @min-[62rem]:hidden">
            <RowProgress item={item} isShort />
          </div>
        ) : null}
      </div>
      <div role="gridcell" className="@max-[42rem]:hidden">
        {item.state.name === 'uploading' ? (
          <>
            <div className="@max-[62rem]:hidden">
              <RowProgress item={item} />
            </div>
            <Speed id={id} />
          </>
        ) : (
          <p className="tabular text-right text-muted">{bytes(item.size)}</p>
        )}
      </div>
      <div role="gridcell" className="flex justify-end gap-0.5">
        <RowActions item={item} />
      </div>
    </div>
  )
})

function pickRow(event: MouseEvent, id: string): void {
  if (event.button !== 0 || (event.target as HTMLElement).closest('button')) return
  // A drag of several rows begins with a press on one of them; which one was meant shows when it is let go.
  if (!event.shiftKey && !event.metaKey && !event.ctrlKey && useWindow.getState().selected.has(id))
    return useWindow.setState({ focused: id, anchor: id })
  select(id, event.shiftKey ? 'range' : event.metaKey || event.ctrlKey ? 'toggle' : 'only')
}

function beginDrag(event: DragEvent, id: string): void {
  if (!useWindow.getState().selected.has(id)) select(id, 'only')
  event.dataTransfer.setData(ROWS_TYPE, '')
  event.dataTransfer.effectAllowed = 'move'
}

function secondLine(item: ItemView): string {
  const where = item.sourceName === item.flowName ? item.sourceName : `${item.sourceName} / ${item.flowName}`
  return [where, item.media && mediaWords(item.media)].filter(Boolean).join(' · ')
}

function RowProgress({ item, isShort = false }: { readonly item: ItemView; readonly isShort?: boolean }) {
  const progress = useQueue((it) => it.progress.get(item.id))
  const { state, size } = item
  if (state.name !== 'uploading') return null
  const afterMedia = steps.indexOf(state.step) > steps.indexOf('media')
  const sent = afterMedia ? size : state.step === 'media' ? (progress?.bytesSent ?? 0) : 0
  const share = size > 0 ? sent / size : 0
  const isMoving = state.step === 'media' && progress !== undefined && progress.bytesPerSecond > 0
  return (
    <>
      <ProgressBar share={share} label={item.name} />
      {isShort ? null : (
        <p className="tabular mt-1 flex justify-between gap-2 text-xs whitespace-nowrap text-muted">
          <span>{words.queue.percentOf(Math.floor(share * 100), bytes(size))}</span>
          <span>
            {isMoving
              ? [speed(progress.bytesPerSecond), progress.secondsLeft === null ? '' : timeLeft(progress.secondsLeft)]
                  .filter(Boolean)
                  .join(' · ')
              : ''}
          </span>
        </p>
      )}
    </>
  )
}

/** All that a narrow list has room for. */
function Speed({ id }: { readonly id: string }) {
  const perSecond = useQueue((it) => it.progress.get(id)?.bytesPerSecond ?? 0)
  return (
    <p className="tabular text-right text-xs text-muted @min-[62rem]:hidden">{perSecond > 0 ? speed(perSecond) : ''}</p>
  )
}

/** Out of the way of Tab: the list is one stop, and everything here has a key or stands in the menu. */
function RowActions({ item: { id, name, state } }: { readonly item: ItemView }) {
  const can = (event: Parameters<typeof isPossible>[1]) => isPossible(state.name, event)
  const look = () => {
    select(id, 'only')
    useWindow.setState({ isDetailsOpen: true })
  }
  return (
    <>
      {can('retry') ? (
        <IconButton
          tabIndex={-1}
          label={words.queue.retryIt(name)}
          icon={<RotateCcw size={15} />}
          onClick={() => retry([id])}
        />
      ) : null}
      {can('start') ? (
        <IconButton
          tabIndex={-1}
          label={words.queue.startIt(name)}
          icon={<Play size={15} />}
          onClick={() => start([id])}
        />
      ) : null}
      {can('resume') ? (
        <IconButton
          tabIndex={-1}
          label={words.queue.resumeIt(name)}
          icon={<Play size={15} />}
          onClick={() => resume([id])}
        />
      ) : null}
      {can('pause') && !can('start') ? (
        <IconButton
          tabIndex={-1}
          label={words.queue.pauseIt(name)}
          icon={<Pause size={15} />}
          onClick={() => pause([id])}
        />
      ) : null}
      <IconButton
        tabIndex={-1}
        label={words.queue.detailsOf(name)}
        icon={<Info size={15} />}
        onClick={look}
        className="@max-[62rem]:hidden"
      />
      {can('cancel') && state.name !== 'failed' ? (
        <IconButton
          tabIndex={-1}
          label={words.queue.cancelIt(name)}
          icon={<X size={15} />}
          onClick={() => cancel([id])}
        />
      ) : (
        <IconButton
          tabIndex={-1}
          label={words.queue.removeIt(name)}
          icon={<X size={15} />}
          onClick={() => remove([id])}
        />
      )}
    </>
  )
}
