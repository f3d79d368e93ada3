import { z } from 'zod'

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
  members: z.array(z.object({ flowId: z.string(), trackIndex: z.number().int(), format: z.enum(['video', 'audio', 'image', 'data', 'multi']) })),
  object: z.object({
    objectId: z.string(), bytes: z.number(), md5: z.string().nullable(), etag: z.string().nullable(), timerange: z.string(), stored: z.boolean(), registered: z.boolean(),
  }).nullable(),
})
export type Work = z.infer<typeof workSchema>

export const noWork = (flowId: string): Work => ({ server: null, tried: [], flowId, storedFlowId: null, sourceId: null, members: [], object: null })
