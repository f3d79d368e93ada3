import { useState } from 'react'
import type { SeriesPreview } from '../../src-shared/contract.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { CheckField } from '../parts/field.tsx'
import { ask } from '../state/commands.ts'
import { closeDialog, notify, show } from '../state/window-store.ts'
import { bytes, words } from '../words/words.ts'
import { areReady, filesToSend, foldersOf, planOf, totalsOf, type GoesAlong, type SeriesDraft } from './series-draft.ts'
import { LeftOut, SeriesBelongings } from './series-belongings.tsx'
import { SeriesForm } from './series-form.tsx'
import { panelOfTab, SeriesTabs } from './series-tabs.tsx'
import { useSeriesDrafts } from './use-series-drafts.ts'

/** A drop as one or several series: every name and the order, to be changed before anything is sent. */
export function SeriesDialog({ preview }: { readonly preview: SeriesPreview }) {
  const { drafts, isApart, choose, open, setOpen, current, changeCurrent } = useSeriesDrafts(preview)
  const [reuseSource, setReuse] = useState(false)
  const [withSidecars, setWithSidecars] = useState(true)
  const [withProxies, setWithProxies] = useState(false)
  const along: GoesAlong = {
    sidecars: withSidecars ? preview.sidecars : [],
    belonging: withProxies ? preview.belonging : preview.belonging.filter((it) => it.as === 'sound'),
  }
  const folders = foldersOf(preview.files)
  const { series } = words
  const { count, size } = totalsOf(drafts)

  async function send(): Promise<void> {
    const sent = await sendAll(drafts, along, reuseSource)
    if (sent === null) return
    closeDialog()
    show('queue')
    notify(series.added(sent, drafts.length === 1 ? (current?.choices.name ?? '') : series.count(drafts.length)))
  }
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
          <Button look="main" disabled={!areReady(drafts)} onClick={() => void send()}>
            {series.upload(count)}
          </Button>
        </>
      }
    >
      {folders.length > 1 ? <HowMany folders={folders.length} isApart={isApart} onChoose={choose} /> : null}
      {drafts.length > 1 ? <SeriesTabs drafts={drafts} open={open} onOpen={setOpen} /> : null}
      {current ? (
        <div {...(drafts.length > 1 ? panelOfTab(open) : {})}>
          <SeriesForm key={current.key} draft={current} goesAlong={rowsOf(along)} onChange={changeCurrent} />
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
      <SeriesBelongings belonging={preview.belonging} withProxies={withProxies} onChoose={setWithProxies} />
      <LeftOut files={preview.leftOut} />
    </Dialog>
  )
}

/** What the row of a clip shows beside its name. */
const rowsOf = ({ sidecars, belonging }: GoesAlong): SeriesPreview['sidecars'] => [...belonging, ...sidecars]

/** Adds one series after the other; answers how many files those were, or null where one could not be added. */
async function sendAll(drafts: readonly SeriesDraft[], along: GoesAlong, reuseSource: boolean): Promise<number | null> {
  let sent = 0
  for (const draft of drafts) {
    if (draft.files.length === 0) continue
    const added = await ask('series:add', {
      choices: { ...draft.choices, name: draft.choices.name.trim() },
      files: filesToSend(planOf(draft), draft, along),
      options: { timeline: draft.timeline, ...(reuseSource ? { reuseSource: true } : {}) },
    })
    if (!added) return null
    sent += added.ids.length
  }
  return sent
}

interface HowManyProps {
  readonly folders: number
  readonly isApart: boolean
  readonly onChoose: (isApart: boolean) => void
}

/** One series of all, or one a folder. */
function HowMany({ folders, isApart, onChoose }: HowManyProps) {
  const { series } = words
  return (
    <fieldset className="mb-4 flex flex-wrap gap-x-5 gap-y-1.5 rounded-xl bg-sunken px-3 py-2">
      <legend className="sr-only">{series.howMany}</legend>
      {[false, true].map((value) => (
        <label key={String(value)} className="flex items-center gap-2">
          <input
            type="radio"
            name="apart"
            checked={isApart === value}
            onChange={() => onChoose(value)}
            className="accent-(--accent)"
          />
          {value ? series.apart(folders) : series.together}
        </label>
      ))}
    </fieldset>
  )
}
