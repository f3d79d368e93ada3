import { ChevronDown, ChevronRight, Layers, Pause, Play, RotateCcw } from 'lucide-react'
import { IconButton } from '../parts/button.tsx'
import { concerned, pause, resume, retry, start } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { selectThese } from '../state/selection.ts'
import { toggleFold } from '../state/shown-queue.ts'
import { words } from '../words/words.ts'
import type { QueueEntry } from './queue-view.ts'

export const HEADING_HEIGHT = 38

interface QueueHeadingProps {
  readonly entry: Extract<QueueEntry, { kind: 'heading' }>
  readonly index: number
  readonly top: number
}

/** The name of a group above its items, how far it is, and what can be done with all of it. */
export function QueueHeading({ entry: { key, of, ids, isFolded, ...entry }, index, top }: QueueHeadingProps) {
  const name = of === 'series' ? entry.name : words.queue.stateGroups[of]
  const done = useQueue((it) => ids.reduce((sum, id) => sum + (it.items.get(id)?.state.name === 'done' ? 1 : 0), 0))
  // Which buttons make sense depends on every item, and changes with any of them.
  const possible = useQueue(() =>
    (['start', 'pause', 'resume', 'retry'] as const).map((it) => concerned(ids, it).length > 0).join(),
  )
  const [canStart, canPause, canResume, canRetry] = possible.split(',').map((it) => it === 'true')
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className="absolute inset-x-0 flex items-center gap-2 border-b border-line/70 bg-surface px-4"
      style={{ transform: `translateY(${top}px)`, height: HEADING_HEIGHT }}
    >
      <div role="gridcell" className="flex min-w-0 flex-1 items-center gap-2" onDoubleClick={() => selectThese(ids)}>
        <IconButton
          label={isFolded ? words.queue.unfold(name) : words.queue.fold(name)}
          aria-expanded={!isFolded}
          icon={isFolded ? <ChevronRight size={15} /> : <ChevronDown size={15} />}
          className="-ml-1.5 size-6"
          onClick={() => toggleFold(key)}
        />
        {of === 'series' ? <Layers size={15} className="shrink-0 text-accent" aria-hidden /> : null}
        <span className="truncate font-semibold">{name}</span>
        <span className="tabular shrink-0 text-xs text-muted">
          {of === 'series' ? words.queue.doneOf(done, ids.length) : words.files(ids.length)}
        </span>
      </div>
      <div role="gridcell" className="flex">
        {canRetry ? (
          <IconButton label={words.queue.retryIn(name)} icon={<RotateCcw size={15} />} onClick={() => retry(ids)} />
        ) : null}
        {canStart ? (
          <IconButton label={words.queue.startIt(name)} icon={<Play size={15} />} onClick={() => start(ids)} />
        ) : null}
        {canResume ? (
          <IconButton label={words.queue.resumeIt(name)} icon={<Play size={15} />} onClick={() => resume(ids)} />
        ) : null}
        {canPause ? (
          <IconButton label={words.queue.pauseIt(name)} icon={<Pause size={15} />} onClick={() => pause(ids)} />
        ) : null}
      </div>
    </div>
  )
}
