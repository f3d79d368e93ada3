import { z } from 'zod'

/**
 * What a TAMS store has, as far as a window shows it; alike for all kinds of server. What a server does not say is
 * null.
 */
export const storeSourceSchema = z.object({
  id: z.string(),
  label: z.string().nullable(),
  description: z.string().nullable(),
  /** `video`, `audio`, `multi` and so on. */
  format: z.string().nullable(),
  /** ISO 8601, as the server wrote it. */
  created: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
})
export type StoreSource = z.infer<typeof storeSourceSchema>

export const storeFlowSchema = storeSourceSchema.extend({
  sourceId: z.string().nullable(),
  codec: z.string().nullable(),
  container: z.string().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  rate: z.number().nullable(),
  sampleRate: z.number().nullable(),
  channels: z.number().nullable(),
  /** Flows that this one is made of. */
  members: z.array(z.object({ id: z.string(), role: z.string().nullable() })),
})
export type StoreFlow = z.infer<typeof storeFlowSchema>

/** One object at its place on a flow's timeline; the timerange is as TAMS writes it. */
export const storeSegmentSchema = z.object({ objectId: z.string(), timerange: z.string(), canBeRead: z.boolean() })
export type StoreSegment = z.infer<typeof storeSegmentSchema>
