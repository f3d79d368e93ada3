import { z } from 'zod'
import { problemSchema } from './problems.ts'

/** The doctor's questions, in the order in which they are asked. */
export const checkIds = [
  'ffprobe',
  'ffmpeg',
  'data-folder',
  'way',
  'server',
  'clock',
  'source-and-flow',
  'storage',
  'object',
  'segment',
  'kept',
  'read-back',
  'removed',
] as const

/**
 * One answer of the doctor.
 *
 * `warning` is what works but will hurt; `skipped` what could not be asked because something before it failed.
 */
export const checkSchema = z.object({
  id: z.enum(checkIds),
  title: z.string(),
  outcome: z.enum(['ok', 'warning', 'failed', 'skipped']),
  /** What was found, in one line. */
  found: z.string(),
  problem: problemSchema.nullable(),
})
export type Check = z.infer<typeof checkSchema>

export const checkTitles: Readonly<Record<Check['id'], string>> = {
  ffprobe: 'The program that reads media',
  ffmpeg: 'The program that cuts media',
  'data-folder': 'The data folder',
  way: 'The way to the server',
  server: 'The server',
  clock: 'The clocks',
  'source-and-flow': 'A source and a flow can be made',
  storage: 'The server gives places to write to',
  object: 'The object store takes an object',
  segment: 'A segment can be registered',
  kept: 'The server keeps what was registered',
  'read-back': 'The object can be read back',
  removed: 'The test clip was removed',
}
