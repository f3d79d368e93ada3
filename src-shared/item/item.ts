import { z } from 'zod'
import { mediaBriefSchema } from '../media-brief.ts'
import { mediaFactsSchema, mediaKinds } from '../media-facts.ts'
import { problemCodes } from '../problems.ts'
import { mediaObjectSchema } from './media-object.ts'
import { segmentSchema } from './segment-choice.ts'
import { isPlacement } from '../time/placement.ts'
import { itemStateSchema } from './state.ts'
import { steps } from './steps.ts'

/**
 * What a person may say about an upload before it is sent; everything is optional and overrides what the probe found.
 */
export const uploadOptionsSchema = z.object({
  sourceName: z.string().trim().min(1).max(500).optional(),
  flowName: z.string().trim().min(1).max(500).optional(),
  description: z.string().max(5000).optional(),
  /** The guide's words for a source: what kind it is and where it was made. Kept as tags elsewhere. */
  sourceType: z.string().max(200).optional(),
  location: z.string().max(500).optional(),
  tags: z.record(z.string().min(1).max(200), z.string().max(2000)).optional(),
  resolution: z.object({ width: z.number().int().positive(), height: z.number().int().positive() }).optional(),
  frameRate: z
    .string()
    .regex(/^[1-9]\d*\/[1-9]\d*$/)
    .optional(),
  codec: z
    .string()
    .regex(/^[^\s/]+\/[^\s/]+$/)
    .optional(),
  /** Use the source of that name if the store has it. */
  reuseSource: z.boolean().optional(),
  /**
   * What to do with a file that this store has: ask; pass over it where it has the same names too; upload it again and
   * tell; or not even look.
   */
  duplicates: z.enum(['ask', 'skip', 'tell', 'upload']).default('ask'),
  /** Compute the file's SHA-256 too, for the receipt. */
  sha256: z.boolean().default(false),
  segment: segmentSchema,
  /** Where it lies on its flow: `zero`, by its `timecode`, when it was `recorded`, or a time. */
  timeline: z.string().max(64).refine(isPlacement).default('zero'),
  /** The file is still being written: send it as it grows, in pieces, until it has stopped for some seconds. */
  follow: z.boolean().default(false),
  /** Read it and then wait until somebody starts it. */
  waits: z.boolean().default(false),
  /** It belongs to this media file and lies where that lies: sent as data, whatever is in it. */
  sidecarOf: z.string().max(32_000).optional(),
  /** Compare the store's checksum with the file's. */
  verify: z.boolean().default(true),
})
export type UploadOptions = z.infer<typeof uploadOptionsSchema>

/** What went wrong at one try. Milliseconds since 1970. */
export const troublesSchema = z.array(
  z.object({ atMs: z.number(), step: z.enum(steps), code: z.enum(problemCodes), message: z.string() }),
)

/** One row of the queue, as every door shows it. Times are milliseconds since 1970, sizes bytes. */
export const itemViewSchema = z.object({
  id: z.string(),
  path: z.string(),
  name: z.string(),
  size: z.number(),
  sourceName: z.string(),
  flowName: z.string(),
  /** Items that were added together; a series has a name. */
  batch: z.object({ id: z.string(), series: z.string().nullable() }),
  state: itemStateSchema,
  /** What it is, once it was read. */
  media: mediaBriefSchema.nullable(),
  kind: z.enum(mediaKinds).nullable(),
  tries: z.number().int(),
  stepSeconds: z.partialRecord(z.enum(['probe', ...steps]), z.number()),
  sourceId: z.string().nullable(),
  flowId: z.string().nullable(),
  flows: z.array(z.object({ id: z.string(), format: z.string() })),
  /** How many of its objects are on the flow's timeline. */
  onTimeline: z.number().int(),
  addedMs: z.number(),
  troubles: troublesSchema,
  /** Nothing was sent: the store had it. */
  isAlreadyThere: z.boolean(),
  /** The file holds less than its header promises. */
  isTruncated: z.boolean(),
  /** What the same content is called that the store had before; uploaded again all the same. */
  duplicateOf: z.string().nullable(),
})
export type ItemView = z.infer<typeof itemViewSchema>

const objectView = mediaObjectSchema.pick({
  objectId: true,
  bytes: true,
  md5: true,
  sha256: true,
  etag: true,
  proof: true,
  client: true,
  timerange: true,
})

/** What an item has in the store, and what earlier tries left there. */
const inStore = {
  objects: z.array(objectView),
  abandoned: z.object({ objects: z.array(z.string()), flows: z.array(z.string()) }),
}

/** An item as its receipt has it. */
export const itemReceiptSchema = itemViewSchema.extend(inStore)
export type ItemReceipt = z.infer<typeof itemReceiptSchema>

/** What a door shows of one item beyond its row. */
export const itemDetailsSchema = z.object({
  facts: mediaFactsSchema.nullable(),
  options: uploadOptionsSchema.pick({ description: true, sourceType: true, location: true, tags: true, segment: true }),
  ...inStore,
  server: z.string().nullable(),
})
export type ItemDetails = z.infer<typeof itemDetailsSchema>
