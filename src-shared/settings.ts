import { z } from 'zod'
import { segmentSchema } from './item/item.ts'
import { limitsSchema, noLimits } from './limits.ts'

/** What a person may set. Concurrency belongs to the server that is connected, the rest to this computer. */
export const settingsSchema = z.object({
  /** Uploads at the same time. */
  concurrency: z.number().int().min(1).max(32).default(3),
  limits: limitsSchema.default(noLimits),
  /** How files that are added in the window are cut. */
  segment: segmentSchema,
  /** Upload on networks that cost by volume too. */
  useMetered: z.boolean().default(false),
})
export type Settings = z.infer<typeof settingsSchema>
