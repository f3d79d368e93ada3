import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ApiError, errorBody } from './api-error.ts'
import { flowRoutes } from './flow-routes.ts'
import { builtInStore, s3Store } from './media-store.ts'
import { openObjectFiles } from './object-files.ts'
import { objectRoutes } from './object-routes.ts'
import type { Bucket } from './presign.ts'
import type { Handler, Method, SandboxContext, SandboxDialect } from './sandbox-context.ts'
import { segmentRoutes } from './segment-routes.ts'
import { serviceRoutes } from './service-routes.ts'
import { sourceRoutes } from './source-routes.ts'
import { openStoreTables } from './store-tables.ts'

export interface SandboxOptions {
  /** Everything is kept below this folder. */
  readonly folder: string
  /** 0 is any free one. */
  readonly port: number
  readonly dialect?: SandboxDialect
  readonly urlTtlSeconds?: number
  readonly maxPutBytes?: number
  readonly requireToken?: string | null
  /** Presign against this S3 instead of keeping objects here. */
  readonly s3?: Bucket | null
  readonly nowMs?: () => number
  /** For tests: sees every request before it is answered. */
  readonly onRequest?: (request: FastifyRequest) => void
}

export interface Sandbox {
  readonly url: string
  close: () => Promise<void>
}

/** S3's own limit for one PUT. */
export const FIVE_GIB = 5 * 1024 ** 3
const OBJECT_TIMEOUT_SECONDS = 24 * 3600
const STORAGE_ID = '7a6d7369-6e00-4000-8000-000000000001'
const BUCKET = 'tams-media'

/**
 * Starts the embedded TAMS store on loopback: the API of the specification (and of the two older dialects) and an
 * object store that verifies what it signed. Rejects where the port is taken or the folder cannot be used.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const nowMs = options.nowMs ?? Date.now
  const urlTtlSeconds = options.urlTtlSeconds ?? 3600
  const tables = openStoreTables(options.folder)
  const files = openObjectFiles(join(options.folder, 'objects'))
  const bucket = {
    name: BUCKET,
    region: 'us-east-1',
    accessKeyId: 'FRAMEHAULSANDBOX',
    secretAccessKey: keptSecret(options.folder),
  }
  const context: SandboxContext = {
    tables,
    media: options.s3 ? s3Store(options.s3, urlTtlSeconds) : builtInStore(bucket, files, urlTtlSeconds),
    dialect: options.dialect ?? 'any',
    urlTtlSeconds,
    objectTimeoutSeconds: OBJECT_TIMEOUT_SECONDS,
    storageId: STORAGE_ID,
    nowMs,
  }
  const app = Fastify({
    bodyLimit: 32 * 1024 * 1024,
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: true,
  })
  onlyFromHere(app)
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
  if (options.onRequest) {
    const { onRequest } = options
    app.addHook('onRequest', (request, _reply, done) => {
      onRequest(request)
      done()
    })
  }
  if (!options.s3)
    objectRoutes(app, { bucket, files, maxPutBytes: options.maxPutBytes ?? FIVE_GIB, now: () => new Date(nowMs()) })
  if (options.requireToken) requireToken(app, options.requireToken)
  const known: { method: Method; pattern: RegExp }[] = []
  const route = (method: Method, path: string, handler: Handler) => {
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
  serviceRoutes(route, context)
  sourceRoutes(route, context)
  flowRoutes(route, context)
  segmentRoutes(route, context)
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
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error instanceof ApiError ? error.status : (error.statusCode ?? 500)
    return reply.status(status).send(errorBody(status, error.message))
  })
  const sweeper = setInterval(() => void sweep(context), 60_000)
  sweeper.unref()
  try {
    const url = await app.listen({ host: '127.0.0.1', port: options.port })
    await sweep(context)
    return {
      url,
      close: async () => {
        clearInterval(sweeper)
        await app.close()
        tables.close()
      },
    }
  } catch (error) {
    clearInterval(sweeper)
    tables.close()
    throw error
  }
}

/** Collects objects that were allocated and never registered. Source: TAMS 8.2, `min_object_timeout`. */
async function sweep({ tables, media, objectTimeoutSeconds, nowMs }: SandboxContext): Promise<void> {
  for (const id of tables.forgottenObjects(nowMs() - objectTimeoutSeconds * 1000)) {
    await media.remove(id)
    tables.deleteObject(id)
  }
}

/** The key that signs this store's URLs; made once, so that URLs outlive a restart. */
function keptSecret(folder: string): string {
  const path = join(folder, 'signing-key')
  try {
    return readFileSync(path, 'utf8')
  } catch {
    const secret = randomBytes(32).toString('base64url')
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, secret, { mode: 0o600 })
    return secret
  }
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/**
 * It listens on loopback, and only under loopback's names: a foreign name that resolves to this machine is a page's
 * trick, and so is a foreign origin.
 */
function onlyFromHere(app: FastifyInstance): void {
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const { host = '', origin } = request.headers
    const from = origin === undefined ? null : URL.canParse(origin) ? new URL(origin).host : ''
    if (!LOOPBACK.test(host) || (from !== null && !LOOPBACK.test(from)))
      await reply.status(403).send(errorBody(403, 'This store is for programs of this computer.'))
  })
}

/** Bearer or `access_token`, for everything but presigned objects. */
function requireToken(app: FastifyInstance, token: string): void {
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.url.startsWith(`/${BUCKET}/`)) return
    const given =
      request.headers.authorization?.replace(/^Bearer /i, '') ??
      (request.query as { access_token?: string }).access_token ??
      ''
    const [a, b] = [Buffer.from(given), Buffer.from(token)]
    if (a.length !== b.length || !timingSafeEqual(a, b))
      await reply.status(401).header('www-authenticate', 'Bearer').send(errorBody(401, 'A token is required.'))
  })
}
