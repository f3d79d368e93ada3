import { CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react'
import { useState } from 'react'
import type { Connection, ConnectionStatus } from '../../src-shared/connection.ts'
import { embeddedConnection } from '../../src-shared/connection.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { ask } from '../state/commands.ts'
import { useQueue } from '../state/queue-store.ts'
import { closeDialog, notify, openDialog } from '../state/window-store.ts'

const kinds: readonly { readonly value: Connection['dialect']; readonly label: string }[] = [
  { value: 'auto', label: 'Find out by itself' },
  { value: 'bbc', label: 'TAMS specification (BBC, AWS and most products)' },
  { value: 'vast', label: 'VAST open server' },
  { value: 'guide', label: 'Upload guide' },
]

const authKinds: readonly { readonly value: Connection['auth']['kind']; readonly label: string }[] = [
  { value: 'none', label: 'None' }, { value: 'bearer', label: 'Token' }, { value: 'basic', label: 'User and password' },
  { value: 'oauth2', label: 'OAuth2 client' }, { value: 'url-token', label: 'Token in the address' },
]

const secretNames: Readonly<Record<Connection['auth']['kind'], string | null>> = { none: null, bearer: 'Token', basic: 'Password', oauth2: 'Client secret', 'url-token': 'Token' }

/** Where uploads go. Nothing is kept before it was looked at, and the look leaves nothing behind. */
export function ConnectionDialog() {
  const status = useQueue((it) => it.connection)
  const [connection, setConnection] = useState<Connection>(status?.connection ?? embeddedConnection)
  const [secret, setSecret] = useState('')
  const [found, setFound] = useState<ConnectionStatus | 'looking' | null>(status)
  const isEmbedded = connection.url === ''
  const { auth } = connection

  const change = (part: Partial<Connection>) => {
    setConnection((before) => ({ ...before, ...part }))
    setFound(null)
  }
  const chooseAuth = (kind: Connection['auth']['kind']) => change({
    auth: kind === 'basic' ? { kind, user: '' } : kind === 'oauth2' ? { kind, tokenUrl: '', clientId: '' } : { kind },
  })
  const wanted = { connection, secret: secret === '' ? null : secret }
  async function look(): Promise<void> {
    setFound('looking')
    setFound(await ask('connection:try', wanted))
  }
  async function save(): Promise<void> {
    const kept = await ask('connection:save', wanted)
    if (!kept) return
    closeDialog()
    notify(kept.embedded ? 'Uploads go to the embedded store' : `Uploads go to ${kept.address}`)
  }
  const secretName = secretNames[auth.kind]
  return (
    <Dialog
      title="Connection"
      about="The TAMS server that uploads go to."
      footer={
        <>
          <Button onClick={() => void look()} disabled={found === 'looking'}>Test</Button>
          <Button className="mr-auto" onClick={() => openDialog({ name: 'doctor' })}>Doctor…</Button>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button look="main" onClick={() => void save()}>Use this connection</Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <fieldset className="grid grid-cols-2 gap-2">
          <legend className="sr-only">Store</legend>
          <Choice label="Embedded store" about="On this computer, nothing to set up" checked={isEmbedded} onChoose={() => change({ ...embeddedConnection })} />
          <Choice label="A TAMS server" about="By its address" checked={!isEmbedded} onChoose={() => change({ url: 'http://' })} />
        </fieldset>
        {isEmbedded ? null : (
          <>
            <TextField label="Address" value={connection.url} placeholder="https://tams.example.com" onChange={(event) => change({ url: event.target.value || 'http://' })} hint="With its path, if it has one" />
            <div className="grid grid-cols-2 gap-3">
              <SelectField label="Kind of server" value={connection.dialect} options={kinds} onChange={(event) => change({ dialect: event.target.value as Connection['dialect'] })} />
              <SelectField label="Signing in" value={auth.kind} options={authKinds} onChange={(event) => chooseAuth(event.target.value as Connection['auth']['kind'])} />
            </div>
            {auth.kind === 'basic' ? <TextField label="User" value={auth.user} onChange={(event) => change({ auth: { ...auth, user: event.target.value } })} /> : null}
            {auth.kind === 'oauth2' ? (
              <div className="grid grid-cols-2 gap-3">
                <TextField label="Token address" value={auth.tokenUrl} placeholder="https://login.example.com/token" onChange={(event) => change({ auth: { ...auth, tokenUrl: event.target.value } })} />
                <TextField label="Client id" value={auth.clientId} onChange={(event) => change({ auth: { ...auth, clientId: event.target.value } })} />
              </div>
            ) : null}
            {secretName ? <TextField label={secretName} type="password" value={secret} onChange={(event) => { setSecret(event.target.value); setFound(null) }} hint="Left empty, the one that is known stays" /> : null}
            <TextField label="Certificate authority (optional)" value={connection.caFile ?? ''} placeholder="/path/to/ca.pem" onChange={(event) => change({ caFile: event.target.value || null })} />
          </>
        )}
        <Found status={found} />
      </div>
    </Dialog>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly about: string
  readonly checked: boolean
  readonly onChoose: () => void
}

function Choice({ label, about, checked, onChoose }: ChoiceProps) {
  return (
    <label className={`flex gap-2.5 rounded-xl border p-3 has-focus-visible:outline-2 has-focus-visible:outline-accent ${checked ? 'border-accent bg-accent-soft' : 'border-line hover:bg-sunken'}`}>
      <input type="radio" name="store" checked={checked} onChange={onChoose} className="mt-1 accent-(--accent) outline-none" />
      <span><span className="block font-medium">{label}</span><span className="text-xs text-muted">{about}</span></span>
    </label>
  )
}

/** What the look found, read out when it changes. */
function Found({ status }: { readonly status: ConnectionStatus | 'looking' | null }) {
  return (
    <div role="status" className="min-h-16">
      {status === null ? null : status === 'looking' || status.state === 'checking' ? (
        <p className="flex items-center gap-2 rounded-xl bg-sunken p-3 text-muted"><LoaderCircle size={16} className="motion-safe:animate-spin" aria-hidden />Looking…</p>
      ) : status.state === 'reachable' ? (
        <p className="flex items-start gap-2 rounded-xl bg-sunken p-3">
          <CircleCheck size={16} className="mt-0.5 shrink-0 text-good" aria-hidden />
          <span>
            <span className="font-medium">{status.serverName ?? 'A TAMS server'} answers.</span>
            <span className="block text-muted">{kinds.find((it) => it.value === status.dialect)?.label}{status.apiVersion ? `, version ${status.apiVersion}` : ''}</span>
          </span>
        </p>
      ) : (
        <p className="flex items-start gap-2 rounded-xl bg-bad-soft p-3">
          <CircleAlert size={16} className="mt-0.5 shrink-0 text-bad" aria-hidden />
          <span><span className="font-medium">{status.problem?.message}</span><span className="block">{status.problem?.remedy}</span></span>
        </p>
      )}
    </div>
  )
}
