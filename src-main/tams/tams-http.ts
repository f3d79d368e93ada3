import { createHash } from 'node:crypto'
import got, { RequestError, type Response } from 'got'
import type { z } from 'zod'
import { saysError } from '../../src-shared/error-in-success.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, withoutSecrets, type Problem } from '../../src-shared/problems.ts'
import { retryAfterSeconds } from '../../src-shared/retry-after.ts'
import {
  answerLimit,
  proxyRefusal,
  straightWay,
  wantsCertificate,
  wasClosedMeanwhile,
  wayProblem,
  type Way,
} from '../way/index.ts'
import type { Authenticator } from './credentials.ts'

/** A TAMS server's address and who we are to it. */
export interface TamsServer {
  /** Base of the API, with or without a path; never with a token. */
  readonly url: string
  readonly auth: Authenticator
  /** Straight where it is left out. */
  readonly way?: Way
}

export interface TamsRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'HEAD'
  /** Below the base; ids in it must be encoded. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly json?: unknown
  /** A form instead of JSON. */
  readonly form?: Readonly<Record<string, string>>
  /**
   * Must take effect once: it carries an `X-Idempotency-Key` that is the same whenever the same is asked, so that a
   * server which knows such keys knows a repeat.
   */
  readonly isOnce?: true
  /**
   * Whether a POST, whose connection broke, took effect all the same; asked before it is repeated. One that nobody can
   * ask goes on a connection of its own, so that it meets none that was closed meanwhile.
   */
  readonly isDone?: () => Promise<Outcome<boolean>>
}

export interface TamsAnswer {
  readonly host: string
  readonly status: number
  readonly body: unknown
  /** There is a body, and it is no JSON. */
  readonly isGarbled: boolean
  readonly headers: Response['headers']
}

const ANSWER_LIMIT_BYTES = 16 * 1024 * 1024

/** Speaks HTTP to one TAMS server: base path, credentials, time-outs; and keeps its clock. */
export interface TamsHttp {
  readonly server: TamsServer
  readonly host: string
  /** Ends everything that is asked here at once, and lets nothing more be asked: requests, and waits between them. */
  readonly signal: AbortSignal
  /** The same server, asked for as long as this signal lets it, instead of the one that is here. */
  withSignal: (signal: AbortSignal) => TamsHttp
  /** Any answer, whatever its status; a problem only where there was none. */
  send: (request: TamsRequest) => Promise<Outcome<TamsAnswer>>
  /** An answer with a good status whose body fits the schema. */
  ask: <T>(request: TamsRequest, schema: z.ZodType<T>) => Promise<Outcome<T>>
  /** An answer with a good status, body ignored. */
  tell: (request: TamsRequest) => Promise<Outcome<TamsAnswer>>
  /** How far the server's clock is ahead of ours. */
  clockAheadMs: () => number
}

/** @param closing ends everything that is asked of this server, whoever asks it */
export function tamsHttp(server: TamsServer, closing: AbortSignal = new AbortController().signal): TamsHttp {
  const clock = { aheadMs: 0 }
  const withSignal = (signal: AbortSignal) => httpUntil(AbortSignal.any([closing, signal]), server, clock, withSignal)
  return httpUntil(closing, server, clock, withSignal)
}

function httpUntil(
  signal: AbortSignal,
  server: TamsServer,
  clock: { aheadMs: number },
  withSignal: TamsHttp['withSignal'],
): TamsHttp {
  const base = new URL(server.url)
  const way = server.way ?? straightWay
  /** Asked anew after every wait; the compiler believes that a signal never changes. */
  const isStopped = () => signal.aborted

  async function send(
    request: TamsRequest,
    isSecondTry = false,
    isFresh = request.method === 'POST' && request.isDone === undefined,
  ): Promise<Outcome<TamsAnswer>> {
    const who = await server.auth.credentials(signal)
    if (isStopped()) return failed(stopped(base.host))
    if (!who.ok) return who
    const url = urlOf(base, request.path, { ...request.query, ...who.value.query })
    const limit = answerLimit(ANSWER_LIMIT_BYTES, signal)
    try {
      const response = await got(url, {
        method: request.method,
        headers: {
          accept: 'application/json',
          ...(request.isOnce ? { 'x-idempotency-key': idempotencyKey(request) } : {}),
          ...who.value.headers,
        },
        ...(request.json === undefined ? {} : { json: request.json }),
        ...(request.form === undefined ? {} : { form: { ...request.form } }),
        retry: { limit: 0 },
        request: (to, options, onAnswer) => way.request(to, { ...options, isFresh }, onAnswer),
        throwHttpErrors: false,
        // A redirect of a POST would lose its body, and one to another host would carry our credentials there.
        followRedirect: false,
        timeout: { lookup: 10_000, connect: 10_000, secureConnect: 10_000, response: 60_000, request: 120_000 },
        signal: limit.signal,
      }).on('downloadProgress', limit.onProgress)
      const date = Date.parse(response.headers.date ?? '')
      if (!Number.isNaN(date)) clock.aheadMs = date - Date.now()
      if (response.statusCode === 401 && !isSecondTry && server.auth.refused(who.value))
        return await send(request, true)
      return ok({
        host: base.host,
        status: response.statusCode,
        ...parseBody(response.body),
        headers: response.headers,
      })
    } catch (error) {
      if (isStopped()) return failed(stopped(base.host))
      if (limit.isPassed())
        return failed(problem('server-answer-wrong', { field: 'an answer longer than any TAMS answer' }, request.path))
      if (!wasClosedMeanwhile(error) || isFresh)
        return failed(unreachable(error, base.host, await way.proxyOf(base.href)))
      const done = (await request.isDone?.()) ?? ok(false)
      if (!done.ok) return done
      if (done.value) return ok({ host: base.host, status: 201, body: null, isGarbled: false, headers: {} })
      return send(request, isSecondTry, true)
    }
  }

  async function tell(request: TamsRequest): Promise<Outcome<TamsAnswer>> {
    const answer = await send(request)
    return answer.ok ? goodAnswer(answer.value, request) : answer
  }

  return {
    server,
    host: base.host,
    signal,
    withSignal,
    send,
    tell,
    ask: async (request, schema) => {
      const answer = await tell(request)
      if (!answer.ok) return answer
      return answer.value.isGarbled ? failed(garbled(answer.value, request)) : fits(answer.value.body, schema, request)
    },
    clockAheadMs: () => clock.aheadMs,
  }
}

function urlOf(base: URL, path: string, query: Readonly<Record<string, string>>): URL {
  const url = new URL(`${base.pathname.replace(/\/+$/, '')}${path}`, base)
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
  return url
}

function goodAnswer(answer: TamsAnswer, request: TamsRequest): Outcome<TamsAnswer> {
  if (!isGood(answer)) return failed(answerProblem(answer, request))
  // A login page or a proxy says yes to anything; a TAMS server has JSON to go with a 200, and never a web page.
  const { status, host, isGarbled, body } = answer
  if (isGarbled && (status === 200 || /^\s*</.test(String(body)))) return failed(garbled(answer, request))
  if (!isGarbled && saysError(body))
    return failed(
      problem(
        'server-error',
        { status },
        withoutSecrets(`${request.method} ${request.path} → HTTP ${status} from ${host}${said(body)}`),
      ),
    )
  return ok(answer)
}

const garbled = ({ host }: TamsAnswer, { method, path }: TamsRequest): Problem =>
  problem('server-garbled', { host }, `${method} ${path} was answered with something that is not JSON`)

const stopped = (host: string): Problem => problem('server-unreachable', { host }, 'nobody waits for it any more')

/** Made of what is asked, in the form of a UUID. */
function idempotencyKey({ method, path, json, form }: TamsRequest): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([method, path, json ?? null, form ?? null]))
    .digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

export const isGood = (answer: TamsAnswer): boolean => answer.status >= 200 && answer.status <= 299

/** Checks a server's JSON; a wrong answer is a problem that names the field. */
export function fits<T>(
  body: unknown,
  schema: z.ZodType<T>,
  request: Pick<TamsRequest, 'method' | 'path'>,
): Outcome<T> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  const field = issue?.path.length ? issue.path.join('.') : 'the whole answer'
  return failed(
    problem(
      'server-answer-wrong',
      { field },
      `${request.method} ${request.path}: ${field}: ${issue?.message ?? 'does not fit'}`,
    ),
  )
}

/** What a TAMS server means by a bad status. */
export function answerProblem(answer: TamsAnswer, request: Pick<TamsRequest, 'method' | 'path'>): Problem {
  const { status, host } = answer
  const detail = withoutSecrets(
    `${request.method} ${request.path} → HTTP ${status}${said(answer.body)}${whereTo(answer)}`,
  )
  const found = (() => {
    if (wantsCertificate(status, String(answer.body))) return problem('client-certificate', { host }, detail)
    if (status === 407) return proxyRefusal(host, status, detail)
    if (status === 401) return problem('not-authorised', {}, detail)
    if (status === 403)
      return /read.?only/i.test(detail) ? problem('flow-read-only', {}, detail) : problem('forbidden', {}, detail)
    // A TAMS server that knows no such thing says it in JSON; a gateway whose server is away has a page.
    if (status === 404 && answer.isGarbled) return problem('server-garbled', { host }, detail)
    if (status === 404 || status === 410) return problem('flow-gone', {}, detail)
    if (status === 409 && !detail.includes('OperationAborted')) return problem('server-conflict', {}, detail)
    if (BUSY.has(status)) return problem('server-busy', { status }, detail)
    if (status === 408 || status === 499 || status >= 500) return problem('server-error', { status }, detail)
    return problem('request-refused', { status }, detail)
  })()
  const seconds = retryAfterSeconds(answer.headers)
  return seconds === null ? found : { ...found, retryAfterSeconds: seconds }
}

/** Crossed, locked, too early, too many, or not now. */
const BUSY: ReadonlySet<number> = new Set([409, 423, 425, 429, 503])

/** Where a redirect leads, which is not followed: a person may know that it is right. */
function whereTo({ status, headers: { location }, host }: TamsAnswer): string {
  if (status < 300 || status > 399 || !location || !URL.canParse(location, `http://${host}`)) return ''
  return `, sends us to ${new URL(location, `http://${host}`).origin}`
}

/** The server's own words, from the shapes that error bodies have (TAMS `error`, FastAPI `detail`, plain text). */
export function said(body: unknown): string {
  if (typeof body === 'string') return body ? `: ${body.slice(0, 300)}` : ''
  const { summary, detail, message, error } = (body ?? {}) as Record<string, unknown>
  const words = summary ?? detail ?? message ?? error
  // VAST's 8.0 says "Validation error" in `detail`, and in `message` which field it is.
  const more = words === detail ? message : undefined
  return [words, more].map((it) => (it === undefined ? '' : `: ${textOf(it).slice(0, 500)}`)).join('')
}

const textOf = (words: unknown): string => (typeof words === 'string' ? words : JSON.stringify(words))

/** `null` is what some servers write for what is not there; here it is not there. */
function parseBody(text: string): Pick<TamsAnswer, 'body' | 'isGarbled'> {
  try {
    return {
      body: text === '' ? null : (JSON.parse(text, withoutNulls) as unknown),
      isGarbled: false,
    }
  } catch {
    return { body: text, isGarbled: true }
  }
}

const withoutNulls = (_: string, value: unknown): unknown =>
  // Where nothing was, the reviver leaves a hole, which no list of segments has.
  Array.isArray(value) ? value.filter((it) => it !== undefined) : (value ?? undefined)

function unreachable(error: unknown, host: string, proxy: string | null): Problem {
  const code = error instanceof RequestError ? error.code : ''
  const detail = withoutSecrets(`${code} ${(error as Error).message}`.trim())
  return wayProblem(error, host, proxy) ?? problem('server-unreachable', { host }, detail)
}
