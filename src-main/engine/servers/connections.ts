import { embeddedServer, type Connection, type ConnectionStatus, type Server } from '../../../src-shared/connection.ts'
import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import { authenticator, type Authenticator } from '../../tams/index.ts'
import type { Way } from '../../way/index.ts'
import type { Journal } from '../journal/index.ts'
import {
  createIdentity,
  credentialsOf,
  isSameServer,
  withoutToken,
  type Secrets,
  type SplitConnection,
} from './connection-secret.ts'
import { blankStatus } from './connection-status.ts'
import { lookAtServer, type FoundServer, type LiveConnection } from './look-at-server.ts'
import { openServerBook } from './server-book.ts'
import { createWays, type SystemProxy, type Ways } from './way-of-connection.ts'

export interface Connections {
  status: () => ConnectionStatus
  /** The client for the server; found out once, and asked again only after a failure or a change. */
  live: () => Promise<Outcome<LiveConnection>>
  check: () => Promise<ConnectionStatus>
  /** How the server in use is reached, whether it answers or not; one as long as the connection stays as it is. */
  way: () => Promise<Outcome<Way>>
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
  /** Ends whatever is asked of any server at once; nothing is told any more. */
  close: () => void
}

export interface ConnectionsPorts {
  readonly journal: Pick<Journal, 'setting' | 'saveSetting'>
  readonly secrets: Secrets
  /** Starts the embedded store the first time, and answers where it listens. */
  readonly embeddedUrl: () => Promise<Outcome<string>>
  readonly changed: (status: ConnectionStatus) => void
  readonly systemProxy?: SystemProxy
  /** Takes the place of what the journal holds: the command line's options. */
  readonly fixed?: { readonly connection: Connection; readonly secret: string | null }
}

interface Found {
  readonly status: ConnectionStatus
  readonly live: Outcome<LiveConnection>
}

/** A question to the server in use, answered or not. */
interface Asked {
  readonly answer: Promise<Outcome<LiveConnection>>
  hasFailed: boolean
}

type Look = (
  server: Server,
  authFor: (way: Way) => Authenticator,
  way?: Promise<Outcome<Way>>,
) => ReturnType<typeof lookAtServer>

/** The kept secret of a server; of the one that the command line named, what it said, where none is kept. */
const secretsOf =
  (secrets: Secrets, givenId: string | null, given: string | null) =>
  async ({ id }: Server): Promise<string | null> =>
    (await secrets.read(id)) ?? (id === givenId ? given : null)

/** Keeps the one connection of a data folder: what it is, whether it answers, and the client that speaks to it. */
export function createConnections(ports: ConnectionsPorts): Connections {
  const closing = new AbortController()
  const fixed = ports.fixed && withoutToken(ports.fixed.connection, ports.fixed.secret)
  const book = openServerBook(ports.journal, fixed?.connection ?? null)
  const givenId = fixed ? book.inUse().id : null
  const secretOf = secretsOf(ports.secrets, givenId, fixed?.secret ?? null)
  const ways = createWays(ports, (id) => (id === givenId ? (fixed?.proxyLogin ?? null) : null))
  const identity = createIdentity()
  const look: Look = async (server, authFor, way = ways.to(server)) =>
    lookAtServer(server, authFor, await way, ports.embeddedUrl, closing.signal)
  let status = blankStatus(book.inUse(), 'checking')

  function emitStatus(next: ConnectionStatus): void {
    const isSame = JSON.stringify(next) === JSON.stringify(status)
    status = next
    if (!isSame && !closing.signal.aborted) ports.changed(next)
  }

  async function find(): Promise<Found> {
    const wanted = book.inUse()
    const secret = await secretOf(wanted)
    const looked = await look(wanted, (way) => identity(wanted.connection, secret, way))
    if (wanted.id !== book.inUse().id || wanted.connection !== book.inUse().connection) return find()
    return { status: statusOf(wanted, looked), live: looked.ok ? ok(looked.value.live) : looked }
  }

  const { ask, live } = latestAnswer(find, emitStatus)
  const check = (): Promise<ConnectionStatus> => ask().then(() => status)

  function begin(): Promise<ConnectionStatus> {
    const checked = check()
    emitStatus(blankStatus(book.inUse(), 'checking'))
    return checked
  }

  return {
    status: () => status,
    live,
    check,
    way: () => ways.to(book.inUse()),
    tryOut: async (asked, given) => {
      const split = withoutToken(asked, given)
      const same = book.all().find((it) => isSameServer(it.connection, split.connection))
      const secret = split.secret ?? (same ? await secretOf(same) : null)
      const tried = { ...embeddedServer, id: '', connection: split.connection }
      const authFor = (way: Way) => authenticator(credentialsOf(split.connection, secret), { way })
      return statusOf(tried, await look(tried, authFor, ways.toTry(split, same)))
    },
    servers: book.all,
    inUse: book.inUse,
    keep: async (asked, given) => {
      const split = withoutToken(asked.connection, given)
      const before = book.all().find((it) => it.id === asked.id)?.connection ?? null
      book.keep({ ...asked, connection: split.connection })
      await keepSecrets(asked.id, split, before, ports.secrets, ways)
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
      await ways.keepLogin(id, null)
      if (wasInUse) await begin()
    },
    isLocal: () => isOnThisComputer(book.inUse()),
    close: () => closing.abort(),
  }
}

/**
 * Asks a server, whoever else is asking: what counts is what the one found who began last.
 *
 * @returns `ask` asks anew; `live` is the last answer, or a new one where that was a failure
 */
function latestAnswer(find: () => Promise<Found>, onStatus: (status: ConnectionStatus) => void) {
  let latest: Asked | null = null

  function ask(): Promise<Outcome<LiveConnection>> {
    const asked: Asked = {
      hasFailed: false,
      answer: find().then(
        (found) => {
          if (latest !== null && latest !== asked) return latest.answer
          asked.hasFailed = !found.live.ok
          onStatus(found.status)
          return found.live
        },
        (fault: unknown) => {
          asked.hasFailed = true
          throw fault
        },
      ),
    }
    latest = asked
    return asked.answer
  }

  return { ask, live: () => (latest === null || latest.hasFailed ? ask() : latest.answer) }
}

/** A secret belongs to one server: left empty for another, it is forgotten and not sent there; so a proxy's login. */
async function keepSecrets(
  id: string,
  { connection, secret, proxyLogin }: SplitConnection,
  before: Connection | null,
  secrets: Secrets,
  ways: Ways,
): Promise<void> {
  if (secret !== null || !before || !isSameServer(connection, before)) await secrets.write(id, secret)
  if (proxyLogin !== null || connection.proxy !== before?.proxy) await ways.keepLogin(id, proxyLogin)
}

const isOnThisComputer = ({ connection: { url } }: Server): boolean =>
  url === '' || /^https?:\/\/(localhost|127\.|\[::1\])/i.test(url)

const statusOf = (server: Server, looked: Outcome<FoundServer>): ConnectionStatus =>
  looked.ok ? looked.value.status : { ...blankStatus(server, 'unreachable'), problem: looked.problem }
