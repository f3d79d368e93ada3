import { useCallback, useEffect, useState } from 'react'
import { embeddedConnection, noDefaults, type Server } from '../../src-shared/connection.ts'
import type { Answer } from '../../src-shared/contract.ts'
import { ask } from '../state/commands.ts'
import { closeDialog, notify } from '../state/window-store.ts'
import { words } from '../words/words.ts'
import type { FormState } from './use-server-form.ts'

export const EMBEDDED_ID = 'embedded'

const formOf = (server: Server): FormState => ({ server, secret: '', isChanged: false })
const freshServer = (): Server => ({
  id: crypto.randomUUID(),
  name: '',
  connection: { ...embeddedConnection, url: 'http://' },
  defaults: noDefaults,
})

/** Where a name is left out, the host is a good one. */
function named(server: Server): Server {
  const { name, connection } = server
  const host = URL.canParse(connection.url) ? new URL(connection.url).host : connection.url
  return { ...server, name: name.trim() || host || words.connection.unnamed }
}

interface Servers {
  /** Those that are known, and the new one while it is typed. */
  readonly listed: readonly Server[]
  readonly usedId: string
  /** Of the chosen one; null until the servers are known. */
  readonly form: FormState | null
  readonly mayForget: boolean
  readonly setForm: (form: FormState) => void
  readonly choose: (server: Server) => void
  readonly add: () => void
  readonly save: () => Promise<void>
  readonly use: () => Promise<void>
  readonly forget: () => Promise<void>
}

/** The servers that are known by name, the form of the chosen one, and what can be done with it. */
export function useServers(): Servers {
  const [servers, setServers] = useState<readonly Server[]>([])
  const [usedId, setUsedId] = useState('')
  const [form, setForm] = useState<FormState | null>(null)

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
    notify(words.connection.usedNow(status.embedded ? words.connection.embedded : status.address))
  }
  async function save(): Promise<void> {
    const id = await keep()
    if (id === null) return
    notify(words.connection.kept)
    show(await ask('servers:list', {}), id)
  }
  async function forget(): Promise<void> {
    if (!form) return
    if (await ask('servers:forget', { id: form.server.id })) show(await ask('servers:list', {}), null)
  }
  const isNew = form !== null && !servers.some((it) => it.id === form.server.id)
  return {
    listed: isNew ? [...servers, form.server] : servers,
    usedId,
    form,
    mayForget: form !== null && !isNew && form.server.id !== EMBEDDED_ID && form.server.id !== 'given',
    setForm,
    choose: (server) => setForm(formOf(server)),
    add: () => setForm({ server: freshServer(), secret: '', isChanged: true }),
    save,
    use,
    forget,
  }
}
