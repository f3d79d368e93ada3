import { setTimeout as pause } from 'node:timers/promises'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, type Problem } from '../../src-shared/problems.ts'
import { straightWay, type Way } from '../way/index.ts'
import { fetchToken, type OAuthClient, type Token } from './oauth-token.ts'
import { createSharedWork } from './stopping.ts'

/** Who we are, with the secret. Lives in memory only. */
export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'url-token'; readonly token: string }
  | ({ readonly kind: 'oauth2' } & OAuthClient)

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

/** How a token server is reached; time and waiting, so that tests can give others. */
export interface AuthenticatorPorts {
  readonly way?: Way
  readonly nowMs?: () => number
  /** Ends early where nobody waits for the token any more. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<unknown>
}

export function authenticator(who: Credentials, ports: AuthenticatorPorts = {}): Authenticator {
  if (who.kind === 'oauth2') return clientCredentials(who, ports)
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

/** A token is renewed this long before it ends, so that it does not end on the way; a short one in its last third. */
const RENEW_EARLY_MS = 30_000

/** Of a token whose end nobody says. */
const ASSUMED_LIFE_MS = 300_000

/** A token server that is busy is asked again so soon, before anybody hears of it. Milliseconds. */
const PAUSES_MS = [500, 1_500, 3_000] as const
const LONGEST_PAUSE_MS = 10_000
const PATIENCE_MS = 20_000

function clientCredentials(
  who: OAuthClient,
  { way = straightWay, nowMs = Date.now, pause: waitFor = untilOver }: AuthenticatorPorts,
): Authenticator {
  let current: { readonly token: string; readonly renewAtMs: number; readonly diesAtMs: number } | null = null
  const fetching = createSharedWork<Outcome<RequestCredentials>>()
  const asBearer = (token: string): RequestCredentials => ({ headers: { authorization: `Bearer ${token}` }, query: {} })

  async function renew(signal: AbortSignal): Promise<Outcome<RequestCredentials>> {
    const fetched = await fetchPatiently(who, { way, nowMs, pause: waitFor }, signal)
    // One that is still good is better than none.
    if (!fetched.ok) return current && nowMs() < current.diesAtMs ? ok(asBearer(current.token)) : fetched
    const { token, livesSeconds } = fetched.value
    const lifeMs = livesSeconds === null ? ASSUMED_LIFE_MS : livesSeconds * 1000
    const diesAtMs = nowMs() + lifeMs
    current = { token, diesAtMs, renewAtMs: diesAtMs - Math.min(RENEW_EARLY_MS, lifeMs / 3) }
    return ok(asBearer(token))
  }

  return {
    credentials: async (signal) => {
      if (current && nowMs() < current.renewAtMs) return ok(asBearer(current.token))
      return (
        (await fetching.ask('token', signal, renew)) ??
        failed(problem('login-unreachable', { host: new URL(who.tokenUrl).host }, 'nobody waits for it any more'))
      )
    },
    refused: ({ headers }) => {
      if (current && headers['authorization'] === `Bearer ${current.token}`) current = null
      return true
    },
  }
}

const untilOver = (ms: number, signal: AbortSignal): Promise<unknown> =>
  pause(ms, undefined, { signal }).catch(() => undefined)

async function fetchPatiently(
  who: OAuthClient,
  { way, nowMs, pause: waitFor }: Required<AuthenticatorPorts>,
  signal: AbortSignal,
): Promise<Outcome<Token>> {
  const endMs = nowMs() + PATIENCE_MS
  let fetched = await fetchToken(who, way, signal)
  for (const pauseMs of PAUSES_MS) {
    if (fetched.ok || signal.aborted || !isPassing(fetched.problem)) return fetched
    const askedToWaitMs = (fetched.problem.retryAfterSeconds ?? 0) * 1000
    const waitMs = Math.max(pauseMs, askedToWaitMs)
    if (waitMs > LONGEST_PAUSE_MS || nowMs() + waitMs > endMs) return fetched
    await waitFor(waitMs, signal)
    fetched = await fetchToken(who, way, signal)
  }
  return fetched
}

/** A server that nobody finds is not there for longer than that. */
const isPassing = ({ code, detail = '' }: Problem): boolean =>
  code === 'login-unreachable' && !/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.test(detail)
