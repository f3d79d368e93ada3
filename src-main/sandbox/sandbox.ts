import type { FastifyRequest } from 'fastify'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { flowPropertyRoutes } from './flow-property-routes.ts'
import { flowRoutes } from './flow-routes.ts'
import { builtInStore, s3Store } from './media-store.ts'
import { openObjectFiles } from './object-files.ts'
import { objectRoutes } from './object-routes.ts'
import type { Bucket } from './presign.ts'
import { below, createRoute, createSandboxApp, requireToken } from './sandbox-app.ts'
import { FIVE_GIB, type Route, type SandboxContext, type SandboxDialect, type VastRelease } from './sandbox-context.ts'
import { segmentRoutes } from './segment-routes.ts'
import { hostRoutes, rootOf, serviceRoutes } from './service-routes.ts'
import { sourceRoutes } from './source-routes.ts'
import { storageRoutes } from './storage-routes.ts'
import { openStoreTables } from './store-tables.ts'

export interface SandboxOptions {
  /** Everything is kept below this folder. */
  readonly folder: string
  /** 0 is any free one. */
  readonly port: number
  readonly dialect?: SandboxDialect
  /** Which build of VAST's server it is, where it is one. 8.0 has its API below a path. */
  readonly vastRelease?: VastRelease
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
    secretAccessKey: readOrMakeSigningKey(options.folder),
  }
  const context: SandboxContext = {
    tables,
    media: options.s3 ? s3Store(options.s3, urlTtlSeconds) : builtInStore(bucket, files, urlTtlSeconds),
    dialect: options.dialect ?? 'any',
    vastRelease: options.vastRelease ?? '6.0',
    urlTtlSeconds,
    objectTimeoutSeconds: OBJECT_TIMEOUT_SECONDS,
    storageId: STORAGE_ID,
    nowMs,
  }
  const app = createSandboxApp(options.onRequest)
  if (!options.s3)
    objectRoutes(app, { bucket, files, maxPutBytes: options.maxPutBytes ?? FIVE_GIB, now: () => new Date(nowMs()) })
  if (options.requireToken) requireToken(app, options.requireToken, `/${BUCKET}/`)
  const route = createRoute(app)
  hostRoutes(route, context)
  apiRoutes(below(route, rootOf(context)), context)
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

function apiRoutes(route: Route, context: SandboxContext): void {
  serviceRoutes(route, context)
  sourceRoutes(route, context)
  flowRoutes(route, context)
  flowPropertyRoutes(route, context)
  storageRoutes(route, context)
  segmentRoutes(route, context)
}

/** Collects objects that were allocated and never registered. Source: TAMS 8.2, `min_object_timeout`. */
async function sweep({ tables, media, objectTimeoutSeconds, nowMs }: SandboxContext): Promise<void> {
  for (const id of tables.forgottenObjects(nowMs() - objectTimeoutSeconds * 1000)) {
    await media.remove(id)
    tables.deleteObject(id)
  }
}

/** The key that signs this store's URLs; made once, so that URLs outlive a restart. */
function readOrMakeSigningKey(folder: string): string {
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
