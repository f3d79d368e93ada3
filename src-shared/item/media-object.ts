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
 * How far an object has come: the store gave it a place (which may hold bytes or none); it has the bytes; its
 * registration was begun and the answer may have been lost; it is on the flow's timeline, proven; or the store would
 * not have it there, or gave back other bytes: nobody will register it.
 */
export const objectStates = ['allocated', 'stored', 'tried', 'registered', 'refused'] as const

/**
 * An object that an item asked the store for. Times as TAMS writes them.
 *
 * Every one is written down before a byte of it is sent and stays until its item is forgotten, so what is on the
 * timeline, what is on its way and what was left behind are questions to the same records.
 */
export const mediaObjectSchema = z.object({
  objectId: z.string(),
  /** The item's own id of the flow that it was asked for. */
  flowId: z.string(),
  /** Which piece of the item it holds, counted from 0. A file that goes whole is one piece. */
  index: z.number().int(),
  state: z.enum(objectStates),
  bytes: z.number(),
  md5: z.string().nullable(),
  sha256: z.string().nullable(),
  etag: z.string().nullable(),
  client: z.enum(httpClients).nullable(),
  /** What the store said of it, its ETag or checksum, is of other bytes: nothing but reading it back proves it. */
  isDoubted: z.boolean().default(false),
  /** Null until it is known. */
  proof: z.enum(proofs).nullable(),
  timerange: z.string(),
  offset: z.string(),
  lastDuration: z.string().nullable(),
  samples: z.number().int().nullable(),
  keyFrames: z.number().int().nullable(),
})
export type MediaObject = z.infer<typeof mediaObjectSchema>

/** The store has its bytes, as far as it said. */
export const isStored = ({ state }: MediaObject): boolean =>
  state === 'stored' || state === 'tried' || state === 'registered'

/**
 * The latest object of each piece of a flow, in the order of the pieces.
 *
 * @param objects of one item, as they were asked for
 */
export function currentObjects(objects: readonly MediaObject[], flowId: string): MediaObject[] {
  const latest = new Map(objects.filter((it) => it.flowId === flowId).map((it) => [it.index, it]))
  return [...latest.values()].sort((a, b) => a.index - b.index)
}

/**
 * What was left in the store: objects that nobody registered and nobody will. The store collects them.
 *
 * @param objects of one item, as they were asked for
 */
export function abandonedObjects(objects: readonly MediaObject[], flowId: string): MediaObject[] {
  const current = new Set(currentObjects(objects, flowId))
  return objects.filter((it) => it.state !== 'registered' && (it.state === 'refused' || !current.has(it)))
}
