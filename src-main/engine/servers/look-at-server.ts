import type { Connection, ConnectionStatus, Server } from '../../../src-shared/connection.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import {
  atRoot,
  checkDialect,
  clientFor,
  detectDialect,
  tamsHttp,
  type Authenticator,
  type TamsClient,
  type TamsHttp,
} from '../../tams/index.ts'
import type { Way } from '../../way/index.ts'
import { blankStatus } from './connection-status.ts'

/**
 * A connection that is ready to be written to. `server` names it in the journal; the embedded store has one name for
 * ever.
 */
export interface LiveConnection {
  readonly client: TamsClient
  /** For reading what the store has; writing goes through the client. */
  readonly http: TamsHttp
  readonly server: string
  /** How everything that this connection needs is reached. */
  readonly way: Way
}

/** A server that answered, and what is shown of it. */
export interface FoundServer {
  readonly live: LiveConnection
  readonly status: ConnectionStatus
}

/**
 * Asks a server what it is, by GET alone. Nothing is kept.
 *
 * @param authFor who we are to it; asked once it is known how it is reached
 * @param embeddedUrl where the embedded store listens; it is started the first time
 * @param closing ends the look, and whatever is asked of the connection later
 */
export async function lookAtServer(
  server: Server,
  authFor: (way: Way) => Authenticator,
  way: Outcome<Way>,
  embeddedUrl: () => Promise<Outcome<string>>,
  closing: AbortSignal,
): Promise<Outcome<FoundServer>> {
  if (!way.ok) return way
  const opened = await openHttp(server.connection, authFor, way.value, embeddedUrl, closing)
  if (!opened.ok) return opened
  const { dialect } = server.connection
  const given = opened.value.http
  const found = dialect === 'auto' ? await detectDialect(given) : await checkDialect(given, dialect)
  if (!found.ok) return found
  const http = atRoot(given, found.value.root)
  return ok({
    live: { ...opened.value, http, client: clientFor(found.value.dialect, http) },
    status: {
      ...blankStatus(server, 'reachable'),
      dialect: found.value.dialect,
      apiVersion: found.value.apiVersion,
      serverName: found.value.name,
    },
  })
}

async function openHttp(
  wanted: Connection,
  authFor: (way: Way) => Authenticator,
  way: Way,
  embeddedUrl: () => Promise<Outcome<string>>,
  closing: AbortSignal,
): Promise<Outcome<Omit<LiveConnection, 'client'>>> {
  const url = wanted.url === '' ? await embeddedUrl() : ok(wanted.url)
  if (!url.ok) return url
  if (!/^https?:$/.test(URL.canParse(url.value) ? new URL(url.value).protocol : ''))
    return failed(problem('bad-call', { field: `the address ${wanted.url}; it begins with http:// or https://` }))
  return ok({
    http: tamsHttp({ url: url.value, auth: authFor(way), way }, closing),
    server: wanted.url === '' ? 'embedded' : url.value.replace(/\/+$/, ''),
    way,
  })
}
