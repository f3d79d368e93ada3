import type { Connection, Server } from '../../../src-shared/connection.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import { createWay, proxyAddress, readCertificates, straightWay, type Way } from '../../way/index.ts'
import type { Secrets, SplitConnection } from './connection-secret.ts'

/** What this computer says of its proxy for a URL, in the words of a PAC script; the desktop can ask. */
export type SystemProxy = (url: string) => Promise<string>

/**
 * The way that a connection describes. Answers `certificate-file` or `bad-call` where it cannot be gone.
 *
 * @param proxyLogin `user:password` as it stands in an address
 */
export function wayOfConnection(
  { url, proxy, caFile, certFile, keyFile }: Connection,
  proxyLogin: string | null,
  ofSystem: SystemProxy = () => Promise.resolve('DIRECT'),
): Outcome<Way> {
  if (url === '') return ok(straightWay)
  const secureContext = readCertificates({ caFile, certFile, keyFile })
  if (!secureContext.ok) return secureContext
  const chosen = proxy && proxy !== 'direct' ? proxyAddress(proxy) : null
  if (proxy && proxy !== 'direct' && !chosen)
    return failed(problem('bad-call', { field: `the proxy ${proxy}; it begins with http:// or https://` }))
  const login = chosen && proxyLogin ? `${chosen.protocol}//${proxyLogin}@${chosen.host}` : chosen?.href
  return ok(
    createWay({
      chosen: login ?? proxy ?? null,
      env: process.env,
      ofSystem,
      secureContext: secureContext.value,
    }),
  )
}

/** The ways to the servers that are kept. */
export interface Ways {
  /** One as long as the connection stays as it is, so that what is open is used again. */
  to: (server: Server) => Promise<Outcome<Way>>
  /**
   * The way that a person tries out.
   *
   * @param same the server that is known to be the same; its proxy's login counts where none was typed
   */
  toTry: (tried: Pick<SplitConnection, 'connection' | 'proxyLogin'>, same: Server | undefined) => Promise<Outcome<Way>>
  keepLogin: (serverId: string, login: string | null) => Promise<void>
}

/** @param givenLogin what the command line said of a server's proxy */
export function createWays(
  { secrets, systemProxy }: { readonly secrets: Secrets; readonly systemProxy?: SystemProxy },
  givenLogin: (serverId: string) => string | null,
): Ways {
  const secretOf = (serverId: string) => `${serverId} proxy`
  const loginOf = async ({ id }: Server) => (await secrets.read(secretOf(id))) ?? givenLogin(id)
  let known: { readonly connection: Connection; readonly login: string | null; readonly way: Outcome<Way> } | null =
    null

  return {
    to: async ({ connection, ...server }) => {
      const login = await loginOf({ connection, ...server })
      // A file that could not be read may be there by now.
      if (known?.connection !== connection || known.login !== login || !known.way.ok)
        known = { connection, login, way: wayOfConnection(connection, login, systemProxy) }
      return known.way
    },
    toTry: async ({ connection, proxyLogin }, same) => {
      const isSameProxy = same !== undefined && same.connection.proxy === connection.proxy
      return wayOfConnection(connection, proxyLogin ?? (isSameProxy ? await loginOf(same) : null), systemProxy)
    },
    keepLogin: (serverId, login) => secrets.write(secretOf(serverId), login),
  }
}
