import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { timingSafeEqual } from 'node:crypto'
import { WINDOW_POLICY } from '../../src-shared/window-policy.ts'

/** Host and Origin must be ours, whatever is asked; and pages get no more rights than they need. */
export function requireOwnOrigin(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const { host, origin } = request.headers
    const port = (app.server.address() as { port: number } | null)?.port ?? 0
    const ours = [`127.0.0.1:${port}`, `localhost:${port}`]
    if (!host || !ours.includes(host) || (origin !== undefined && origin !== `http://${host}`))
      return reply.status(403).send('Not for you.')
    void reply.headers({
      'content-security-policy': WINDOW_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    return undefined
  })
}

/** A WebSocket cannot carry headers of a page's choice; the token travels as a second subprotocol. */
export async function requireToken(request: FastifyRequest, reply: FastifyReply, token: string): Promise<void> {
  const given = String(
    request.headers['x-framehaul-token'] ?? request.headers['sec-websocket-protocol']?.split(',')[1] ?? '',
  ).trim()
  const [a, b] = [Buffer.from(given), Buffer.from(token)]
  if (a.length !== b.length || !timingSafeEqual(a, b))
    await reply.status(401).send('The address is not complete. Open the one that Framehaul printed.')
}
