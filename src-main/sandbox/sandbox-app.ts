import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { timingSafeEqual } from 'node:crypto'
import { ApiError, errorBody } from './api-error.ts'
import type { Handler, Method, Route } from './sandbox-context.ts'

/** The HTTP server of the sandbox without a route: who is served, what bodies are read, how a refusal looks. */
export function createSandboxApp(onRequest?: (request: FastifyRequest) => void): FastifyInstance {
  const app = Fastify({
    bodyLimit: 32 * 1024 * 1024,
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: true,
  })
  allowLoopbackOnly(app)
  readJsonBodies(app)
  if (onRequest)
    app.addHook('onRequest', (request, _reply, done) => {
      onRequest(request)
      done()
    })
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error instanceof ApiError ? error.status : (error.statusCode ?? 500)
    return reply.status(status).send(errorBody(status, error.message))
  })
  return app
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/**
 * It listens on loopback, and only under loopback's names: a foreign name that resolves to this machine is a page's
 * trick, and so is a foreign origin.
 */
function allowLoopbackOnly(app: FastifyInstance): void {
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const { host = '', origin } = request.headers
    const from = origin === undefined ? null : URL.canParse(origin) ? new URL(origin).host : ''
    if (!LOOPBACK.test(host) || (from !== null && !LOOPBACK.test(from)))
      await reply.status(403).send(errorBody(403, 'This store is for programs of this computer.'))
  })
}

function readJsonBodies(app: FastifyInstance): void {
  // A browser's page must not be able to speak to the store: no form types, and JSON only by its name.
  app.removeContentTypeParser('text/plain')
  // Labels, descriptions and tags are JSON strings, but validating proxies were seen to forward the bare text.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)))
    } catch {
      if (/\/(label|description|tags\/[^/]+)$/.test(request.url.split('?')[0] ?? '')) done(null, String(body))
      else done(new ApiError(400, 'The body is not valid JSON.'))
    }
  })
}

/** Bearer or `access_token`, for everything but presigned objects, which lie below `objectsPath`. */
export function requireToken(app: FastifyInstance, token: string, objectsPath: string): void {
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.url.startsWith(objectsPath)) return
    const given =
      request.headers.authorization?.replace(/^Bearer /i, '') ??
      (request.query as { access_token?: string }).access_token ??
      ''
    const [a, b] = [Buffer.from(given), Buffer.from(token)]
    if (a.length !== b.length || !timingSafeEqual(a, b))
      await reply.status(401).header('www-authenticate', 'Bearer').send(errorBody(401, 'A token is required.'))
  })
}

/** Registers routes below a path. */
export const below =
  (route: Route, root: string): Route =>
  (method, path, handler) =>
    route(method, `${root}${path}`, handler)

/** Answers how routes are registered here; where a path has some, but not for the method, the answer is a 405. */
export function createRoute(app: FastifyInstance): Route {
  const known: { method: Method; pattern: RegExp }[] = []
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const methods = known.filter((it) => it.pattern.test(path)).map((it) => it.method)
    return methods.length > 0
      ? reply
          .status(405)
          .header('allow', methods.join(', '))
          .send(errorBody(405, `${request.method} is not possible here; ${methods.join(', ')} is.`))
      : reply.status(404).send(errorBody(404, `There is nothing at ${path}.`))
  })
  return (method: Method, path: string, handler: Handler) => {
    known.push({ method, pattern: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}/?$`) })
    app.route({
      method,
      url: path,
      handler: async (request, reply) => {
        const answer = await handler(request, reply)
        // Bare strings are JSON that was written already: labels, tags and descriptions.
        return typeof answer === 'string' ? reply.type('application/json').send(answer) : answer
      },
    })
  }
}
