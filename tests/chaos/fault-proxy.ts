import { EventEmitter, once } from 'node:events'
import {
  createServer,
  request as ask,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Transform } from 'node:stream'
import type { Dice } from './seeded.ts'

/** What can happen to one request between the engine and the store. */
export const faults = [
  'refuse',
  'cut-request',
  'lose-answer',
  'stall',
  'slow',
  'garbage',
  'truncate',
  'not-http',
  'expired',
  'wrong-etag',
  'busy',
  'error-before',
  'error-after',
  'error-in-2xx',
  'forgotten',
  'away',
  'collected',
  'reset-on-reuse',
  'swap-bytes',
] as const
export type Fault = (typeof faults)[number]

export interface FaultProxy {
  readonly url: string
  /** From now on everything passes unharmed. */
  calm: () => void
  /** Resolves when that was said. */
  readonly calmed: Promise<unknown>
  /** How often each fault happened. */
  readonly done: Readonly<Record<string, number>>
  /** One more, which happened elsewhere. */
  count: (fault: string) => void
  /** Resolves when so many more requests have arrived. */
  afterRequests: (count: number) => Promise<void>
  close: () => Promise<void>
}

export interface FaultProxyOptions {
  /** The store's address. */
  readonly target: string
  readonly dice: Dice
  /** Of all requests, how many go wrong: from 0 to 1. */
  readonly share: number
  /** How far the server's clock is off. */
  readonly skewMs: number
  /** Takes an object from the store, as one that collects what nobody registered. */
  readonly collect: (objectId: string) => Promise<void>
}

/** At the haste of the engine's clock these are minutes. */
const AWAY_MS = { least: 1000, most: 3000 }

/**
 * Stands between engine and store, in front of the API and of the objects alike, and lets a share of all requests go
 * wrong.
 *
 * The host name is passed on, so that presigned URLs lead through here and their signatures hold.
 */
export async function faultProxy({ target, dice, share, skewMs, collect }: FaultProxyOptions): Promise<FaultProxy> {
  const done: Record<string, number> = {}
  const count = (fault: string) => (done[fault] = (done[fault] ?? 0) + 1)
  let isCalm = false
  let seen = 0
  let awayUntilMs = 0
  const waiting: { at: number; tell: () => void }[] = []
  const calming = new EventEmitter()
  const calmed = once(calming, 'calm')
  const used = new WeakSet<Socket>()
  const server = createServer({ keepAliveTimeout: 2000 }, (request, response) => {
    seen += 1
    for (const { at, tell } of waiting) if (at === seen) tell()
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    const isAway = !isCalm && Date.now() < awayUntilMs
    const chosen = isCalm || isAway || dice.roll() >= share ? null : dice.pick(faults)
    // Away is it once in a run at most: a run has an end.
    const isPossible = chosen === 'away' ? awayUntilMs === 0 : suits(chosen, request, used)
    const fault = isAway ? 'away' : isPossible ? chosen : null
    used.add(request.socket)
    if (fault && !isAway) count(fault)
    if (fault === 'away' && !isAway) awayUntilMs = Date.now() + dice.between(AWAY_MS.least, AWAY_MS.most)
    const passage = { request, response, fault, dice, collect }
    void handle(passage, new URL(target).port, skewMs).catch(() => request.socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calm: () => {
      isCalm = true
      calming.emit('calm')
    },
    calmed,
    done,
    count,
    afterRequests: (count) => new Promise((tell) => waiting.push({ at: seen + count, tell })),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Some faults are of objects that are sent, one of their registration, one of connections that were used before. */
function suits(fault: Fault | null, request: IncomingMessage, used: WeakSet<Socket>): boolean {
  if (fault === 'collected' || fault === 'swap-bytes') return isObject(request) && request.method === 'PUT'
  if (fault === 'forgotten') return request.method === 'POST' && request.url?.endsWith('/segments') === true
  return fault === 'reset-on-reuse' ? used.has(request.socket) : true
}

/** One request on its way through, and what happens to it. */
interface Passage {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly fault: Fault | null
  readonly dice: Dice
  readonly collect: FaultProxyOptions['collect']
}

async function handle(passage: Passage, port: string, skewMs: number): Promise<void> {
  if (await failBefore(passage)) return
  const { request, fault, collect } = passage
  // From here on the store has done what it was asked to.
  const answered = await forward(request, port, fault === 'swap-bytes' ? { through: oneByteWrong() } : {})
  if (fault === 'collected') await collect(objectIdOf(request))
  if (skewMs !== 0) answered.headers['date'] = new Date(Date.now() + skewMs).toUTCString()
  passOn(passage, answered)
}

const OBJECTS = '/tams-media/'

const isObject = (request: IncomingMessage): boolean => request.url?.startsWith(OBJECTS) === true

const objectIdOf = (request: IncomingMessage): string =>
  decodeURIComponent((request.url ?? '').slice(OBJECTS.length).replace(/\?.*/, ''))

const LOGIN_PAGE = '<!doctype html><html><body><form action="/login">Sign in to go on</form></body></html>'
const NOT_STORED = '<?xml version="1.0"?><Error><Code>InternalError</Code><Message>We are sorry</Message></Error>'
/** What nginx says where nobody stands behind it. */
export const NGINX_503 = [
  '<html>',
  '<head><title>503 Service Temporarily Unavailable</title></head>',
  '<body>',
  '<center><h1>503 Service Temporarily Unavailable</h1></center>',
  '<hr><center>nginx</center>',
  '</body>',
  '</html>',
].join('\r\n')

/** What goes wrong before the store has heard of the request; false where it still shall. */
async function failBefore({ request, response, fault, dice }: Passage): Promise<boolean> {
  switch (fault) {
    case 'refuse':
      request.socket.destroy()
      return true
    case 'cut-request':
      // Somewhere in its body, or where it has none.
      await Promise.race([once(request, 'data').catch(() => undefined), pause(50)])
      request.socket.destroy()
      return true
    case 'stall':
      // Nothing happens, until somebody loses patience.
      await pause(isObject(request) ? 700 : 150)
      request.socket.destroy()
      return true
    case 'busy':
      answer(
        response,
        dice.pick([429, 503]),
        '{"summary":"slow down"}',
        dice.roll() < 0.5 ? { 'retry-after': '0' } : {},
      )
      return true
    case 'error-before':
      answer(response, dice.pick([500, 502, 504]), '<html>upstream</html>')
      return true
    case 'expired':
      if (!isObject(request)) return false
      answer(response, 403, '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>')
      return true
    case 'error-in-2xx':
      // What does not see the store at all and says that all is well; of an object also with nothing.
      answer(response, 200, dice.pick(isObject(request) ? [LOGIN_PAGE, NOT_STORED, ''] : [LOGIN_PAGE]))
      return true
    case 'forgotten':
      // Said yes to, and nothing done.
      answer(response, 201, '{}', { 'content-type': 'application/json' })
      return true
    case 'away':
      answer(response, 503, NGINX_503, { 'content-type': 'text/html' })
      return true
    case 'reset-on-reuse':
      request.socket.resetAndDestroy()
      return true
    case 'slow':
      await pause(60)
      return false
    case 'collected':
    case 'swap-bytes':
    case 'lose-answer':
    case 'error-after':
    case 'garbage':
    case 'truncate':
    case 'not-http':
    case 'wrong-etag':
    case null:
      return false
  }
}

/** Gives the store's answer back, or what goes wrong with it on the way. */
function passOn({ request, response, fault, dice }: Passage, { status, headers, body }: Answered): void {
  switch (fault) {
    case 'lose-answer':
      return void request.socket.destroy()
    case 'error-after':
      return answer(response, dice.pick([500, 502, 503, 504]), '<html>upstream</html>')
    case 'garbage':
      return answer(response, 200, 'Ã©\u0000 this is not what you asked for')
    case 'truncate':
      return answer(response, status, body.subarray(0, Math.floor(body.length / 2)), headers)
    case 'not-http':
      request.socket.write('HTTP/1.1 200 O\u0001K\r\nX: \u0002\r\n\r\n')
      return void request.socket.end()
    case 'wrong-etag':
      return answer(response, status, body, isObject(request) ? { ...headers, etag: `"${'0'.repeat(32)}"` } : headers)
    case 'swap-bytes': {
      // Half of the stores say nothing of what they keep, and only reading it back tells.
      const { etag: _, ...without } = headers
      return answer(response, status, body, dice.roll() < 0.5 ? without : headers)
    }
    case 'refuse':
    case 'cut-request':
    case 'stall':
    case 'busy':
    case 'error-before':
    case 'expired':
    case 'slow':
    case 'error-in-2xx':
    case 'forgotten':
    case 'away':
    case 'collected':
    case 'reset-on-reuse':
    case null:
      return answer(response, status, body, headers)
  }
}

export interface Answered {
  readonly status: number
  readonly headers: Record<string, string | string[]>
  readonly body: Buffer
}

/** Asks the server at a port of this computer the same, under other headers or with other bytes where given. */
export function forward(
  request: IncomingMessage,
  port: string,
  { headers = request.headers, through }: { headers?: IncomingHttpHeaders; through?: Transform } = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const onward = ask(
      {
        host: '127.0.0.1',
        port,
        method: request.method,
        path: request.url,
        headers,
        agent: false,
      },
      (answered) => {
        const parts: Buffer[] = []
        answered
          .on('data', (part: Buffer) => parts.push(part))
          .on('error', reject)
          .on('end', () => {
            const {
              'transfer-encoding': _chunked,
              connection: _connection,
              'content-length': _length,
              ...headers
            } = answered.headers
            resolve({
              status: answered.statusCode ?? 502,
              headers: headers as Record<string, string | string[]>,
              body: Buffer.concat(parts),
            })
          })
      },
    )
    onward.on('error', reject)
    // A request whose sender dies must not arrive whole.
    request.on('aborted', () => onward.destroy())
    if (through) request.pipe(through).pipe(onward)
    else request.pipe(onward)
  })
}

/** A store, or somebody before it, that keeps other bytes than it was given: one of them is not what it was. */
function oneByteWrong(): Transform {
  let isFirst = true
  return new Transform({
    transform: (chunk: Buffer, _, done) => {
      const bytes = Buffer.from(chunk)
      if (isFirst) bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
      isFirst = false
      done(null, bytes)
    },
  })
}

export function answer(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Record<string, string | string[]> = {},
): void {
  const bytes = Buffer.from(body)
  const mayHaveBody = status !== 204 && status !== 304
  response
    .writeHead(status, { ...headers, ...(mayHaveBody ? { 'content-length': String(bytes.length) } : {}) })
    .end(mayHaveBody ? bytes : undefined)
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
