import { useState } from 'react'
import type { SeriesPreview } from '../../src-shared/contract.ts'
import { checkTemplate } from '../../src-shared/naming/flow-name.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { CheckField } from '../parts/field.tsx'
import { ask } from '../state/commands.ts'
import { closeDialog, notify, show } from '../state/window-store.ts'
import { bytes, words } from '../words/words.ts'
import { beginsApart, draftsOf, filesToSend, foldersOf, planOf, type SeriesDraft } from './series-draft.ts'
import { SeriesForm } from './series-form.tsx'
import { classNames } from '../parts/class-names.ts'

/** A drop as one or several series: every name and the order, to be changed before anything is sent. */
export function SeriesDialog({ preview }: { readonly preview: SeriesPreview }) {
  const [isApart, setApart] = useState(() => beginsApart(preview))
  const [drafts, setDrafts] = useState<readonly SeriesDraft[]>(() => draftsOf(preview, isApart))
  const [open, setOpen] = useState(0)
  const [reuseSource, setReuse] = useState(false)
  const [withSidecars, setWithSidecars] = useState(true)
  const folders = foldersOf(preview.files)
  const { series } = words
  const count = drafts.reduce((sum, it) => sum + it.files.length, 0)
  const isReady =
    count > 0 &&
    drafts.every(
      (it) => it.files.length === 0 || (it.choices.name.trim() !== '' && checkTemplate(it.choices.template).ok),
    )
  const current = drafts[Math.min(open, drafts.length - 1)]

  function choose(apart: boolean): void {
    setApart(apart)
    setDrafts(draftsOf(preview, apart))
    setOpen(0)
  }
  async function send(): Promise<void> {
    let sent = 0
    for (const draft of drafts) {
      if (draft.files.length === 0) continue
      const added = await ask('series:add', {
        choices: { ...draft.choices, name: draft.choices.name.trim() },
        files: filesToSend(planOf(draft), draft, withSidecars ? preview.sidecars : []),
        options: reuseSource ? { reuseSource: true } : {},
      })
      if (!added) return
      sent += added.ids.length
    }
    closeDialog()
    show('queue')
    notify(series.added(sent, drafts.length === 1 ? (current?.choices.name ?? '') : series.count(drafts.length)))
  }
  const size = drafts.reduce((sum, draft) => sum + draft.files.reduce((all, it) => all + it.size, 0), 0)
  return (
    <Dialog
      title={drafts.length === 1 ? series.title : series.titleMany(drafts.length)}
      about={`${words.files(count)}, ${bytes(size)}. ${series.nothingSent}`}
      width="max-w-4xl"
      footer={
        <>
          <CheckField
            className="mr-auto text-muted"
            label={series.reuse}
            checked={reuseSource}
            onChange={(event) => setReuse(event.target.checked)}
          />
          <Button onClick={closeDialog}>{words.cancel}</Button>
          <Button look="main" disabled={!isReady} onClick={() => void send()}>
            {series.upload(count)}
          </Button>
        </>
      }
    >
      {folders.length > 1 ? (
        <fieldset className="mb-4 flex flex-wrap gap-x-5 gap-y-1.5 rounded-xl bg-sunken px-3 py-2">
          <legend className="sr-only">{series.howMany}</legend>
          <label className="flex items-center gap-2">
            <input
              type="radio"
              name="apart"
              checked={!isApart}
              onChange={() => choose(false)}
              className="accent-(--accent)"
            />
            {series.together}
          </label>
          <label className="flex items-center gap-2">
            <input
              type="radio"
              name="apart"
              checked={isApart}
              onChange={() => choose(true)}
              className="accent-(--accent)"
            />
            {series.apart(folders.length)}
          </label>
        </fieldset>
      ) : null}
      {drafts.length > 1 ? (
        <div role="tablist" aria-label={series.all} className="mb-3 flex gap-1 overflow-x-auto border-b border-line">
          {drafts.map((draft, at) => (
            <button
              key={draft.key}
              type="button"
              role="tab"
              id={`series-tab-${at}`}
              aria-selected={at === open}
              aria-controls="series-panel"
              tabIndex={at === open ? 0 : -1}
              onClick={() => setOpen(at)}
              onKeyDown={(event) => {
                const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
                if (by === 0) return
                const next = (at + by + drafts.length) % drafts.length
                setOpen(next)
                document.getElementById(`series-tab-${next}`)?.focus()
              }}
              className={classNames(
                '-mb-px shrink-0 border-b-2 px-2.5 py-1.5 focus-visible:-outline-offset-2',
                at === open ? 'border-accent font-medium' : 'border-transparent text-muted hover:text-text',
              )}
            >
              {draft.choices.name} <span className="tabular text-xs text-muted">{draft.files.length}</span>
            </button>
          ))}
        </div>
      ) : null}
      {current ? (
        <div
          {...(drafts.length > 1
            ? { role: 'tabpanel', id: 'series-panel', 'aria-labelledby': `series-tab-${open}` }
            : {})}
        >
          <SeriesForm
            key={current.key}
            draft={current}
            sidecars={withSidecars ? preview.sidecars : []}
            onChange={(draft) => setDrafts(drafts.map((it) => (it === current ? draft : it)))}
          />
        </div>
      ) : null}
      {preview.sidecars.length > 0 ? (
        <CheckField
          className="mt-3"
          label={series.sidecars(preview.sidecars.length)}
          checked={withSidecars}
          onChange={(event) => setWithSidecars(event.target.checked)}
        />
      ) : null}
      {preview.leftOut.length > 0 ? (
        <details className="mt-3 text-xs text-muted">
          <summary className="w-fit">{series.leftOut(preview.leftOut.length)}</summary>
          <p className="mt-1" data-selectable>
            {preview.leftOut.slice(0, 200).join(', ')}
          </p>
        </details>
      ) : null}
    </Dialog>
  )
}
