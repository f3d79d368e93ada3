import { z } from 'zod'
import { segmentChoiceSchema } from './item/segment-choice.ts'
import { problemSchema } from './problems.ts'

/** The kinds of TAMS server there are; see `docs/servers.md` for what tells them apart. */
export const dialects = ['bbc', 'vast', 'guide'] as const
export type Dialect = (typeof dialects)[number]

/** Where we upload to. An empty `url` means the embedded store. Secrets are never part of this. */
export const connectionSchema = z.object({
  url: z.string().max(2000),
  dialect: z.enum(['auto', ...dialects]),
  auth: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('bearer') }),
    z.object({ kind: z.literal('basic'), user: z.string().min(1) }),
    z.object({ kind: z.literal('url-token') }),
    z.object({
      kind: z.literal('oauth2'),
      tokenUrl: z.url(),
      clientId: z.string().min(1),
      scope: z.string().max(2000).optional(),
      audience: z.string().max(2000).optional(),
      /** Where the token server wants the secret; the header of basic authentication where it is left out. */
      secretIn: z.enum(['header', 'body']).optional(),
    }),
  ]),
  caFile: z.string().nullable(),
  /** Who we are to a server that asks for a certificate: a PEM file, and its key where that lies in another. */
  certFile: z.string().max(4000).optional(),
  keyFile: z.string().max(4000).optional(),
  /** A proxy's address, `direct` for none at all; left out, the environment and the system say. */
  proxy: z.string().max(2000).optional(),
})
export type Connection = z.infer<typeof connectionSchema>

/** What new uploads to a server begin with; null is what the settings say. */
export const serverDefaultsSchema = z.object({
  segment: segmentChoiceSchema.nullable(),
  /** Uploads at the same time. */
  concurrency: z.number().int().min(1).max(32).nullable(),
  /** No faster than this, whatever else is allowed. */
  bytesPerSecond: z.number().int().positive().nullable(),
  /** How the flows of a series are named. */
  template: z.string().max(200).nullable(),
  tags: z.record(z.string().min(1).max(200), z.string().max(2000)),
})
export type ServerDefaults = z.infer<typeof serverDefaultsSchema>

export const noDefaults: ServerDefaults = {
  segment: null,
  concurrency: null,
  bytesPerSecond: null,
  template: null,
  tags: {},
}

/** A server that a person keeps under a name. */
export const serverSchema = z.object({
  id: z.string().min(1).max(100),
  name: z.string().trim().min(1).max(200),
  connection: connectionSchema,
  defaults: serverDefaultsSchema,
})
export type Server = z.infer<typeof serverSchema>

export const embeddedConnection: Connection = { url: '', dialect: 'auto', auth: { kind: 'none' }, caFile: null }

/** The store on this computer; always there. */
export const embeddedServer: Server = {
  id: 'embedded',
  name: 'Embedded store',
  connection: embeddedConnection,
  defaults: noDefaults,
}

/** Why the whole queue waits. */
export const holdSchema = z.object({
  problem: problemSchema,
  sinceMs: z.number(),
  /** When Framehaul looks again whether it is over. */
  nextLookMs: z.number(),
  /** Nothing gets better until somebody does something. */
  needsPerson: z.boolean(),
})
export type Hold = z.infer<typeof holdSchema>

/** What is known of the connection now. */
export const connectionStatusSchema = z.object({
  /** Of the server that is kept under it; empty for one that is only tried. */
  serverId: z.string(),
  connection: connectionSchema,
  embedded: z.boolean(),
  /** Host and path as a person would write them; never a token. */
  address: z.string(),
  state: z.enum(['checking', 'reachable', 'unreachable']),
  dialect: z.enum(dialects).nullable(),
  apiVersion: z.string().nullable(),
  serverName: z.string().nullable(),
  problem: problemSchema.nullable(),
})
export type ConnectionStatus = z.infer<typeof connectionStatusSchema>
