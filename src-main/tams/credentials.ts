import * as oauth from 'oauth4webapi'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, withoutSecrets } from '../../src-shared/problems.ts'
import { createSharedWork } from './stopping.ts'

/** Who we are, with the secret. Lives in memory only. */
export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'url-token'; readonly token: string }
  | { readonly kind: 'oauth2'; readonly tokenUrl: string; readonly clientId: string; readonly secret: string }

/** What is added to every request. Source: TAMS 8.2, security schemes basic, bearer and url token. */
export interface RequestCredentials {
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
}

export interface Authenticator {
  /** A token that has to be fetched is fetched for as long as anybody waits for it. */
  credentials: (signal: AbortSignal) => Promise<Outcome<RequestCredentials>>
  /**
   * After a 401 to these credentials: a token we fetched may have been revoked. Says whether trying again makes sense.
   * Several requests may be refused at once; the token that replaced theirs must not be thrown away with it.
   */
  refused: (used: RequestCredentials) => boolean
}

/** A token is renewed this long before it ends, so that it does not end on the way. */
const RENEW_EARLY_MS = 30_000

export function authenticator(who: Credentials, nowMs: () => number = Date.now): Authenticator {
  if (who.kind === 'oauth2') return clientCredentials(who, nowMs)
  const fixed: RequestCredentials = {
    headers:
      who.kind === 'bearer'
        ? { authorization: `Bearer ${who.token}` }
        : who.kind === 'basic'
          ? { authorization: `Basic ${Buffer.from(`${who.user}:${who.password}`).toString('base64')}` }
          : {},
    query: who.kind === 'url-token' ? { access_token: who.token } : {},
  }
  return { credentials: () => Promise.resolve(ok(fixed)), refused: () => false }
}

function clientCredentials(who: Extract<Credentials, { kind: 'oauth2' }>, nowMs: () => number): Authenticator {
  const fetching = createSharedWork<Outcome<RequestCredentials>>()
  let current: { token: string; renewAtMs: number } | null = null
  const asBearer = (token: string): RequestCredentials => ({ headers: { authorization: `Bearer ${token}` }, query: {} })

  async function fetchToken(signal: AbortSignal): Promise<Outcome<RequestCredentials>> {
    const server: oauth.AuthorizationServer = { issuer: new URL(who.tokenUrl).origin, token_endpoint: who.tokenUrl }
    const client: oauth.Client = { client_id: who.clientId }
    try {
      const response = await oauth.clientCredentialsGrantRequest(
        server,
        client,
        oauth.ClientSecretBasic(who.secret),
        new URLSearchParams(),
        {
          // A person who writes http:// for a token server on their own network means it.
          // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so only to make it stand out
          [oauth.allowInsecureRequests]: who.tokenUrl.startsWith('http:'),
          signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]),
        },
      )
      const { access_token, expires_in } = await oauth.processClientCredentialsResponse(server, client, response)
      current = { token: access_token, renewAtMs: nowMs() + (expires_in ?? 300) * 1000 - RENEW_EARLY_MS }
      return ok(asBearer(access_token))
    } catch (error) {
      return failed(problem('login-failed', {}, withoutSecrets((error as Error).message)))
    }
  }

  return {
    credentials: async (signal) => {
      if (current && nowMs() < current.renewAtMs) return ok(asBearer(current.token))
      return (
        (await fetching.ask('token', signal, fetchToken)) ??
        failed(problem('login-failed', {}, 'nobody waits for it any more'))
      )
    },
    refused: ({ headers }) => {
      if (current && headers['authorization'] === `Bearer ${current.token}`) current = null
      return true
    },
  }
}
