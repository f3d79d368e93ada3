import { Plus } from 'lucide-react'
import type { Server } from '../../src-shared/connection.ts'
import { Button } from '../parts/button.tsx'
import { classNames } from '../parts/class-names.ts'
import { Dialog } from '../parts/dialog.tsx'
import { closeDialog, openDialog } from '../state/window-store.ts'
import { words } from '../words/words.ts'
import { ServerForm } from './server-form.tsx'
import { EMBEDDED_ID, useServers } from './use-servers.ts'

/** Where uploads go: the servers that are known by name, and everything one can say of each. */
export function ServersDialog() {
  const servers = useServers()
  const { form, usedId } = servers
  const { connection: say } = words
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
          {form?.isChanged ? <Button onClick={() => void servers.save()}>{say.keep}</Button> : null}
          <Button look="main" disabled={!form} onClick={() => void servers.use()}>
            {say.use}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[12rem_minmax(0,1fr)] gap-5 max-[640px]:grid-cols-1">
        <div className="self-start sm:sticky sm:top-0">
          <fieldset className="flex flex-col gap-1">
            <legend className="sr-only">{say.servers}</legend>
            {servers.listed.map((it) => (
              <ServerChoice
                key={it.id}
                server={it}
                isUsed={it.id === usedId}
                isChosen={it.id === form?.server.id}
                onChoose={() => servers.choose(it)}
              />
            ))}
          </fieldset>
          <Button look="quiet" icon={<Plus size={14} aria-hidden />} className="mt-1" onClick={servers.add}>
            {say.add}
          </Button>
        </div>
        {form ? (
          <ServerForm
            key={form.server.id}
            form={form}
            onChange={servers.setForm}
            onForget={servers.mayForget ? () => void servers.forget() : null}
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
