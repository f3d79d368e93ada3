import { z } from 'zod'

/**
 * The HTTP clients a transfer can go through; the second takes over where the first could make nothing of an answer.
 */
export const httpClients = ['got', 'node'] as const
export type HttpClientName = (typeof httpClients)[number]

/**
 * How it is known that the store has the file's bytes: its ETag or its checksum is theirs; they were read back and
 * hashed; only their number was said; or nobody asked, or nobody may read and nothing was said.
 */
export const proofs = ['etag', 'read-back', 'size', 'none'] as const
export type Proof = (typeof proofs)[number]

/**
 * What was done for an item in the store, and what is about to be: ids first, effects after.
 *
 * `tried` holds the steps that were begun at least once, so that a repeat asks the store before it makes a second one.
 */
export const workSchema = z.object({
  /** The server the work was begun on; null before it began. */
  server: z.string().nullable(),
  tried: z.array(z.enum(['flow', 'segment'])),
  flowId: z.string(),
  /** The id the store knows the flow by, once it is there. */
  storedFlowId: z.string().nullable(),
  sourceId: z.string().nullable(),
  members: z.array(
    z.object({
      flowId: z.string(),
      trackIndex: z.number().int(),
      format: z.enum(['video', 'audio', 'image', 'data', 'multi']),
    }),
  ),
  object: z
    .object({
      objectId: z.string(),
      bytes: z.number(),
      md5: z.string().nullable(),
      etag: z.string().nullable(),
      timerange: z.string(),
      stored: z.boolean(),
      registered: z.boolean(),
      sha256: z.string().nullable().default(null),
      client: z.enum(httpClients).nullable().default(null),
      /** Null until it is known. */
      proof: z.enum(proofs).nullable().default(null),
    })
    .nullable(),
  /**
   * Of an item that is cut: how many pieces are registered, and their bytes. Their records are in the journal's table.
   */
  pieces: z.object({ registered: z.number().int(), bytes: z.number() }).nullable().default(null),
  /** MD5 over all bytes of an item that went in pieces; null where it went whole or nobody computed it. */
  md5: z.string().nullable().default(null),
  /**
   * What earlier tries left in the store: objects that nobody registered (the store collects them) and flows without
   * segments.
   */
  abandoned: z.object({ objects: z.array(z.string()), flows: z.array(z.string()) }).default({ objects: [], flows: [] }),
  /** Nothing was sent: an earlier upload had brought the same file under the same names. */
  isAlreadyThere: z.boolean().default(false),
  /** What the same content is called that the store had before. */
  duplicateOf: z.string().nullable().default(null),
})
export type Work = z.infer<typeof workSchema>

/** One piece of an item that is cut: its object and where it lies on the flow. Times as TAMS writes them. */
export const pieceSchema = z.object({
  index: z.number().int(),
  objectId: z.string(),
  bytes: z.number(),
  md5: z.string().nullable(),
  sha256: z.string().nullable(),
  etag: z.string().nullable(),
  client: z.enum(httpClients).nullable(),
  proof: z.enum(proofs).nullable(),
  timerange: z.string(),
  offset: z.string(),
  lastDuration: z.string().nullable(),
  samples: z.number().int().nullable(),
  keyFrames: z.number().int().nullable(),
  stored: z.boolean(),
  /** Registering was begun; the answer may have been lost. */
  tried: z.boolean(),
  registered: z.boolean(),
})
export type PieceRecord = z.infer<typeof pieceSchema>

export const noWork = (flowId: string): Work => ({
  server: null,
  tried: [],
  flowId,
  storedFlowId: null,
  sourceId: null,
  members: [],
  object: null,
  pieces: null,
  md5: null,
  abandoned: { objects: [], flows: [] },
  isAlreadyThere: false,
  duplicateOf: null,
})
