import { Plus, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { ItemChanges } from '../../src-shared/item/edit.ts'
import type { ItemDetails } from '../../src-shared/item/item.ts'
import { checkTemplate, flowName, seasonAndEpisode, stemOf, dateInName } from '../../src-shared/naming/flow-name.ts'
import { door } from '../door/open-door.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { TextArea, TextField } from '../parts/field.tsx'
import { ask } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { closeDialog, notify } from '../state/window-store.ts'
import { problemWords, words } from '../words/words.ts'

type Options = ItemDetails['options']

/** Names, description and tags before anything is sent; of one item, or of many at once. */
export function EditDialog({ ids }: { readonly ids: readonly string[] }) {
  const [options, setOptions] = useState<Options | null>(null)
  const [first] = ids
  useEffect(() => {
    if (ids.length !== 1 || first === undefined) return
    void door.call('item:details', { id: first }).then((answer) => {
      if (answer.ok) setOptions(answer.value.options)
    })
  }, [ids.length, first])
  if (ids.length > 1) return <EditForm ids={ids} options={null} />
  return options ? <EditForm ids={ids} options={options} /> : null
}

/** `options` null: of several items, where an empty field leaves each as it is. */
function EditForm({ ids, options }: { readonly ids: readonly string[]; readonly options: Options | null }) {
  const { edit } = words
  const items = useQueue.getState().items
  const one = options ? items.get(ids[0] ?? '') : undefined
  const [source, setSource] = useState(one?.sourceName ?? '')
  const [flow, setFlow] = useState(one?.flowName ?? '')
  const [description, setDescription] = useState(options?.description ?? '')
  const [sourceType, setSourceType] = useState(options?.sourceType ?? '')
  const [location, setLocation] = useState(options?.location ?? '')
  const [tags, setTags] = useState<readonly (readonly [string, string])[]>(Object.entries(options?.tags ?? {}))
  const template = one ? null : flow.trim() === '' ? null : checkTemplate(flow)
  const isReady = one ? source.trim() !== '' && flow.trim() !== '' : template === null || template.ok
  const leave = one ? undefined : edit.unchanged

  function changesOf(id: string, index: number): ItemChanges {
    const item = items.get(id)
    const stem = stemOf(item?.path ?? '')
    const named = one
      ? flow.trim()
      : flow.trim() === ''
        ? undefined
        : flowName(flow, {
            prefix: '',
            n: index + 1,
            stem,
            series: item?.batch.series ?? '',
            date: dateInName(stem) ?? '',
            ...seasonAndEpisode(stem),
          })
    const kept = Object.fromEntries(
      tags.filter(([name]) => name.trim() !== '').map(([name, value]) => [name.trim(), value]),
    )
    const gone = Object.keys(options?.tags ?? {})
      .filter((name) => !(name in kept))
      .map((name) => [name, null] as const)
    const text = (value: string) => (one || value !== '' ? value : undefined)
    return Object.fromEntries(
      Object.entries({
        sourceName: source.trim() === '' ? undefined : source.trim(),
        flowName: named,
        description: text(description),
        sourceType: text(sourceType),
        location: text(location),
        tags: { ...kept, ...Object.fromEntries(gone) },
      }).filter(([, value]) => value !== undefined),
    )
  }
  async function save(): Promise<void> {
    const edited = await ask('queue:edit', { edits: ids.map((id, index) => ({ id, changes: changesOf(id, index) })) })
    if (!edited) return
    closeDialog()
    notify(edited.ids.length === ids.length ? edit.saved(ids.length) : edit.someSaved(edited.ids.length, ids.length))
  }
  return (
    <Dialog
      title={one ? edit.title(one.name) : edit.titleMany(ids.length)}
      about={one ? edit.about : edit.aboutMany}
      footer={
        <>
          <Button onClick={closeDialog}>{words.cancel}</Button>
          <Button look="main" disabled={!isReady} onClick={() => void save()}>
            {edit.save}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) void save()
        }}
      >
        <div className="grid grid-cols-2 gap-3 max-[520px]:grid-cols-1">
          <TextField
            label={words.details.facts.source}
            value={source}
            placeholder={leave}
            onChange={(event) => setSource(event.target.value)}
          />
          <TextField
            label={words.details.facts.flow}
            value={flow}
            placeholder={leave}
            hint={one ? undefined : '{n:02} {stem} {date} {season:02} {episode:02}'}
            error={template && !template.ok ? problemWords(template.problem).message : undefined}
            onChange={(event) => setFlow(event.target.value)}
          />
        </div>
        <TextArea
          label={words.details.facts.description}
          value={description}
          placeholder={leave}
          onChange={(event) => setDescription(event.target.value)}
        />
        <div className="grid grid-cols-2 gap-3 max-[520px]:grid-cols-1">
          <TextField
            label={edit.sourceType}
            value={sourceType}
            placeholder={leave}
            onChange={(event) => setSourceType(event.target.value)}
          />
          <TextField
            label={edit.location}
            value={location}
            placeholder={leave}
            onChange={(event) => setLocation(event.target.value)}
          />
        </div>
        <TagFields tags={tags} onChange={setTags} />
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}

/** Names and values, a line each. */
export function TagFields({
  tags,
  onChange,
}: {
  readonly tags: readonly (readonly [string, string])[]
  readonly onChange: (tags: readonly (readonly [string, string])[]) => void
}) {
  const { edit } = words
  const replace = (at: number, tag: readonly [string, string]) =>
    onChange(tags.map((it, index) => (index === at ? tag : it)))
  const field = 'h-8 min-w-0 rounded-lg border border-line bg-sunken px-2.5 placeholder:text-muted'
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-muted">{words.details.facts.tags}</legend>
      <ul className="flex flex-col gap-1.5">
        {tags.map(([name, value], at) => (
          <li key={at} className="flex items-center gap-2">
            <input
              aria-label={edit.tagName(at + 1)}
              placeholder={edit.name}
              value={name}
              onChange={(event) => replace(at, [event.target.value, value])}
              className={`${field} w-40`}
            />
            <input
              aria-label={edit.tagValue(at + 1)}
              placeholder={edit.value}
              value={value}
              onChange={(event) => replace(at, [name, event.target.value])}
              className={`${field} flex-1`}
            />
            <IconButton
              label={edit.removeTag(at + 1)}
              icon={<X size={15} />}
              onClick={() => onChange(tags.filter((_, index) => index !== at))}
            />
          </li>
        ))}
      </ul>
      <Button
        look="quiet"
        icon={<Plus size={14} aria-hidden />}
        className="mt-1"
        onClick={() => onChange([...tags, ['', '']])}
      >
        {edit.addTag}
      </Button>
    </fieldset>
  )
}
