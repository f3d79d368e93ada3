import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Dialect } from '../../src-shared/connection.ts'
import type { MediaStore } from './media-store.ts'
import type { StoreTables } from './store-tables.ts'

export type SandboxDialect = 'any' | Dialect

/** The builds of VAST's server, which differ in what they call a flow and a segment. */
export const vastReleases = ['6.0', '7.0', '8.0'] as const
export type VastRelease = (typeof vastReleases)[number]

/** S3's own limit for one PUT. */
export const FIVE_GIB = 5 * 1024 ** 3

/** What every route works with. */
export interface SandboxContext {
  readonly tables: StoreTables
  readonly media: MediaStore
  readonly dialect: SandboxDialect
  readonly vastRelease: VastRelease
  readonly urlTtlSeconds: number
  readonly objectTimeoutSeconds: number
  readonly storageId: string
  readonly nowMs: () => number
}

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'
export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
/** Registers a route and remembers that it exists, so that a wrong method answers 405 and not 404. */
export type Route = (method: Method, path: string, handler: Handler) => void

export const param = (request: FastifyRequest, name: string): string =>
  (request.params as Record<string, string>)[name] ?? ''

/** A query parameter; the last one where it is repeated. */
export function query(request: FastifyRequest, name: string): string | undefined {
  const value = (request.query as Record<string, string | string[] | undefined>)[name]
  return Array.isArray(value) ? value.at(-1) : value
}

/** Scheme, host and port under which this client reaches us; presigned URLs must lead back the same way. */
export const baseOf = (request: FastifyRequest): string =>
  `${request.protocol}://${request.headers.host ?? 'localhost'}`
