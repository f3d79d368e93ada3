import { useEffect, useState } from 'react'
import { door } from '../door/open-door.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { TextArea, TextField } from '../parts/field.tsx'
import { TagFields } from '../parts/tag-fields.tsx'
import { ask } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { closeDialog, notify } from '../state/window-store.ts'
import { problemWords, words } from '../words/words.ts'
import {
  changesOf,
  editDraftOf,
  isDraftReady,
  templateProblem,
  type EditDraft,
  type Edited,
  type Options,
} from './item-edits.ts'

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
  const edited: Edited = { one, options }
  const [draft, setDraft] = useState(() => editDraftOf(edited))
  const isReady = isDraftReady(draft, edited)

  async function save(): Promise<void> {
    const edits = ids.map((id, index) => ({ id, changes: changesOf(draft, edited, items.get(id), index) }))
    const saved = await ask('queue:edit', { edits })
    if (!saved) return
    closeDialog()
    notify(saved.ids.length === ids.length ? edit.saved(ids.length) : edit.someSaved(saved.ids.length, ids.length))
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
        <EditFields draft={draft} edited={edited} onChange={(part) => setDraft({ ...draft, ...part })} />
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}

interface EditFieldsProps {
  readonly draft: EditDraft
  readonly edited: Edited
  readonly onChange: (part: Partial<EditDraft>) => void
}

function EditFields({ draft, edited, onChange }: EditFieldsProps) {
  const {
    edit,
    details: { facts },
  } = words
  const leave = edited.one ? undefined : edit.unchanged
  const problem = templateProblem(draft, edited)
  return (
    <>
      <div className="grid grid-cols-2 gap-3 max-[520px]:grid-cols-1">
        <TextField
          label={facts.source}
          value={draft.source}
          placeholder={leave}
          onChange={(event) => onChange({ source: event.target.value })}
        />
        <TextField
          label={facts.flow}
          value={draft.flow}
          placeholder={leave}
          hint={edited.one ? undefined : '{n:02} {stem} {date} {season:02} {episode:02}'}
          error={problem ? problemWords(problem).message : undefined}
          onChange={(event) => onChange({ flow: event.target.value })}
        />
      </div>
      <TextArea
        label={facts.description}
        value={draft.description}
        placeholder={leave}
        onChange={(event) => onChange({ description: event.target.value })}
      />
      <div className="grid grid-cols-2 gap-3 max-[520px]:grid-cols-1">
        <TextField
          label={edit.sourceType}
          value={draft.sourceType}
          placeholder={leave}
          onChange={(event) => onChange({ sourceType: event.target.value })}
        />
        <TextField
          label={edit.location}
          value={draft.location}
          placeholder={leave}
          onChange={(event) => onChange({ location: event.target.value })}
        />
      </div>
      <TagFields tags={draft.tags} onChange={(tags) => onChange({ tags })} />
    </>
  )
}
