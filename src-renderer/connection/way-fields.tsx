import { useState } from 'react'
import type { Connection } from '../../src-shared/connection.ts'
import { TextField } from '../parts/field.tsx'
import { words } from '../words/words.ts'

interface WayFieldsProps {
  readonly connection: Connection
  readonly onChange: (part: Partial<Connection>) => void
}

/** Proxy and certificates: few servers need them, so they are folded away where nothing was said. */
export function WayFields({ connection, onChange }: WayFieldsProps) {
  const { connection: say } = words
  const { caFile, certFile, keyFile, proxy } = connection
  // Once: it must not close while somebody empties a field.
  const [isSaid] = useState(Boolean(caFile ?? certFile ?? keyFile ?? proxy))
  return (
    <details className="rounded-xl border border-line px-3 py-2" open={isSaid}>
      <summary className="w-fit font-medium">{say.way}</summary>
      <div className="mt-3 flex flex-col gap-3">
        <TextField
          label={say.proxy}
          value={proxy ?? ''}
          placeholder="http://proxy.example.com:8080"
          onChange={(event) => onChange({ proxy: event.target.value || undefined })}
          hint={say.proxyHint}
        />
        <TextField
          label={say.ca}
          value={caFile ?? ''}
          placeholder="/path/to/ca.pem"
          onChange={(event) => onChange({ caFile: event.target.value || null })}
        />
        <div className="grid grid-cols-2 gap-3 max-[520px]:grid-cols-1">
          <TextField
            label={say.cert}
            value={certFile ?? ''}
            placeholder="/path/to/cert.pem"
            onChange={(event) => onChange({ certFile: event.target.value || undefined })}
          />
          <TextField
            label={say.key}
            value={keyFile ?? ''}
            placeholder="/path/to/key.pem"
            onChange={(event) => onChange({ keyFile: event.target.value || undefined })}
          />
        </div>
      </div>
    </details>
  )
}
