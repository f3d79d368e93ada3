import { CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react'
import { useState } from 'react'
import type { Connection, ConnectionStatus, Server, ServerDefaults } from '../../src-shared/connection.ts'
import { checkTemplate } from '../../src-shared/naming/flow-name.ts'
import { TagFields } from '../details/edit-dialog.tsx'
import { Button } from '../parts/button.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { SpeedField } from '../parts/speed-field.tsx'
import { segmentOptions, segmentOf } from '../settings/segment-options.ts'
import { ask } from '../state/commands.ts'
import { problemWords, words } from '../words/words.ts'

export interface FormState {
  readonly server: Server
  /** As it is typed; empty leaves the one that is known. */
  readonly secret: string
  readonly isChanged: boolean
}

interface ServerFormProps {
  readonly form: FormState
  readonly onChange: (form: FormState) => void
  readonly onForget: (() => void) | null
}

const dialects = ['auto', 'bbc', 'vast', 'guide'] as const
const authKinds = ['none', 'bearer', 'basic', 'oauth2', 'url-token'] as const
const concurrencies = Array.from({ length: 32 }, (_, index) => String(index + 1))

/** One server: address, who we are to it, a test that leaves nothing behind, and what new uploads begin with. */
export function ServerForm({ form, onChange, onForget }: ServerFormProps) {
  const { server, secret } = form
  const { connection, defaults } = server
  const { auth } = connection
  const { connection: say } = words
  const [found, setFound] = useState<ConnectionStatus | 'looking' | null>(null)
  const isEmbedded = connection.url === ''

  const changeServer = (part: Partial<Server>) => onChange({ ...form, server: { ...server, ...part }, isChanged: true })
  const change = (part: Partial<Connection>) => {
    changeServer({ connection: { ...connection, ...part } })
    setFound(null)
  }
  const changeDefaults = (part: Partial<ServerDefaults>) => changeServer({ defaults: { ...defaults, ...part } })
  const chooseAuth = (kind: Connection['auth']['kind']) =>
    change({
      auth: kind === 'basic' ? { kind, user: '' } : kind === 'oauth2' ? { kind, tokenUrl: '', clientId: '' } : { kind },
    })
  async function look(): Promise<void> {
    setFound('looking')
    setFound(await ask('connection:try', { connection, secret: secret === '' ? null : secret }))
  }
  const secretName = say.secrets[auth.kind]
  const template = defaults.template === null ? null : checkTemplate(defaults.template)
  return (
    <div className="flex flex-col gap-3">
      {isEmbedded ? (
        <p className="text-muted">{say.embeddedAbout}</p>
      ) : (
        <>
          <div className="grid grid-cols-2 gap-3 max-[520px]:grid-cols-1">
            <TextField
              label={say.address}
              value={connection.url}
              placeholder="https://tams.example.com"
              onChange={(event) => change({ url: event.target.value || 'http://' })}
              hint={say.addressHint}
            />
            <TextField
              label={say.name}
              value={server.name}
              onChange={(event) => changeServer({ name: event.target.value })}
              hint={say.nameHint}
            />
          </div>
          <div className="grid grid-cols-2 gap-3">
            <SelectField
              label={say.kind}
              value={connection.dialect}
              options={dialects.map((value) => ({ value, label: say.kinds[value] }))}
              onChange={(event) => change({ dialect: event.target.value as Connection['dialect'] })}
            />
            <SelectField
              label={say.signingIn}
              value={auth.kind}
              options={authKinds.map((value) => ({ value, label: say.authKinds[value] }))}
              onChange={(event) => chooseAuth(event.target.value as Connection['auth']['kind'])}
            />
          </div>
          {auth.kind === 'basic' ? (
            <TextField
              label={say.user}
              value={auth.user}
              onChange={(event) => change({ auth: { ...auth, user: event.target.value } })}
            />
          ) : null}
          {auth.kind === 'oauth2' ? (
            <div className="grid grid-cols-2 gap-3">
              <TextField
                label={say.tokenAddress}
                value={auth.tokenUrl}
                placeholder="https://login.example.com/token"
                onChange={(event) => change({ auth: { ...auth, tokenUrl: event.target.value } })}
              />
              <TextField
                label={say.clientId}
                value={auth.clientId}
                onChange={(event) => change({ auth: { ...auth, clientId: event.target.value } })}
              />
            </div>
          ) : null}
          {secretName ? (
            <TextField
              label={secretName}
              type="password"
              value={secret}
              onChange={(event) => {
                onChange({ ...form, secret: event.target.value, isChanged: true })
                setFound(null)
              }}
              hint={say.secretHint}
            />
          ) : null}
          <TextField
            label={say.ca}
            value={connection.caFile ?? ''}
            placeholder="/path/to/ca.pem"
            onChange={(event) => change({ caFile: event.target.value || null })}
          />
        </>
      )}
      <div className="flex items-start gap-3">
        <Button onClick={() => void look()} disabled={found === 'looking'}>
          {say.test}
        </Button>
        <Found status={found} />
      </div>
      <details className="rounded-xl border border-line px-3 py-2" open={JSON.stringify(defaults).length > 90}>
        <summary className="w-fit font-medium">{say.defaults}</summary>
        <div className="mt-3 flex flex-col gap-3">
          <SelectField
            label={words.settings.segment}
            value={defaults.segment === null ? '' : String(defaults.segment)}
            options={[{ value: '', label: say.asInSettings }, ...segmentOptions()]}
            onChange={(event) =>
              changeDefaults({ segment: event.target.value === '' ? null : segmentOf(event.target.value) })
            }
          />
          <div className="grid grid-cols-2 gap-3">
            <SelectField
              label={words.settings.concurrency}
              value={defaults.concurrency === null ? '' : String(defaults.concurrency)}
              options={[
                { value: '', label: say.asInSettings },
                ...concurrencies.map((value) => ({ value, label: value })),
              ]}
              onChange={(event) =>
                changeDefaults({ concurrency: event.target.value === '' ? null : Number(event.target.value) })
              }
            />
            <SpeedField
              label={say.limit}
              bytesPerSecond={defaults.bytesPerSecond}
              onChange={(bytesPerSecond) => changeDefaults({ bytesPerSecond })}
            />
          </div>
          <TextField
            label={words.series.flowNames}
            value={defaults.template ?? ''}
            placeholder={say.asProposed}
            error={template && !template.ok ? problemWords(template.problem).message : undefined}
            hint="{prefix} {n:02} {stem} {date}"
            onChange={(event) => changeDefaults({ template: event.target.value === '' ? null : event.target.value })}
          />
          <TagFields
            tags={Object.entries(defaults.tags)}
            onChange={(tags) => changeDefaults({ tags: Object.fromEntries(tags) })}
          />
        </div>
      </details>
      {onForget ? (
        <p>
          <Button look="danger" onClick={onForget}>
            {say.forget}
          </Button>
        </p>
      ) : null}
    </div>
  )
}

/** What the look found, read out when it changes. */
function Found({ status }: { readonly status: ConnectionStatus | 'looking' | null }) {
  return (
    <div role="status" className="min-h-11 flex-1">
      {status === null ? null : status === 'looking' || status.state === 'checking' ? (
        <p className="flex items-center gap-2 py-1.5 text-muted">
          <LoaderCircle size={16} className="motion-safe:animate-spin" aria-hidden />
          {words.connection.looking}
        </p>
      ) : status.state === 'reachable' ? (
        <p className="flex items-start gap-2 py-1.5">
          <CircleCheck size={16} className="mt-0.5 shrink-0 text-good" aria-hidden />
          <span>
            <span className="font-medium">{words.connection.answers(status.serverName)}</span>
            <span className="block text-muted">
              {status.dialect ? words.connection.kinds[status.dialect] : ''}
              {status.apiVersion ? words.connection.version(status.apiVersion) : ''}
            </span>
          </span>
        </p>
      ) : (
        <p className="flex items-start gap-2 rounded-xl bg-bad-soft p-3">
          <CircleAlert size={16} className="mt-0.5 shrink-0 text-bad" aria-hidden />
          <span>
            {status.problem ? (
              <>
                <span className="font-medium">{problemWords(status.problem).message}</span>
                <span className="block">{problemWords(status.problem).remedy}</span>
              </>
            ) : null}
          </span>
        </p>
      )}
    </div>
  )
}
