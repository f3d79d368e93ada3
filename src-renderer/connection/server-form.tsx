import { CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react'
import { Button } from '../parts/button.tsx'
import { problemWords, words } from '../words/words.ts'
import { ConnectionFields } from './connection-fields.tsx'
import { UploadDefaults } from './upload-defaults.tsx'
import { useServerForm, type Finding, type FormState } from './use-server-form.ts'

interface ServerFormProps {
  readonly form: FormState
  readonly onChange: (form: FormState) => void
  readonly onForget: (() => void) | null
}

/** One server: address, who we are to it, a test that leaves nothing behind, and what new uploads begin with. */
export function ServerForm({ form, onChange, onForget }: ServerFormProps) {
  const { connection, defaults } = form.server
  const { connection: say } = words
  const { edit, found, look } = useServerForm(form, onChange)
  const isEmbedded = connection.url === ''
  return (
    <div className="flex flex-col gap-3">
      {isEmbedded ? <p className="text-muted">{say.embeddedAbout}</p> : <ConnectionFields form={form} edit={edit} />}
      <div className="flex items-start gap-3">
        <Button onClick={() => void look()} disabled={found === 'looking'}>
          {say.test}
        </Button>
        <Found status={found} />
      </div>
      <UploadDefaults defaults={defaults} onChange={(changed) => edit.server({ defaults: changed })} />
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
function Found({ status }: { readonly status: Finding }) {
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
