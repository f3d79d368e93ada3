import type { KeyboardEvent } from 'react'
import { classNames } from '../parts/class-names.ts'
import { words } from '../words/words.ts'
import type { SeriesDraft } from './series-draft.ts'

const tabId = (at: number): string => `series-tab-${at}`
const PANEL_ID = 'series-panel'

/** What makes an element the panel of the tab that is open. */
export const panelOfTab = (open: number) => ({ role: 'tabpanel', id: PANEL_ID, 'aria-labelledby': tabId(open) })

interface SeriesTabsProps {
  readonly drafts: readonly SeriesDraft[]
  readonly open: number
  readonly onOpen: (at: number) => void
}

/** A tab for each of several series; the arrows go around. */
export function SeriesTabs({ drafts, open, onOpen }: SeriesTabsProps) {
  function press(event: KeyboardEvent, at: number): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    const next = (at + by + drafts.length) % drafts.length
    onOpen(next)
    document.getElementById(tabId(next))?.focus()
  }
  return (
    <div role="tablist" aria-label={words.series.all} className="mb-3 flex gap-1 overflow-x-auto border-b border-line">
      {drafts.map((draft, at) => (
        <button
          key={draft.key}
          type="button"
          role="tab"
          id={tabId(at)}
          aria-selected={at === open}
          aria-controls={PANEL_ID}
          tabIndex={at === open ? 0 : -1}
          onClick={() => onOpen(at)}
          onKeyDown={(event) => press(event, at)}
          className={classNames(
            '-mb-px shrink-0 border-b-2 px-2.5 py-1.5 focus-visible:-outline-offset-2',
            at === open ? 'border-accent font-medium' : 'border-transparent text-muted hover:text-text',
          )}
        >
          {draft.choices.name} <span className="tabular text-xs text-muted">{draft.files.length}</span>
        </button>
      ))}
    </div>
  )
}
