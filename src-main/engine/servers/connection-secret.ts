import type { Connection } from '../../../src-shared/connection.ts'
import type { Credentials } from '../../tams/index.ts'

/**
 * Addresses are shown, logged and stored, so a token in one (`?access_token=`) is taken out and kept as the secret it
 * is.
 */
export function withoutToken(
  connection: Connection,
  secret: string | null,
): { readonly connection: Connection; readonly secret: string | null } {
  if (!URL.canParse(connection.url)) return { connection, secret }
  const url = new URL(connection.url)
  const token = url.searchParams.get('access_token')
  const { password, username } = url
  url.search = url.hash = url.username = url.password = ''
  const bare = { ...connection, url: url.href }
  if (token) return { connection: { ...bare, auth: { kind: 'url-token' } }, secret: token }
  if (!username) return { connection: bare, secret }
  return {
    connection: { ...bare, auth: { kind: 'basic', user: decodeURIComponent(username) } },
    secret: decodeURIComponent(password),
  }
}

/** Whether a secret of the one may be sent to the other. */
export const isSameServer = (a: Connection, b: Connection): boolean =>
  URL.canParse(a.url) && URL.canParse(b.url) && new URL(a.url).origin === new URL(b.url).origin

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
      return { kind: 'oauth2', tokenUrl: auth.tokenUrl, clientId: auth.clientId, secret: secret ?? '' }
  }
}
