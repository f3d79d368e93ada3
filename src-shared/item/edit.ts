import { z } from 'zod'
import type { ItemState } from './state.ts'

/**
 * What may still be changed of an upload before anything of it is in the store. What is left out stays; `''` and a tag
 * of null take away.
 */
export const itemChangesSchema = z
  .object({
    sourceName: z.string().trim().min(1).max(500),
    flowName: z.string().trim().min(1).max(500),
    description: z.string().max(5000),
    sourceType: z.string().max(200),
    location: z.string().max(500),
    tags: z.record(z.string().min(1).max(200), z.string().max(2000).nullable()),
  })
  .partial()
export type ItemChanges = z.infer<typeof itemChangesSchema>

/** Names and tags are written into the store by the first steps; until then they are only ours. */
export function isEditable(state: ItemState): boolean {
  switch (state.name) {
    case 'probing':
    case 'ready':
      return true
    case 'queued':
    case 'waiting':
    case 'paused':
    case 'failed':
      return state.step === null || state.step === 'source'
    case 'uploading':
    case 'done':
    case 'cancelled':
      return false
  }
}
