import { AudioLines, Clapperboard, FileQuestion, Film, Image, Pause, Play, RotateCcw, X } from 'lucide-react'
import { memo, type MouseEvent } from 'react'
import { isPossible } from '../../src-shared/item/next-state.ts'
import type { ItemView } from '../../src-shared/item/item.ts'
import { steps } from '../../src-shared/item/steps.ts'
import { bytesInWords, speedInWords } from '../../src-shared/words/quantities.ts'
import { IconButton } from '../parts/button.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { StateBadge } from '../parts/state-badge.tsx'
import { cancel, pause, remove, resume, retry } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { select } from '../state/selection.ts'
import { useWindow } from '../state/window-store.ts'

export const ROW_HEIGHT = 62

const kindIcons = { video: Film, multi: Clapperboard, audio: AudioLines, image: Image, none: FileQuestion } as const

interface QueueRowProps {
  readonly id: string
  readonly index: number
  readonly top: number
}

/** One item. It subscribes to its own data only: thousands of rows cost what the visible ones cost. */
export const QueueRow = memo(function QueueRow({ id, index, top }: QueueRowProps) {
  const item = useQueue((it) => it.items.get(id))
  const isSelected = useWindow((it) => it.selected.has(id))
  const isFocused = useWindow((it) => it.focused === id)
  if (!item) return null
  const Kind = kindIcons[item.kind ?? 'none']
  const problem = item.state.name === 'failed' || item.state.name === 'waiting' ? item.state.problem : null
  return (
    <div
      role="row"
      id={`row-${id}`}
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      onMouseDown={(event) => pickRow(event, id)}
      onDoubleClick={() => useWindow.setState({ isDetailsOpen: true })}
      className={`absolute inset-x-0 grid grid-cols-[2rem_minmax(0,1fr)_8.5rem_minmax(7rem,13rem)_5.5rem] items-center gap-3 border-b border-line/70 px-4 max-[760px]:grid-cols-[2rem_minmax(0,1fr)_8rem_5.5rem] ${isSelected ? 'bg-accent-soft' : 'hover:bg-raised'} ${isFocused ? 'shadow-[inset_3px_0_0_var(--accent)]' : ''}`}
      style={{ transform: `translateY(${top}px)`, height: ROW_HEIGHT }}
    >
      <span role="gridcell" className="flex size-8 items-center justify-center rounded-lg bg-sunken text-muted"><Kind size={16} aria-hidden /></span>
      <div role="gridcell" className="min-w-0">
        <p className="truncate font-medium">{item.name}</p>
        <p className={`truncate text-xs ${problem ? 'text-text' : 'text-muted'}`}>{problem ? problem.message : secondLine(item)}</p>
      </div>
      <div role="gridcell">
        <StateBadge state={item.state} />
        {item.state.name === 'uploading' ? <div className="mt-1 min-[761px]:hidden"><RowProgress item={item} /></div> : null}
      </div>
      <div role="gridcell" className="max-[760px]:hidden"><RowProgress item={item} /></div>
      <div role="gridcell" className="flex justify-end gap-0.5"><RowActions item={item} /></div>
    </div>
  )
})

function pickRow(event: MouseEvent, id: string): void {
  if ((event.target as HTMLElement).closest('button')) return
  select(id, event.shiftKey ? 'range' : event.metaKey || event.ctrlKey ? 'toggle' : 'only')
}

function secondLine(item: ItemView): string {
  const where = item.sourceName === item.flowName ? item.sourceName : `${item.sourceName} / ${item.flowName}`
  return [where, item.summary].filter(Boolean).join(' · ')
}

function RowProgress({ item }: { readonly item: ItemView }) {
  const progress = useQueue((it) => it.progress.get(item.id))
  const { state, size } = item
  if (state.name !== 'uploading') return <p className="tabular text-right text-muted">{bytesInWords(size)}</p>
  const afterMedia = steps.indexOf(state.step) > steps.indexOf('media')
  const sent = afterMedia ? size : state.step === 'media' ? (progress?.bytesSent ?? 0) : 0
  const share = size > 0 ? sent / size : 0
  return (
    <>
      <ProgressBar share={share} label={item.name} />
      <p className="tabular mt-1 flex justify-between text-xs text-muted">
        <span>{Math.floor(share * 100)} % of {bytesInWords(size)}</span>
        <span>{state.step === 'media' && progress && progress.bytesPerSecond > 0 ? speedInWords(progress.bytesPerSecond) : ''}</span>
      </p>
    </>
  )
}

function RowActions({ item: { id, name, state } }: { readonly item: ItemView }) {
  const can = (event: Parameters<typeof isPossible>[1]) => isPossible(state.name, event)
  return (
    <>
      {can('retry') ? <IconButton label={`Retry ${name}`} icon={<RotateCcw size={15} />} onClick={() => retry([id])} /> : null}
      {can('resume') ? <IconButton label={`Resume ${name}`} icon={<Play size={15} />} onClick={() => resume([id])} /> : null}
      {can('pause') ? <IconButton label={`Pause ${name}`} icon={<Pause size={15} />} onClick={() => pause([id])} /> : null}
      {can('cancel') && state.name !== 'failed'
        ? <IconButton label={`Cancel ${name}`} icon={<X size={15} />} onClick={() => cancel([id])} />
        : <IconButton label={`Remove ${name} from the list`} icon={<X size={15} />} onClick={() => remove([id])} />}
    </>
  )
}
