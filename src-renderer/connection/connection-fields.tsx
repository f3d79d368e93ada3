import type { Connection } from '../../src-shared/connection.ts'
import { SelectField, TextField } from '../parts/field.tsx'
import { words } from '../words/words.ts'
import type { FormState, ServerEdits } from './use-server-form.ts'
import { WayFields } from './way-fields.tsx'

const dialects = ['auto', 'bbc', 'vast', 'guide'] as const
const secretPlaces = ['header', 'body'] as const
const authKinds = ['none', 'bearer', 'basic', 'oauth2', 'url-token'] as const

type Auth = Connection['auth']

interface ConnectionFieldsProps {
  readonly form: FormState
  readonly edit: ServerEdits
}

/** Where a server is, what it speaks, and who we are to it. */
export function ConnectionFields({ form, edit }: ConnectionFieldsProps) {
  const { server, secret } = form
  const { connection } = server
  const { auth } = connection
  const { connection: say } = words
  const secretName = say.secrets[auth.kind]
  return (
    <>
      <div className="grid grid-cols-2 gap-3 max-[520px]:grid-cols-1">
        <TextField
          label={say.address}
          value={connection.url}
          placeholder="https://tams.example.com"
          onChange={(event) => edit.connection({ url: event.target.value || 'http://' })}
          hint={say.addressHint}
        />
        <TextField
          label={say.name}
          value={server.name}
          onChange={(event) => edit.server({ name: event.target.value })}
          hint={say.nameHint}
        />
      </div>
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          label={say.kind}
          value={connection.dialect}
          options={dialects.map((value) => ({ value, label: say.kinds[value] }))}
          onChange={(event) => edit.connection({ dialect: event.target.value as Connection['dialect'] })}
        />
        <SelectField
          label={say.signingIn}
          value={auth.kind}
          options={authKinds.map((value) => ({ value, label: say.authKinds[value] }))}
          onChange={(event) => edit.connection({ auth: emptyAuth(event.target.value as Auth['kind']) })}
        />
      </div>
      <SignInFields auth={auth} onChange={(changed) => edit.connection({ auth: changed })} />
      {secretName ? (
        <TextField
          label={secretName}
          type="password"
          value={secret}
          onChange={(event) => edit.secret(event.target.value)}
          hint={say.secretHint}
        />
      ) : null}
      <WayFields connection={connection} onChange={edit.connection} />
    </>
  )
}

const emptyAuth = (kind: Auth['kind']): Auth =>
  kind === 'basic' ? { kind, user: '' } : kind === 'oauth2' ? { kind, tokenUrl: '', clientId: '' } : { kind }

/** What a way of signing in needs beside its secret. */
function SignInFields({ auth, onChange }: { readonly auth: Auth; readonly onChange: (auth: Auth) => void }) {
  const { connection: say } = words
  if (auth.kind === 'basic')
    return (
      <TextField
        label={say.user}
        value={auth.user}
        onChange={(event) => onChange({ ...auth, user: event.target.value })}
      />
    )
  if (auth.kind !== 'oauth2') return null
  return (
    <div className="grid grid-cols-2 gap-3">
      <TextField
        label={say.tokenAddress}
        value={auth.tokenUrl}
        placeholder="https://login.example.com/token"
        onChange={(event) => onChange({ ...auth, tokenUrl: event.target.value })}
      />
      <TextField
        label={say.clientId}
        value={auth.clientId}
        onChange={(event) => onChange({ ...auth, clientId: event.target.value })}
      />
      <TextField
        label={say.scope}
        value={auth.scope ?? ''}
        onChange={(event) => onChange({ ...auth, scope: event.target.value || undefined })}
      />
      <TextField
        label={say.audience}
        value={auth.audience ?? ''}
        onChange={(event) => onChange({ ...auth, audience: event.target.value || undefined })}
      />
      <SelectField
        label={say.secretIn}
        value={auth.secretIn ?? 'header'}
        options={secretPlaces.map((value) => ({ value, label: say.secretPlaces[value] }))}
        onChange={(event) => onChange({ ...auth, secretIn: event.target.value as (typeof secretPlaces)[number] })}
        className="col-span-2"
      />
    </div>
  )
}
