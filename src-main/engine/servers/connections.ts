import { readFile } from 'node:fs/promises'
import { rootCertificates } from 'node:tls'
import { embeddedServer, type Connection, type ConnectionStatus, type Server } from '../../../src-shared/connection.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import {
  authenticator,
  checkDialect,
  clientFor,
  detectDialect,
  tamsHttp,
  type Credentials,
  type TamsClient,
  type TamsHttp,
} from '../../tams/index.ts'
import type { Journal } from '../journal/index.ts'
import { openServerBook } from './server-book.ts'

/** Where secrets are kept: the OS keychain, the environment, or nowhere at all. Never the journal. */
export interface Secrets {
  read: (serverId: string) => Promise<string | null>
  write: (serverId: string, secret: string | null) => Promise<void>
}

/**
 * A connection that is ready to be written to. `server` names it in the journal; the embedded store has one name for
 * ever.
 */
export interface LiveConnection {
  readonly client: TamsClient
  /** For reading what the store has; writing goes through the client. */
  readonly http: TamsHttp
  readonly server: string
  /** All certificate authorities to trust, PEM; the system's where it is left out. */
  readonly ca: readonly string[] | undefined
}

export interface Connections {
  status: () => ConnectionStatus
  /** The client for the server; found out once, and asked again only after a failure or a change. */
  live: () => Promise<Outcome<LiveConnection>>
  check: () => Promise<ConnectionStatus>
  /** Looks at another server without keeping anything. */
  tryOut: (connection: Connection, secret: string | null) => Promise<ConnectionStatus>
  servers: () => readonly Server[]
  inUse: () => Server
  /**
   * Keeps a server, new or changed, under its id. A `secret` of null leaves the one that is known, unless the address
   * is another one.
   */
  keep: (server: Server, secret: string | null) => Promise<void>
  /** Uploads go there from now on. */
  use: (id: string) => Promise<ConnectionStatus>
  forget: (id: string) => Promise<void>
  /** Whether the server is this very computer, so that no network is needed. */
  isLocal: () => boolean
}

export interface ConnectionsPorts {
  readonly journal: Pick<Journal, 'setting' | 'saveSetting'>
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
export function createConnections(ports: ConnectionsPorts): Connections {
  const fixed = ports.fixed && withoutToken(ports.fixed.connection, ports.fixed.secret)
  const book = openServerBook(ports.journal, fixed?.connection ?? null)
  const givenId = fixed ? book.inUse().id : null
  let status = blank(book.inUse(), 'checking')
  let finding: Promise<Outcome<LiveConnection>> | null = null

  const announce = (next: ConnectionStatus) => {
    const same = JSON.stringify(next) === JSON.stringify(status)
    status = next
    if (!same) ports.changed(next)
    return next
  }
  const secretOf = async ({ id }: Server) =>
    id === givenId ? ((await ports.secrets.read(id)) ?? fixed?.secret ?? null) : ports.secrets.read(id)

  async function find(): Promise<Outcome<LiveConnection>> {
    const wanted = book.inUse()
    const opened = await open(wanted.connection, await secretOf(wanted))
    const looked = opened.ok ? await look(wanted, opened.value) : opened
    if (wanted.id !== book.inUse().id || wanted.connection !== book.inUse().connection) return find()
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
    if (!/^https?:$/.test(URL.canParse(url.value) ? new URL(url.value).protocol : ''))
      return failed(problem('bad-call', { field: `the address ${wanted.url}; it begins with http:// or https://` }))
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

  async function look(
    wanted: Server,
    { http, server, ca }: Opened,
  ): Promise<Outcome<{ live: LiveConnection; status: ConnectionStatus }>> {
    const { dialect } = wanted.connection
    const found = dialect === 'auto' ? await detectDialect(http) : await checkDialect(http, dialect)
    if (!found.ok) return found
    return ok({
      live: { client: clientFor(found.value.dialect, http), http, server, ca },
      status: {
        ...blank(wanted, 'reachable'),
        dialect: found.value.dialect,
        apiVersion: found.value.apiVersion,
        serverName: found.value.name,
      },
    })
  }

  const live = () => {
    finding ??= find().then((found) => {
      if (!found.ok) finding = null
      return found
    })
    return finding
  }

  async function begin(): Promise<ConnectionStatus> {
    finding = null
    announce(blank(book.inUse(), 'checking'))
    await live()
    return status
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
      const { connection, secret } = withoutToken(asked, given)
      const known = book.all().find((it) => isSameServer(it.connection, connection))
      const opened = await open(connection, secret ?? (known ? await secretOf(known) : null))
      const tried = { ...embeddedServer, id: '', connection }
      const looked = opened.ok ? await look(tried, opened.value) : opened
      return looked.ok ? looked.value.status : { ...blank(tried, 'unreachable'), problem: looked.problem }
    },
    servers: book.all,
    inUse: book.inUse,
    keep: async (asked, given) => {
      const { connection, secret } = withoutToken(asked.connection, given)
      const before = book.all().find((it) => it.id === asked.id)
      book.keep({ ...asked, connection })
      // A secret belongs to one server: left empty for another, it is forgotten and not sent there.
      if (secret !== null || !before || !isSameServer(connection, before.connection))
        await ports.secrets.write(asked.id, secret)
      if (book.inUse().id === asked.id) await begin()
    },
    use: async (id) => {
      book.use(id)
      return begin()
    },
    forget: async (id) => {
      const wasInUse = book.inUse().id === id
      book.forget(id)
      await ports.secrets.write(id, null)
      if (wasInUse) await begin()
    },
    isLocal: () => {
      const { url } = book.inUse().connection
      return url === '' || /^https?:\/\/(localhost|127\.|\[::1\])/i.test(url)
    },
  }
}

/**
 * Addresses are shown, logged and stored, so a token in one (`?access_token=`) is taken out and kept as the secret it
 * is.
 */
function withoutToken(
  connection: Connection,
  secret: string | null,
): { connection: Connection; secret: string | null } {
  if (!URL.canParse(connection.url)) return { connection, secret }
  const url = new URL(connection.url)
  const token = url.searchParams.get('access_token')
  const password = url.password
  const user = url.username
  url.search = url.hash = url.username = url.password = ''
  const bare = { ...connection, url: url.href }
  if (token) return { connection: { ...bare, auth: { kind: 'url-token' } }, secret: token }
  return user
    ? {
        connection: { ...bare, auth: { kind: 'basic', user: decodeURIComponent(user) } },
        secret: decodeURIComponent(password),
      }
    : { connection: bare, secret }
}

const isSameServer = (a: Connection, b: Connection): boolean =>
  URL.canParse(a.url) && URL.canParse(b.url) && new URL(a.url).origin === new URL(b.url).origin

function credentialsOf(connection: Connection, secret: string | null): Credentials {
  const { auth } = connection
  switch (auth.kind) {
    case 'none':
      return { kind: 'none' }
    case 'bearer':
      return { kind: 'bearer', token: secret ?? '' }
    case 'basic':
      return { kind: 'basic', user: auth.user, password: secret ?? '' }
    case 'url-token':
      return { kind: 'url-token', token: secret ?? '' }
    case 'oauth2':
      return { kind: 'oauth2', tokenUrl: auth.tokenUrl, clientId: auth.clientId, secret: secret ?? '' }
  }
}

function blank({ id, connection }: Server, state: ConnectionStatus['state']): ConnectionStatus {
  const url = URL.canParse(connection.url) ? new URL(connection.url) : null
  return {
    serverId: id,
    connection,
    embedded: connection.url === '',
    address: url
      ? `${url.host}${url.pathname.replace(/\/$/, '')}`
      : connection.url === ''
        ? 'this computer'
        : connection.url,
    state,
    dialect: null,
    apiVersion: null,
    serverName: null,
    problem: null,
  }
}
