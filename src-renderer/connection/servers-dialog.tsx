import { Plus } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import type { Answer } from '../../src-shared/contract.ts'
import { embeddedConnection, noDefaults, type Server } from '../../src-shared/connection.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { ask } from '../state/commands.ts'
import { closeDialog, notify, openDialog } from '../state/window-store.ts'
import { words } from '../words/words.ts'
import { ServerForm, type FormState } from './server-form.tsx'
import { classNames } from '../parts/class-names.ts'

const EMBEDDED_ID = 'embedded'
const formOf = (server: Server): FormState => ({ server, secret: '', isChanged: false })
const freshServer = (): Server => ({
  id: crypto.randomUUID(),
  name: '',
  connection: { ...embeddedConnection, url: 'http://' },
  defaults: noDefaults,
})

/** Where uploads go: the servers that are known by name, and everything one can say of each. */
export function ServersDialog() {
  const [servers, setServers] = useState<readonly Server[]>([])
  const [usedId, setUsedId] = useState('')
  const [form, setForm] = useState<FormState | null>(null)
  const { connection: say } = words

  const show = useCallback((answer: Answer<'servers:list'> | null, chosenId: string | null) => {
    if (!answer) return
    setServers(answer.servers)
    setUsedId(answer.usedId)
    const chosen = answer.servers.find((it) => it.id === (chosenId ?? answer.usedId)) ?? answer.servers[0]
    if (chosen) setForm(formOf(chosen))
  }, [])
  useEffect(() => {
    void ask('servers:list', {}).then((it) => show(it, null))
  }, [show])

  /** Where a name is left out, the host is a good one. */
  function named(server: Server): Server {
    const { name, connection } = server
    return {
      ...server,
      name:
        name.trim() || (URL.canParse(connection.url) ? new URL(connection.url).host : connection.url) || say.unnamed,
    }
  }
  async function keep(): Promise<string | null> {
    if (!form) return null
    if (!form.isChanged) return form.server.id
    const kept = await ask('servers:keep', {
      server: named(form.server),
      secret: form.secret === '' ? null : form.secret,
    })
    return kept ? form.server.id : null
  }
  async function use(): Promise<void> {
    const id = await keep()
    const status = id === null ? null : await ask('servers:use', { id })
    if (!status) return
    closeDialog()
    notify(say.usedNow(status.embedded ? say.embedded : status.address))
  }
  async function save(): Promise<void> {
    const id = await keep()
    if (id === null) return
    notify(say.kept)
    show(await ask('servers:list', {}), id)
  }
  async function forget(): Promise<void> {
    if (!form) return
    if (await ask('servers:forget', { id: form.server.id })) show(await ask('servers:list', {}), null)
  }
  const isNew = form !== null && !servers.some((it) => it.id === form.server.id)
  const listed = isNew ? [...servers, form.server] : servers
  return (
    <Dialog
      title={say.title}
      about={say.about}
      width="max-w-3xl"
      footer={
        <>
          <Button className="mr-auto" onClick={() => openDialog({ name: 'doctor' })}>
            {words.doctor.title}…
          </Button>
          <Button onClick={closeDialog}>{words.cancel}</Button>
          {form?.isChanged ? <Button onClick={() => void save()}>{say.keep}</Button> : null}
          <Button look="main" disabled={!form} onClick={() => void use()}>
            {say.use}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[12rem_minmax(0,1fr)] gap-5 max-[640px]:grid-cols-1">
        <div>
          <fieldset className="flex flex-col gap-1">
            <legend className="sr-only">{say.servers}</legend>
            {listed.map((it) => (
              <ServerChoice
                key={it.id}
                server={it}
                isUsed={it.id === usedId}
                isChosen={it.id === form?.server.id}
                onChoose={() => setForm(formOf(it))}
              />
            ))}
          </fieldset>
          <Button
            look="quiet"
            icon={<Plus size={14} aria-hidden />}
            className="mt-1"
            onClick={() => setForm({ server: freshServer(), secret: '', isChanged: true })}
          >
            {say.add}
          </Button>
        </div>
        {form ? (
          <ServerForm
            key={form.server.id}
            form={form}
            onChange={setForm}
            onForget={
              isNew || form.server.id === EMBEDDED_ID || form.server.id === 'given' ? null : () => void forget()
            }
          />
        ) : (
          <div className="min-h-80" />
        )}
      </div>
    </Dialog>
  )
}

function ServerChoice({
  server: { id, name, connection },
  isUsed,
  isChosen,
  onChoose,
}: {
  readonly server: Server
  readonly isUsed: boolean
  readonly isChosen: boolean
  readonly onChoose: () => void
}) {
  const isEmbedded = id === EMBEDDED_ID
  return (
    <label
      className={classNames(
        'flex items-start gap-2 rounded-lg border px-2.5 py-1.5 has-[:focus-visible]:outline-2',
        'has-[:focus-visible]:outline-accent',
        isChosen ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-sunken',
      )}
    >
      <input
        type="radio"
        name="server"
        checked={isChosen}
        onChange={onChoose}
        className="mt-1 accent-(--accent) outline-none"
      />
      <span className="min-w-0">
        <span className="block truncate font-medium">
          {isEmbedded ? words.connection.embedded : name || words.connection.unnamed}
        </span>
        <span className="block truncate text-xs text-muted">
          {isUsed ? words.connection.inUse : isEmbedded ? words.connection.onThisComputer : connection.url}
        </span>
      </span>
    </label>
  )
}
