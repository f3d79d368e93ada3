import { ArrowDown, ArrowUp, TriangleAlert, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { SeriesPreview } from '../../src-shared/contract.ts'
import { checkTemplate } from '../../src-shared/naming/flow-name.ts'
import { planSeries, repeatedNames, type Arrangement, type SeriesChoices } from '../../src-shared/naming/series-plan.ts'
import { bytesInWords, count } from '../../src-shared/words/quantities.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { ask } from '../state/commands.ts'
import { closeDialog, notify } from '../state/window-store.ts'

const arrangementWords: readonly { readonly value: Arrangement; readonly label: string }[] = [
  { value: 'episodes', label: 'Episodes: one source, a flow a file' },
  { value: 'daily', label: 'Daily recordings: one source, a flow a day' },
  { value: 'cameras', label: 'Cameras: a source a file, same flow name' },
]

const templateOf: Readonly<Record<Arrangement, string>> = { episodes: '{prefix} {n:02}', daily: '{prefix} {date}', cameras: '{prefix}' }

/** A folder as a series: every name and the order, to be changed before anything is sent. */
export function SeriesDialog({ preview }: { readonly preview: SeriesPreview }) {
  const [choices, setChoices] = useState<SeriesChoices>(preview.proposed)
  const [files, setFiles] = useState(preview.files)
  const [overrides, setOverrides] = useState<ReadonlyMap<string, string>>(new Map())
  const [reuseSource, setReuse] = useState(false)
  const template = checkTemplate(choices.template)
  const planned = useMemo(() => planSeries(files, choices, overrides), [files, choices, overrides])
  const repeated = useMemo(() => repeatedNames(planned), [planned])
  const change = (part: Partial<SeriesChoices>) => setChoices((before) => ({ ...before, ...part }))
  const isReady = planned.length > 0 && choices.name.trim() !== '' && template.ok

  function swap(at: number, by: number): void {
    setFiles((before) => {
      const next = [...before]
      const [moved] = next.splice(at, 1)
      if (moved) next.splice(at + by, 0, moved)
      return next
    })
  }
  async function send(): Promise<void> {
    const added = await ask('series:add', {
      choices: { ...choices, name: choices.name.trim() },
      files: planned.map(({ path, sourceName, flowName }) => ({ path, sourceName, flowName })),
      options: reuseSource ? { reuseSource: true } : {},
    })
    if (!added) return
    closeDialog()
    notify(`${count(added.ids.length, 'file')} of ${choices.name} added`)
  }
  const bytes = files.reduce((sum, it) => sum + it.size, 0)
  return (
    <Dialog
      title="A new series"
      about={`${count(files.length, 'file')}, ${bytesInWords(bytes)}. Nothing is sent until you say so.`}
      width="max-w-3xl"
      footer={
        <>
          <label className="mr-auto flex items-center gap-2 text-muted">
            <input type="checkbox" checked={reuseSource} onChange={(event) => setReuse(event.target.checked)} className="size-3.5 accent-(--accent)" />
            Use the source of this name if the store has it
          </label>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button look="main" disabled={!isReady} onClick={() => void send()}>Upload {count(planned.length, 'file')}</Button>
        </>
      }
    >
      <div className="grid grid-cols-2 gap-x-4 gap-y-3 pb-4 max-[640px]:grid-cols-1">
        <TextField label="Name of the series" value={choices.name} onChange={(event) => change({ name: event.target.value })} error={choices.name.trim() === '' ? 'A series needs a name.' : undefined} />
        <SelectField label="What it is" value={choices.arrangement} options={arrangementWords} onChange={(event) => {
          const arrangement = event.target.value as Arrangement
          change({ arrangement, template: templateOf[arrangement] })
        }} />
        <TextField label="Prefix" value={choices.prefix} onChange={(event) => change({ prefix: event.target.value })} />
        <TextField label="Flow names" value={choices.template} onChange={(event) => change({ template: event.target.value })} error={template.ok ? undefined : template.problem.message} hint="{prefix} {n:02} {stem} {date} {season:02} {episode:02}" />
      </div>
      {repeated.size > 0 ? (
        <p role="status" className="mb-3 flex items-center gap-2 rounded-lg bg-sunken px-3 py-2 text-pending"><TriangleAlert size={15} aria-hidden />{count(repeated.size, 'name stands', 'names stand')} more than once.</p>
      ) : null}
      <ol aria-label="Files of the series, in order" className="overflow-hidden rounded-lg border border-line">
        {planned.map((flow, index) => (
          <li key={flow.path} className="flex items-center gap-3 border-b border-line/70 px-3 py-1.5 last:border-0">
            <span className="tabular w-6 shrink-0 text-right text-xs text-muted">{index + 1}</span>
            <span className="min-w-0 flex-1 truncate" title={flow.relativePath}>{flow.relativePath}</span>
            <span className="tabular text-xs text-muted max-[640px]:hidden">{bytesInWords(flow.size)}</span>
            <span className="text-muted" aria-hidden>→</span>
            <input
              aria-label={`Flow name of ${flow.relativePath}`}
              value={overrides.get(flow.path) ?? flow.flowName}
              onChange={(event) => setOverrides(new Map(overrides).set(flow.path, event.target.value))}
              className={`h-7 w-48 rounded-md border bg-sunken px-2 ${repeated.has(flow.flowName) ? 'border-pending' : 'border-transparent hover:border-line'}`}
            />
            <span className="flex">
              <IconButton label={`Move ${flow.relativePath} up`} icon={<ArrowUp size={14} />} disabled={index === 0} onClick={() => swap(index, -1)} className="size-6" />
              <IconButton label={`Move ${flow.relativePath} down`} icon={<ArrowDown size={14} />} disabled={index === planned.length - 1} onClick={() => swap(index, 1)} className="size-6" />
              <IconButton label={`Leave ${flow.relativePath} out`} icon={<X size={14} />} onClick={() => setFiles(files.filter((it) => it.path !== flow.path))} className="size-6" />
            </span>
          </li>
        ))}
      </ol>
      {preview.leftOut.length > 0 ? (
        <details className="mt-3 text-xs text-muted">
          <summary className="w-fit">{count(preview.leftOut.length, 'other file')} in the folder left out</summary>
          <p className="mt-1" data-selectable>{preview.leftOut.slice(0, 200).join(', ')}</p>
        </details>
      ) : null}
    </Dialog>
  )
}
