import { z } from 'zod'

/**
 * Whole files up to what one upload link carries and pieces of ten seconds beyond; always whole; or pieces of so many
 * seconds.
 */
export const segmentChoiceSchema = z.union([z.enum(['auto', 'off']), z.number().int().min(1).max(3600)])
export type SegmentChoice = z.infer<typeof segmentChoiceSchema>

export const segmentSchema = segmentChoiceSchema.default('auto')
