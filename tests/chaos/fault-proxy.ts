import { once } from 'node:events'
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
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
] as const
export type Fault = (typeof faults)[number]

export interface FaultProxy {
  readonly url: string
  /** From now on everything passes unharmed. */
  calm: () => void
  readonly done: Record<string, number>
  /** Resolves when so many more requests have arrived. */
  afterRequests: (count: number) => Promise<void>
  close: () => Promise<void>
}

/**
 * Stands between engine and store, in front of the API and of the objects alike, and lets a share of all requests go
 * wrong.
 *
 * The host name is passed on, so that presigned URLs lead through here and their signatures hold.
 */
export async function faultProxy(target: string, dice: Dice, share: number, skewMs: number): Promise<FaultProxy> {
  const { port: targetPort } = new URL(target)
  const done: Record<string, number> = {}
  let isCalm = false
  let seen = 0
  const waiting: { at: number; tell: () => void }[] = []
  const server = createServer({ keepAliveTimeout: 2000 }, (request, response) => {
    seen += 1
    for (const { at, tell } of waiting) if (at === seen) tell()
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    const fault = !isCalm && dice.roll() < share ? dice.pick(faults) : null
    if (fault) done[fault] = (done[fault] ?? 0) + 1
    void handle(request, response, fault).catch(() => request.socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  async function handle(request: IncomingMessage, response: ServerResponse, fault: Fault | null): Promise<void> {
    const isObject = /^\/tams-media\//.test(request.url ?? '')
    if (fault === 'refuse') return void request.socket.destroy()
    if (fault === 'cut-request') {
      // Somewhere in its body, or where it has none.
      await Promise.race([once(request, 'data').catch(() => undefined), pause(50)])
      return void request.socket.destroy()
    }
    if (fault === 'stall') {
      // Nothing happens, until somebody loses patience.
      await pause(isObject ? 700 : 150)
      return void request.socket.destroy()
    }
    if (fault === 'busy')
      return answer(
        response,
        dice.pick([429, 503]),
        '{"summary":"slow down"}',
        dice.roll() < 0.5 ? { 'retry-after': '0' } : {},
      )
    if (fault === 'error-before') return answer(response, dice.pick([500, 502, 504]), '<html>upstream</html>')
    if (fault === 'expired' && isObject)
      return answer(response, 403, '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>')
    if (fault === 'slow') await pause(60)

    // From here on the store has done what it was asked to.
    const { status, headers, body } = await forward(request)
    if (skewMs !== 0) headers['date'] = new Date(Date.now() + skewMs).toUTCString()
    if (fault === 'lose-answer') return void request.socket.destroy()
    if (fault === 'error-after') return answer(response, dice.pick([500, 502, 503, 504]), '<html>upstream</html>')
    if (fault === 'garbage') return answer(response, 200, 'Ã©\u0000 this is not what you asked for')
    if (fault === 'truncate') return answer(response, status, body.subarray(0, Math.floor(body.length / 2)), headers)
    if (fault === 'not-http') {
      request.socket.write('HTTP/1.1 200 O\u0001K\r\nX: \u0002\r\n\r\n')
      return void request.socket.end()
    }
    return answer(
      response,
      status,
      body,
      fault === 'wrong-etag' && isObject ? { ...headers, etag: `"${'0'.repeat(32)}"` } : headers,
    )
  }

  function forward(
    request: IncomingMessage,
  ): Promise<{ status: number; headers: Record<string, string | string[]>; body: Buffer }> {
    return new Promise((resolve, reject) => {
      const onward = ask(
        {
          host: '127.0.0.1',
          port: targetPort,
          method: request.method,
          path: request.url,
          headers: request.headers,
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
      request.pipe(onward)
    })
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calm: () => {
      isCalm = true
    },
    done,
    afterRequests: (count) => new Promise((tell) => waiting.push({ at: seen + count, tell })),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(
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
