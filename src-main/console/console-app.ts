import fastifyStatic from '@fastify/static'
import fastifyWebsocket from '@fastify/websocket'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Handlers } from '../../src-shared/contract.ts'
import { problem } from '../../src-shared/problems.ts'
import type { PlaybackTickets } from '../engine/index.ts'
import { requireOwnOrigin, requireToken } from './access.ts'
import type { DroppedFiles } from './dropped-files.ts'
import type { LiveSockets } from './live-sockets.ts'

export interface ConsoleParts {
  readonly windowFolder: string
  /** Who has it is answered. */
  readonly token: string
  readonly handlers: Handlers
  readonly sockets: LiveSockets
  readonly dropped: DroppedFiles
  readonly plays: PlaybackTickets
}

/** The console's HTTP server, not yet listening: the page, its WebSocket, dropped files, and objects to play. */
export async function createConsoleApp(parts: ConsoleParts): Promise<FastifyInstance> {
  const { windowFolder, token, handlers, sockets } = parts
  const app = Fastify({ forceCloseConnections: true })
  await app.register(fastifyWebsocket, {
    options: {
      maxPayload: 64 * 1024 * 1024,
      handleProtocols: (offered) => (offered.has('framehaul') ? 'framehaul' : false),
    },
  })
  // After the WebSocket's own hook, which closes the line of a refused upgrade; before anything is served.
  requireOwnOrigin(app)
  await app.register(fastifyStatic, { root: windowFolder, cacheControl: false })
  app.get(
    '/live',
    { websocket: true, preValidation: (request, reply) => requireToken(request, reply, token) },
    (socket) => sockets.serve(socket, handlers),
  )
  acceptDrops(app, token, parts.dropped)
  servePlays(app, parts.plays)
  return app
}

function acceptDrops(app: FastifyInstance, token: string, dropped: DroppedFiles): void {
  void app.register((drops, _, done) => {
    drops.removeAllContentTypeParsers()
    drops.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    drops.put<{ Params: { group: string }; Querystring: { path?: string } }>(
      '/drop/:group',
      { preValidation: (request, reply) => requireToken(request, reply, token) },
      async (request, reply) => {
        try {
          return { path: await dropped.store(request.params.group, request.query.path ?? 'file', request.raw) }
        } catch (error) {
          const { code, message } = error as NodeJS.ErrnoException
          const about = code === 'ENOSPC' ? problem('disk-full', {}, message) : problem('data-unusable', {}, message)
          return reply.status(500).send({ problem: about })
        }
      },
    )
    done()
  })
}

/** A ticket is as good as the token, and for one object only: players cannot send headers. */
function servePlays(app: FastifyInstance, plays: PlaybackTickets): void {
  app.get<{ Params: { ticket: string } }>('/play/:ticket', async (request, reply) => {
    const stop = new AbortController()
    reply.raw.once('close', () => stop.abort())
    const read = await plays.open(request.params.ticket, request.headers.range ?? null, stop.signal)
    if (!read.ok) return reply.status(404).send(read.problem.message)
    return reply.status(read.value.status).headers(read.value.headers).send(read.value.body)
  })
}
