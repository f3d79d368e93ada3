import got from 'got'
import * as oauth from 'oauth4webapi'
import { parseJson } from '../../src-shared/json.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, withoutSecrets, type Problem } from '../../src-shared/problems.ts'
import { retryAfterSeconds } from '../../src-shared/retry-after.ts'
import { answerLimit, proxyRefusal, wayProblem, type Way } from '../way/index.ts'

/** A client of a token server, as OAuth 2.0 knows it. Lives in memory only. */
export interface OAuthClient {
  readonly tokenUrl: string
  readonly clientId: string
  readonly secret: string
  readonly scope?: string | undefined
  readonly audience?: string | undefined
  /** The header of basic authentication where it is left out. */
  readonly secretIn?: 'header' | 'body' | undefined
}

export interface Token {
  readonly token: string
  /** Null where the token server does not say. */
  readonly livesSeconds: number | null
}

const WITHIN_MS = 15_000

/** Tokens that carry all groups of a person fill some tens of kilobytes. */
const ANSWER_LIMIT_BYTES = 1024 * 1024

/** Not now. */
const BUSY: ReadonlySet<number> = new Set([408, 423, 425, 429, 499])

/** Source: RFC 6749, section 4.1.2.1, which token servers use in their answers too. */
const BUSY_ERROR = /^(temporarily_unavailable|server_error|slow_down)$/

/**
 * Asks for a token by client credentials, once.
 *
 * Answers `login-unreachable` for what passes by itself and `login-failed`, with the token server's own words, for what
 * it refuses. Source: RFC 6749, sections 2.3.1, 4.4 and 5.2; `audience` is what Auth0 and its kin want beside it.
 */
export async function fetchToken(who: OAuthClient, way: Way, signal: AbortSignal): Promise<Outcome<Token>> {
  const { origin, host, protocol } = new URL(who.tokenUrl)
  const server: oauth.AuthorizationServer = { issuer: origin, token_endpoint: who.tokenUrl }
  const client: oauth.Client = { client_id: who.clientId }
  const asked = askedOver(way, signal)
  try {
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      who.secretIn === 'body' ? oauth.ClientSecretPost(who.secret) : oauth.ClientSecretBasic(who.secret),
      new URLSearchParams({
        ...(who.scope ? { scope: who.scope } : {}),
        ...(who.audience ? { audience: who.audience } : {}),
      }),
      {
        // A person who writes http:// for a token server on their own network means it.
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so only to make it stand out
        [oauth.allowInsecureRequests]: protocol === 'http:',
        [oauth.customFetch]: asked.fetch,
      },
    )
    const { access_token, expires_in } = await oauth.processClientCredentialsResponse(server, client, response)
    return ok({ token: access_token, livesSeconds: expires_in ?? null })
  } catch (error) {
    const { answer } = asked
    if (asked.isTooLong()) return failed(problem('login-failed', {}, `${host}: an answer longer than any token`))
    if (answer()) return failed(refusalOf(answer() as Answer, host, (error as Error).message))
    const detail = withoutSecrets(`${host}: ${(error as NodeJS.ErrnoException).code ?? ''} ${(error as Error).message}`)
    return failed(
      wayProblem(error, host, await way.proxyOf(who.tokenUrl)) ?? problem('login-unreachable', { host }, detail),
    )
  }
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** `fetch` for the OAuth library, the way that everything else goes; and what was answered, for its words. */
function askedOver(way: Way, signal: AbortSignal) {
  let answer: Answer | null = null
  const limit = answerLimit(ANSWER_LIMIT_BYTES, signal)
  return {
    answer: () => answer,
    isTooLong: limit.isPassed,
    fetch: async (
      url: string,
      { method, headers, body }: { method: string; headers: Record<string, string>; body?: unknown },
    ): Promise<Response> => {
      const asked = await got(url, {
        method: method as 'POST',
        headers,
        body: String(body),
        request: (to, options, onAnswer) => way.request(to, { ...options, isFresh: true }, onAnswer),
        retry: { limit: 0 },
        throwHttpErrors: false,
        followRedirect: false,
        timeout: { request: WITHIN_MS },
        signal: limit.signal,
      }).on('downloadProgress', limit.onProgress)
      answer = { status: asked.statusCode, headers: asked.headers, body: asked.body }
      const type = asked.headers['content-type']
      return new Response(asked.body, {
        status: asked.statusCode,
        ...(type ? { headers: { 'content-type': type } } : {}),
      })
    },
  }
}

/** What a token server means by giving no token. */
function refusalOf({ status, headers, body }: Answer, host: string, fault: string): Problem {
  const { error, error_description: description } = (parseJson(body) ?? {}) as Record<string, unknown>
  const words = [error, description].filter((it) => typeof it === 'string').join(': ') || plainWords(body) || fault
  const detail = withoutSecrets(`${host} → HTTP ${status}: ${words.slice(0, 500)}`)
  if (status === 407) return proxyRefusal(host, status, detail)
  if (status === 511 || (status < 300 && isWebPage(body))) return problem('portal-answered', { host }, detail)
  if (status < 500 && !BUSY.has(status) && !BUSY_ERROR.test(String(error))) return problem('login-failed', {}, detail)
  const seconds = retryAfterSeconds(headers)
  const found = problem('login-unreachable', { host }, detail)
  return seconds === null ? found : { ...found, retryAfterSeconds: seconds }
}

const isWebPage = (body: string): boolean => /^\s*</.test(body)

const plainWords = (body: string): string => (isWebPage(body) || body.startsWith('{') ? '' : body.trim())
