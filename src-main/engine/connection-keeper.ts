import { readFile } from 'node:fs/promises'
import { rootCertificates } from 'node:tls'
import { connectionSchema, embeddedConnection, type Connection, type ConnectionStatus } from '../../src-shared/connection.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { authenticator, checkDialect, clientFor, detectDialect, tamsHttp, type Credentials, type TamsClient, type TamsHttp } from '../tams/index.ts'
import type { Journal } from './journal.ts'

/** Where secrets are kept: the OS keychain, the environment, or nowhere at all. Never the journal. */
export interface Secrets {
  read: () => Promise<string | null>
  write: (secret: string | null) => Promise<void>
}

/** A connection that is ready to be written to. `server` names it in the journal; the embedded store has one name for ever. */
export interface LiveConnection {
  readonly client: TamsClient
  readonly server: string
  /** All certificate authorities to trust, PEM; the system's where it is left out. */
  readonly ca: readonly string[] | undefined
}

export interface ConnectionKeeper {
  status: () => ConnectionStatus
  /** The client for the server; found out once, and asked again only after a failure or a change. */
  live: () => Promise<Outcome<LiveConnection>>
  check: () => Promise<ConnectionStatus>
  /** Looks at another server without keeping anything. */
  tryOut: (connection: Connection, secret: string | null) => Promise<ConnectionStatus>
  save: (connection: Connection, secret: string | null) => Promise<ConnectionStatus>
  /** Whether the server is this very computer, so that no network is needed. */
  isLocal: () => boolean
}

export interface KeeperPorts {
  readonly journal: Journal
  readonly secrets: Secrets
  /** Starts the embedded store the first time, and answers where it listens. */
  readonly embeddedUrl: () => Promise<Outcome<string>>
  readonly changed: (status: ConnectionStatus) => void
  /** Takes the place of what the journal holds: the command line's options. */
  readonly fixed?: { readonly connection: Connection; readonly secret: string | null }
}

interface Opened {
  readonly http: TamsHttp
  readonly server: string
  readonly ca: readonly string[] | undefined
}

/** Keeps the one connection of a data folder: what it is, whether it answers, and the client that speaks to it. */
export function keepConnection(ports: KeeperPorts): ConnectionKeeper {
  const fixed = ports.fixed && withoutToken(ports.fixed.connection, ports.fixed.secret)
  let connection = fixed?.connection ?? storedConnection(ports.journal)
  let status = blank(connection, 'checking')
  let finding: Promise<Outcome<LiveConnection>> | null = null

  const announce = (next: ConnectionStatus) => {
    const same = JSON.stringify(next) === JSON.stringify(status)
    status = next
    if (!same) ports.changed(next)
    return next
  }
  const secretOf = () => (fixed ? Promise.resolve(fixed.secret) : ports.secrets.read())

  async function find(): Promise<Outcome<LiveConnection>> {
    const wanted = connection
    const opened = await open(wanted, await secretOf())
    const looked = opened.ok ? await look(wanted, opened.value) : opened
    if (wanted !== connection) return find()
    if (!looked.ok) {
      announce({ ...blank(wanted, 'unreachable'), problem: looked.problem })
      return looked
    }
    announce(looked.value.status)
    return ok(looked.value.live)
  }

  async function open(wanted: Connection, secret: string | null): Promise<Outcome<Opened>> {
    const url = wanted.url === '' ? await ports.embeddedUrl() : ok(wanted.url)
    if (!url.ok) return url
    if (!/^https?:$/.test(URL.canParse(url.value) ? new URL(url.value).protocol : '')) return failed(problem('bad-call', { field: `the address ${wanted.url}; it begins with http:// or https://` }))
    try {
      // Given beside the system's own, not instead: the object store may be anybody's.
      const ca = wanted.caFile ? [...rootCertificates, await readFile(wanted.caFile, 'utf8')] : undefined
      return ok({
        http: tamsHttp({ url: url.value, auth: authenticator(credentialsOf(wanted, secret)), ...(ca ? { ca } : {}) }),
        server: wanted.url === '' ? 'embedded' : url.value.replace(/\/+$/, ''),
        ca,
      })
    } catch (error) {
      return failed(problem('server-certificate', { host: wanted.url }, (error as Error).message))
    }
  }

  async function look(wanted: Connection, { http, server, ca }: Opened): Promise<Outcome<{ live: LiveConnection; status: ConnectionStatus }>> {
    const found = wanted.dialect === 'auto' ? await detectDialect(http) : await checkDialect(http, wanted.dialect)
    if (!found.ok) return found
    return ok({
      live: { client: clientFor(found.value.dialect, http), server, ca },
      status: { ...blank(wanted, 'reachable'), dialect: found.value.dialect, apiVersion: found.value.apiVersion, serverName: found.value.name },
    })
  }

  const live = () => {
    finding ??= find().then((found) => {
      if (!found.ok) finding = null
      return found
    })
    return finding
  }

  async function check(): Promise<ConnectionStatus> {
    finding = null
    await live()
    return status
  }

  return {
    status: () => status,
    live,
    check,
    tryOut: async (asked, given) => {
      const { connection: wanted, secret } = withoutToken(asked, given)
      const opened = await open(wanted, secret ?? (isSameServer(wanted, connection) ? await secretOf() : null))
      const looked = opened.ok ? await look(wanted, opened.value) : opened
      return looked.ok ? looked.value.status : { ...blank(wanted, 'unreachable'), problem: looked.problem }
    },
    save: async (asked, given) => {
      const { connection: wanted, secret } = withoutToken(asked, given)
      if (!fixed) {
        ports.journal.saveSetting('connection', JSON.stringify(wanted))
        // A secret belongs to one server: left empty for another, it is forgotten and not sent there.
        if (secret !== null || !isSameServer(wanted, connection)) await ports.secrets.write(secret)
      }
      connection = wanted
      finding = null
      announce(blank(wanted, 'checking'))
      await live()
      return status
    },
    isLocal: () => connection.url === '' || /^https?:\/\/(localhost|127\.|\[::1\])/i.test(connection.url),
  }
}

/** Addresses are shown, logged and stored, so a token in one (`?access_token=`) is taken out and kept as the secret it is. */
function withoutToken(connection: Connection, secret: string | null): { connection: Connection; secret: string | null } {
  if (!URL.canParse(connection.url)) return { connection, secret }
  const url = new URL(connection.url)
  const token = url.searchParams.get('access_token')
  const password = url.password
  const user = url.username
  url.search = url.hash = url.username = url.password = ''
  const bare = { ...connection, url: url.href }
  if (token) return { connection: { ...bare, auth: { kind: 'url-token' } }, secret: token }
  return user ? { connection: { ...bare, auth: { kind: 'basic', user: decodeURIComponent(user) } }, secret: decodeURIComponent(password) } : { connection: bare, secret }
}

const isSameServer = (a: Connection, b: Connection): boolean =>
  URL.canParse(a.url) && URL.canParse(b.url) && new URL(a.url).origin === new URL(b.url).origin

function credentialsOf(connection: Connection, secret: string | null): Credentials {
  const { auth } = connection
  switch (auth.kind) {
    case 'none': return { kind: 'none' }
    case 'bearer': return { kind: 'bearer', token: secret ?? '' }
    case 'basic': return { kind: 'basic', user: auth.user, password: secret ?? '' }
    case 'url-token': return { kind: 'url-token', token: secret ?? '' }
    case 'oauth2': return { kind: 'oauth2', tokenUrl: auth.tokenUrl, clientId: auth.clientId, secret: secret ?? '' }
  }
}

function storedConnection(journal: Journal): Connection {
  const stored = journal.setting('connection')
  const parsed = stored === null ? null : connectionSchema.safeParse(JSON.parse(stored))
  return parsed?.success ? parsed.data : embeddedConnection
}

function blank(connection: Connection, state: ConnectionStatus['state']): ConnectionStatus {
  const url = URL.canParse(connection.url) ? new URL(connection.url) : null
  return {
    connection,
    embedded: connection.url === '',
    address: url ? `${url.host}${url.pathname.replace(/\/$/, '')}` : connection.url === '' ? 'this computer' : connection.url,
    state, dialect: null, apiVersion: null, serverName: null, problem: null,
  }
}
