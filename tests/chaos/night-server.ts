import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answer, forward, NGINX_503 } from './fault-proxy.ts'

/** What can be away for a while; the rest is there meanwhile. */
export type Away = 'everything' | 'objects' | 'login'

/**
 * The world that a night is spent in: a gateway in front of a store's API, another one in front of its objects, and a
 * login server, each at a port of its own.
 */
export interface NightServer {
  readonly url: string
  readonly tokenUrl: string
  /** How many requests came to any of the three. */
  requests: () => number
  tokens: () => number
  /** Resolves when so many segments were registered since the beginning. */
  untilRegistered: (count: number) => Promise<void>
  /**
   * Does something when the store has taken the next object, before it says so; resolves when it is done, or when it
   * is too late for it: what is stored after that is nobody's business.
   */
  onceStored: (act: () => Promise<void>, tooLate: Promise<void>) => Promise<void>
  /** Away for so long on the night's clock; resolves when it is back. */
  goAway: (what: Away, ms: number) => Promise<void>
  /** Time has passed: what was away for long enough comes back. */
  look: () => void
  /** No token given so far is good any more. */
  revokeTokens: () => void
  /** From now on another store stands behind it. */
  leadTo: (storeUrl: string) => void
  close: () => Promise<void>
}

/** @param nowMs the night's clock */
export async function nightServer(storeUrl: string, nowMs: () => number): Promise<NightServer> {
  let storePort = new URL(storeUrl).port
  let away: { readonly what: Away; readonly untilMs: number; readonly isOver: () => void } | null = null
  let requests = 0
  const registered = createCount()
  const nothing = () => Promise.resolve()
  let onStored = nothing
  const tokens = createTokens(nowMs)

  async function handle(request: IncomingMessage, response: ServerResponse, isApi: boolean): Promise<void> {
    requests += 1
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    if (away?.what === 'everything') return refuse(request, response, 503, NGINX_503, { 'content-type': 'text/html' })
    if (isApi && !tokens.isGood(request.headers.authorization))
      return refuse(request, response, 401, '{"summary":"The token is not good."}', { 'www-authenticate': 'Bearer' })
    // A link leads to where the store believes it was asked, so the objects' gateway is named where links are made.
    const makesLinks = isApi && /\/(storage|segments)(\?|$)/.test(request.url ?? '')
    const { status, headers, body } = await forward(request, storePort, {
      headers: { ...request.headers, ...(makesLinks ? { host: new URL(urlOf(objects)).host } : {}) },
    })
    if (request.method === 'POST' && request.url?.endsWith('/segments') && status === 201) registered.oneMore()
    if (request.method === 'PUT' && !isApi && status === 200) await onStored()
    answer(response, status, body, headers)
  }

  const through =
    (isApi: boolean): RequestListener =>
    (request, response) =>
      void handle(request, response, isApi).catch(() => request.socket.destroy())
  const api = await listening(createServer(through(true)))
  const objects = await listening(createServer(through(false)))
  const login = await listening(
    createServer((request, response) => {
      requests += 1
      request.resume().on('end', () => answer(response, 200, tokens.give(), { 'content-type': 'application/json' }))
    }),
  )
  const refusing = (what: Away) => (what === 'objects' ? objects : what === 'login' ? login : null)

  async function comeBack(): Promise<void> {
    if (away === null) return
    const { what, isOver } = away
    away = null
    const server = refusing(what)
    if (server) await listening(server, portOf(server))
    isOver()
  }

  return {
    url: urlOf(api),
    tokenUrl: `${urlOf(login)}/token`,
    requests: () => requests,
    tokens: tokens.given,
    untilRegistered: registered.until,
    onceStored: (act, tooLate) => {
      const isDone = new Promise<void>((resolve, reject) => {
        onStored = () => {
          onStored = nothing
          return act().then(resolve, reject)
        }
      })
      return Promise.race([isDone, tooLate]).finally(() => (onStored = nothing))
    },
    goAway: async (what, ms) => {
      const server = refusing(what)
      if (server) await closed(server)
      await new Promise<void>((isOver) => {
        away = { what, untilMs: nowMs() + ms, isOver }
      })
    },
    look: () => {
      if (away && nowMs() >= away.untilMs) void comeBack()
    },
    revokeTokens: tokens.revoke,
    leadTo: (url) => {
      storePort = new URL(url).port
    },
    close: async () => {
      await comeBack()
      await Promise.all([api, objects, login].map(closed))
    },
  }
}

const ports = new WeakMap<Server, number>()
const portOf = (server: Server): number => ports.get(server) ?? 0
const urlOf = (server: Server): string => `http://127.0.0.1:${portOf(server)}`

async function listening(server: Server, port = 0): Promise<Server> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  ports.set(server, (server.address() as AddressInfo).port)
  return server
}

async function closed(server: Server): Promise<void> {
  const over = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await over
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  ...[status, body, headers]: [number, string, Record<string, string>]
): void {
  request.resume()
  answer(response, status, body, headers)
}

function createCount() {
  let count = 0
  let waiting: { readonly at: number; readonly tell: () => void }[] = []
  return {
    oneMore: (): void => {
      count += 1
      for (const { at, tell } of waiting) if (at <= count) tell()
      waiting = waiting.filter((it) => it.at > count)
    },
    until: (at: number): Promise<void> => new Promise((tell) => (count >= at ? tell() : waiting.push({ at, tell }))),
  }
}

/** Tokens of a login server, who knows when each ends: by the night's clock, or at once where all are revoked. */
function createTokens(nowMs: () => number) {
  const LIFE_SECONDS = 1800
  const endsMs = new Map<string, number>()
  let given = 0
  return {
    give: (): string => {
      given += 1
      const token = `token-${given}`
      endsMs.set(token, nowMs() + LIFE_SECONDS * 1000)
      return JSON.stringify({ access_token: token, token_type: 'bearer', expires_in: LIFE_SECONDS })
    },
    isGood: (authorization = ''): boolean => (endsMs.get(authorization.replace(/^Bearer /, '')) ?? 0) > nowMs(),
    revoke: () => endsMs.clear(),
    given: () => given,
  }
}
