import type { Connection } from '../../../src-shared/connection.ts'
import { authenticator, type Authenticator, type Credentials } from '../../tams/index.ts'
import { proxyAddress, type Way } from '../../way/index.ts'

/** Where secrets are kept: the OS keychain, the environment, or nowhere at all. Never the journal. */
export interface Secrets {
  read: (serverId: string) => Promise<string | null>
  write: (serverId: string, secret: string | null) => Promise<void>
}

/** A connection without its secrets, and they. */
export interface SplitConnection {
  readonly connection: Connection
  readonly secret: string | null
  /** `user:password` for the proxy, as it stood in its address. */
  readonly proxyLogin: string | null
}

/**
 * Addresses are shown, logged and stored, so a token in one (`?access_token=`), or the login of a proxy, is taken out
 * and kept as the secret it is.
 */
export function withoutToken(given: Connection, secret: string | null): SplitConnection {
  const { connection, proxyLogin } = withoutProxyLogin(given)
  if (!URL.canParse(connection.url)) return { connection, secret, proxyLogin }
  const url = new URL(connection.url)
  const token = url.searchParams.get('access_token')
  const { password, username } = url
  url.search = url.hash = url.username = url.password = ''
  const bare = { ...connection, url: url.href }
  if (token) return { connection: { ...bare, auth: { kind: 'url-token' } }, secret: token, proxyLogin }
  if (!username) return { connection: bare, secret, proxyLogin }
  return {
    connection: { ...bare, auth: { kind: 'basic', user: decodeURIComponent(username) } },
    secret: decodeURIComponent(password),
    proxyLogin,
  }
}

function withoutProxyLogin(connection: Connection): Omit<SplitConnection, 'secret'> {
  const url = connection.proxy ? proxyAddress(connection.proxy) : null
  if (!url?.username && !url?.password) return { connection, proxyLogin: null }
  const proxyLogin = `${url.username}:${url.password}`
  return { connection: { ...connection, proxy: `${url.protocol}//${url.host}` }, proxyLogin }
}

/** Whether a secret of the one may be sent to the other. */
export const isSameServer = (a: Connection, b: Connection): boolean =>
  URL.canParse(a.url) && URL.canParse(b.url) && new URL(a.url).origin === new URL(b.url).origin

/**
 * Who we are to the server in use: the same as long as its connection, secret and way stay as they are. So a token
 * lives as long as its server lets it, and looking at a server that is away fetches none.
 */
export function createIdentity(): (connection: Connection, secret: string | null, way: Way) => Authenticator {
  let known: { connection: Connection; secret: string | null; way: Way; auth: Authenticator } | null = null
  return (connection, secret, way) => {
    if (known?.connection !== connection || known.secret !== secret || known.way !== way)
      known = { connection, secret, way, auth: authenticator(credentialsOf(connection, secret), { way }) }
    return known.auth
  }
}

export function credentialsOf({ auth }: Connection, secret: string | null): Credentials {
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
      return { ...auth, secret: secret ?? '' }
  }
}
