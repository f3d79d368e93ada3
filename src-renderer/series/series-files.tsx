import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { SeriesPreview } from '../../src-shared/contract.ts'
import type { PlannedFlow } from '../../src-shared/naming/series-plan.ts'
import { words } from '../words/words.ts'
import { moved, type SeriesDraft } from './series-draft.ts'
import { ROW_HEIGHT, SeriesFileRow, type FileActions } from './series-file-row.tsx'
import { useFileDrag } from './use-file-drag.ts'

interface SeriesFilesProps {
  readonly draft: SeriesDraft
  readonly planned: readonly PlannedFlow[]
  readonly repeated: ReadonlySet<string>
  /** Files that belong to these. */
  readonly goesAlong: SeriesPreview['sidecars']
  readonly onChange: (draft: SeriesDraft) => void
}

/**
 * The files in their order with the names they get; only those on screen exist, so that ten thousand are as quick as
 * ten.
 */
export function SeriesFiles({ draft, planned, repeated, goesAlong, onChange }: SeriesFilesProps) {
  const { files, overrides } = draft
  const scroller = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- no compiler memoises this component
  const rows = useVirtualizer({
    count: planned.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
    getItemKey: (index) => planned[index]?.path ?? index,
  })
  const actions: FileActions = {
    move: (from, to) => onChange({ ...draft, files: moved(files, from, to) }),
    rename: (path, name) => onChange({ ...draft, overrides: new Map(overrides).set(path, name) }),
    leaveOut: (path) => onChange({ ...draft, files: files.filter((it) => it.path !== path) }),
  }
  const drag = useFileDrag(scroller, { count: planned.length, rowHeight: ROW_HEIGHT }, actions.move)
  const { dropAt } = drag
  return (
    <div
      ref={scroller}
      onDragOver={drag.over}
      onDragLeave={drag.leave}
      onDrop={drag.drop}
      tabIndex={-1}
      className="relative max-h-[38vh] min-h-24 overflow-y-auto rounded-lg border border-line"
    >
      <ol aria-label={words.series.files} className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const flow = planned[index]
          if (!flow) return null
          return (
            <SeriesFileRow
              key={key}
              flow={flow}
              place={{ index, count: planned.length, top: start }}
              typedName={overrides.get(flow.path)}
              isRepeated={repeated.has(flow.flowName)}
              goesAlong={goesAlong}
              actions={actions}
              onDragStart={drag.start}
            />
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
