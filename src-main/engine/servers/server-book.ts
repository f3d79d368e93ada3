import { z } from 'zod'
import {
  connectionSchema,
  embeddedServer,
  noDefaults,
  serverSchema,
  type Connection,
  type Server,
} from '../../../src-shared/connection.ts'
import { parseJson } from '../../../src-shared/json.ts'
import type { Journal } from '../journal/index.ts'

/** The servers that a person keeps, and which of them is in use; secrets are elsewhere. */
export interface ServerBook {
  /** The embedded store first. */
  all: () => readonly Server[]
  inUse: () => Server
  /** Adds a server, or changes the one of that id. */
  keep: (server: Server) => void
  use: (id: string) => void
  /** The embedded store and the one that the command line named stay. */
  forget: (id: string) => void
}

const GIVEN_ID = 'given'

/** @param given what the command line named: used first, and not written down */
export function openServerBook(
  journal: Pick<Journal, 'setting' | 'saveSetting'>,
  given: Connection | null,
): ServerBook {
  let kept = stored(journal)
  let givenServer: Server | null = given && {
    id: GIVEN_ID,
    name: nameOf(given),
    connection: given,
    defaults: noDefaults,
  }
  let usedId = givenServer
    ? GIVEN_ID
    : (journal.setting('server') ??
      (kept[0] && journal.setting('connection') !== null ? kept[0].id : embeddedServer.id))
  const all = () => [
    kept.find((it) => it.id === embeddedServer.id) ?? embeddedServer,
    ...(givenServer ? [givenServer] : []),
    ...kept.filter((it) => it.id !== embeddedServer.id),
  ]
  const write = () => journal.saveSetting('servers', JSON.stringify(kept))

  return {
    all,
    inUse: () => all().find((it) => it.id === usedId) ?? embeddedServer,
    keep: (server) => {
      if (server.id === GIVEN_ID) {
        givenServer = server
        return
      }
      kept = kept.some((it) => it.id === server.id)
        ? kept.map((it) => (it.id === server.id ? server : it))
        : [...kept, server]
      write()
    },
    use: (id) => {
      usedId = id
      if (id !== GIVEN_ID && !givenServer) journal.saveSetting('server', id)
    },
    forget: (id) => {
      kept = kept.filter((it) => it.id !== id)
      write()
      if (usedId === id) usedId = embeddedServer.id
    },
  }
}

const nameOf = ({ url }: Connection): string =>
  url === '' ? embeddedServer.name : URL.canParse(url) ? new URL(url).host : url

/** What an earlier version kept was one connection without a name. */
function stored(journal: Pick<Journal, 'setting'>): Server[] {
  const servers = z.array(serverSchema).safeParse(parseJson(journal.setting('servers')))
  if (servers.success) return servers.data
  const connection = connectionSchema.safeParse(parseJson(journal.setting('connection')))
  return connection.success && connection.data.url !== ''
    ? [{ id: 'first', name: nameOf(connection.data), connection: connection.data, defaults: noDefaults }]
    : []
}
