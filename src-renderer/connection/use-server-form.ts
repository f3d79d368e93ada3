import { useState } from 'react'
import type { Connection, ConnectionStatus, Server } from '../../src-shared/connection.ts'
import { ask } from '../state/commands.ts'

export interface FormState {
  readonly server: Server
  /** As it is typed; empty leaves the one that is known. */
  readonly secret: string
  readonly isChanged: boolean
}

/** What a person changes of a server; what was found of another connection or secret is forgotten. */
export interface ServerEdits {
  readonly server: (part: Partial<Server>) => void
  readonly connection: (part: Partial<Connection>) => void
  readonly secret: (typed: string) => void
}

export type Finding = ConnectionStatus | 'looking' | null

/** The form's edits, and the test of the server as it is typed. */
export function useServerForm(
  form: FormState,
  onChange: (form: FormState) => void,
): { readonly edit: ServerEdits; readonly found: Finding; readonly look: () => Promise<void> } {
  const { server, secret } = form
  const { connection } = server
  const [found, setFound] = useState<Finding>(null)
  const changeServer = (part: Partial<Server>) => onChange({ ...form, server: { ...server, ...part }, isChanged: true })
  const edit: ServerEdits = {
    server: changeServer,
    connection: (part) => {
      changeServer({ connection: { ...connection, ...part } })
      setFound(null)
    },
    secret: (typed) => {
      onChange({ ...form, secret: typed, isChanged: true })
      setFound(null)
    },
  }
  async function look(): Promise<void> {
    setFound('looking')
    setFound(await ask('connection:try', { connection, secret: secret === '' ? null : secret }))
  }
  return { edit, found, look }
}
