import { Layers, Pause, Play, RotateCcw } from 'lucide-react'
import { IconButton } from '../parts/button.tsx'
import { concerned, pause, resume, retry } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'

export const HEADING_HEIGHT = 38

interface SeriesHeadingProps {
  readonly name: string
  readonly ids: readonly string[]
  readonly index: number
  readonly top: number
}

/** The name of a series above its items, how far it is, and what can be done with all of it. */
export function SeriesHeading({ name, ids, index, top }: SeriesHeadingProps) {
  const done = useQueue((it) => ids.reduce((sum, id) => sum + (it.items.get(id)?.state.name === 'done' ? 1 : 0), 0))
  // Which buttons make sense depends on every item, and changes with any of them.
  const possible = useQueue(() => (['pause', 'resume', 'retry'] as const).map((it) => concerned(ids, it).length > 0).join())
  const [canPause, canResume, canRetry] = possible.split(',').map((it) => it === 'true')
  return (
    <div role="row" aria-rowindex={index + 1} className="absolute inset-x-0 flex items-center gap-2.5 border-b border-line/70 bg-surface px-4" style={{ transform: `translateY(${top}px)`, height: HEADING_HEIGHT }}>
      <div role="gridcell" className="flex min-w-0 flex-1 items-center gap-2.5">
        <Layers size={15} className="shrink-0 text-accent" aria-hidden />
        <span className="truncate font-semibold">{name}</span>
        <span className="tabular shrink-0 text-xs text-muted">{done} of {ids.length} done</span>
      </div>
      <div role="gridcell" className="flex">
        {canRetry ? <IconButton label={`Retry what failed in ${name}`} icon={<RotateCcw size={15} />} onClick={() => retry(ids)} /> : null}
        {canResume ? <IconButton label={`Resume ${name}`} icon={<Play size={15} />} onClick={() => resume(ids)} /> : null}
        {canPause ? <IconButton label={`Pause ${name}`} icon={<Pause size={15} />} onClick={() => pause(ids)} /> : null}
      </div>
    </div>
  )
}
