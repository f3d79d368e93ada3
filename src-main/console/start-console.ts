import fastifyStatic from '@fastify/static'
import fastifyWebsocket, { type WebSocket } from '@fastify/websocket'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import packageFile from '../../package.json' with { type: 'json' }
import type { Connection } from '../../src-shared/connection.ts'
import type { EventPayload, Handlers } from '../../src-shared/contract.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { serveCall } from '../../src-shared/serve-calls.ts'
import { WINDOW_POLICY } from '../../src-shared/window-policy.ts'
import { diagnosticsText, openWorkspace, samplesFolder, type PlaybackTickets } from '../engine/index.ts'
import { embeddedStore } from '../sandbox/index.ts'
import { keepDroppedFiles, type DroppedFiles } from './dropped-files.ts'
import { listFolder } from './list-folder.ts'

export interface ConsoleOptions {
  readonly folder: string
  /** 0 is any free one. */
  readonly port: number
  readonly fixed?: { readonly connection: Connection; readonly secret: string | null }
  /** Where the built window lies; found beside the bundle where it is not given. */
  readonly windowFolder?: string
}

export interface Console {
  /** With the key in its fragment, which browsers never send. */
  readonly url: string
  close: () => Promise<void>
}

const messageSchema = z.object({ id: z.number().int(), name: z.string(), ask: z.unknown() })

/**
 * Serves the window on loopback: one page, one WebSocket for all calls and events, and one address for dropped files.
 *
 * Only who holds the random token gets an answer, and only under our own Host and Origin, so that neither another page
 * nor a name that resolves to this machine can speak to the engine.
 */
export async function startConsole(options: ConsoleOptions): Promise<Outcome<Console>> {
  const windowFolder = options.windowFolder ?? resolve(import.meta.dirname, '../renderer')
  if (!existsSync(join(windowFolder, 'index.html')))
    return failed(
      problem('internal', {}, `the window is not built: ${windowFolder} has no index.html; run npm run build`),
    )
  const store = embeddedStore(join(options.folder, 'store'))
  const sockets = new Set<WebSocket>()
  const dropped = keepDroppedFiles(join(options.folder, 'dropped'))
  // Without an OS keychain, a secret typed into the window lives as long as this process.
  const secrets = new Map<string, string>()
  const workspace = await openWorkspace({
    folder: options.folder,
    embeddedUrl: store.url,
    watches: true,
    secrets: {
      read: (serverId) => Promise.resolve(secrets.get(serverId) ?? null),
      write: (serverId, secret) => {
        if (secret === null) secrets.delete(serverId)
        else secrets.set(serverId, secret)
        return Promise.resolve()
      },
    },
    announce: (name, payload) => {
      if (name === 'queue:changed') void forgetFinished(payload as EventPayload<'queue:changed'>)
      const text = JSON.stringify({ event: name, payload })
      for (const socket of sockets) socket.send(text)
    },
    gone: (paths) => {
      for (const path of paths) void dropped.forget(path)
    },
    ...(options.fixed ? { fixed: options.fixed } : {}),
  })
  if (!workspace.ok) return workspace
  const { handlers: queue } = workspace.value

  // Of what was removed shortly before the end, copies may have stayed behind.
  await dropped.sweep(
    workspace.value.engine
      .items()
      .filter((it) => it.life.state.name !== 'done')
      .map((it) => it.path),
  )

  /** A copy that a browser gave is not needed once its bytes are in the store. */
  async function forgetFinished({ items }: EventPayload<'queue:changed'>): Promise<void> {
    for (const item of items) {
      if (item.state.name !== 'done' || !dropped.isOurs(item.path)) continue
      // Somebody may look at it later, and then the copy is gone.
      if (workspace.ok) await workspace.value.takePictures(item.id)
      await dropped.forget(item.path)
    }
  }

  const handlers: Handlers = {
    ...queue,
    'door:describe': () =>
      Promise.resolve(
        ok({
          kind: 'console' as const,
          nativePickers: false,
          version: packageFile.version,
          home: homedir(),
          hasReleaseSite: false,
        }),
      ),
    'door:pick': () => Promise.resolve(failed(problem('not-here'))),
    'folder:list': ({ path }) => listFolder(path),
    'door:diagnostics': () =>
      Promise.resolve(
        ok({ text: diagnosticsText(workspace.value, { framehaul: packageFile.version, door: 'console' }) }),
      ),
    'samples:folder': () => Promise.resolve(samplesFolder(import.meta.dirname)),
  }
  const token = randomBytes(32).toString('base64url')
  const app = Fastify({ forceCloseConnections: true })
  await app.register(fastifyWebsocket, {
    options: {
      maxPayload: 64 * 1024 * 1024,
      handleProtocols: (offered) => (offered.has('framehaul') ? 'framehaul' : false),
    },
  })
  // After the WebSocket's own hook, which closes the line of a refused upgrade; before anything is served.
  guard(app)
  await app.register(fastifyStatic, { root: windowFolder, cacheControl: false })
  app.get('/live', { websocket: true, preValidation: (request, reply) => admit(request, reply, token) }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('message', (data: Buffer) => void answer(socket, data))
  })
  acceptDrops(app, token, dropped)
  servePlays(app, workspace.value.plays)

  async function answer(socket: WebSocket, data: Buffer): Promise<void> {
    const message = messageSchema.safeParse(parse(data))
    if (!message.success) return socket.close(1008)
    const { id, name, ask } = message.data
    const outcome = await serveCall(handlers, name, ask)
    socket.send(JSON.stringify({ id, outcome }))
  }

  try {
    const address = await app.listen({ host: '127.0.0.1', port: options.port })
    return ok({
      url: `${address}/#${token}`,
      close: async () => {
        // Not a polite close: a browser tab that sleeps would never answer it.
        for (const socket of sockets) socket.terminate()
        await app.close()
        await workspace.value.close()
        await store.close()
      },
    })
  } catch (error) {
    await workspace.value.close()
    await store.close()
    throw error
  }
}

/** Host and Origin must be ours, whatever is asked; and pages get no more rights than they need. */
function guard(app: FastifyInstance): void {
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
async function admit(request: FastifyRequest, reply: FastifyReply, token: string): Promise<void> {
  const given = String(
    request.headers['x-framehaul-token'] ?? request.headers['sec-websocket-protocol']?.split(',')[1] ?? '',
  ).trim()
  const [a, b] = [Buffer.from(given), Buffer.from(token)]
  if (a.length !== b.length || !timingSafeEqual(a, b))
    await reply.status(401).send('The address is not complete. Open the one that Framehaul printed.')
}

function acceptDrops(app: FastifyInstance, token: string, dropped: DroppedFiles): void {
  void app.register((drops, _, done) => {
    drops.removeAllContentTypeParsers()
    drops.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    drops.put<{ Params: { group: string }; Querystring: { path?: string } }>(
      '/drop/:group',
      { preValidation: (request, reply) => admit(request, reply, token) },
      async (request, reply) => {
        try {
          return { path: await dropped.keep(request.params.group, request.query.path ?? 'file', request.raw) }
        } catch (error) {
          const { code, message } = error as NodeJS.ErrnoException
          const wrong = code === 'ENOSPC' ? problem('disk-full', {}, message) : problem('data-unusable', {}, message)
          return reply.status(500).send({ problem: wrong })
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

function parse(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'))
  } catch {
    return null
  }
}
