import { z } from 'zod'

/**
 * What was done for an item in the store, and what is about to be: ids first, effects after. Its objects are in the
 * journal's table of objects (`media-object.ts`).
 */
export const workSchema = z.object({
  /** The server the work was begun on; null before it began. */
  server: z.string().nullable(),
  /** Making the flow was begun, so that a repeat asks the store before it makes a second one. */
  isFlowTried: z.boolean().default(false),
  flowId: z.string(),
  /** The id the store knows the flow by, once it is there. */
  storedFlowId: z.string().nullable(),
  sourceId: z.string().nullable(),
  /** Where its first sample lies on the flow, a TAMS timestamp; what is sent of one reading lies on one axis. */
  origin: z.string().default('0:0'),
  members: z.array(
    z.object({
      flowId: z.string(),
      trackIndex: z.number().int(),
      format: z.enum(['video', 'audio', 'image', 'data', 'multi']),
    }),
  ),
  /** How many objects are on the flow's timeline: what a row shows without asking for them. */
  onTimeline: z.number().int().default(0),
  /** MD5 over all bytes of the file; null where nobody computed it. */
  md5: z.string().nullable().default(null),
  /**
   * Whether what was sent is of the file as it was last read: its own; perhaps its own, so that each piece is compared
   * before it is passed over; or another's, so that the next reading begins anew.
   */
  sent: z.enum(['own', 'unproven', 'other']).default('own'),
  /** Flows that an earlier content of the file left in the store. */
  abandonedFlows: z.array(z.string()).default([]),
  /** Those of them that nothing was registered on: they are removed. */
  removableFlows: z.array(z.string()).default([]),
  /**
   * Whether it begins anew where the store has lost what it was writing to, or the server is another one: once by
   * itself, while nothing is on a timeline; once more, whatever is there, where a person said "retry" to just that.
   */
  beginsAnew: z.enum(['while-nothing-is-there', 'whatever-is-there', 'never']).default('while-nothing-is-there'),
  /** Nothing was sent: an earlier upload had brought the same file under the same names. */
  isAlreadyThere: z.boolean().default(false),
  /** What the same content is called that the store had before. */
  duplicateOf: z.string().nullable().default(null),
})
export type Work = z.infer<typeof workSchema>

export const noWork = (flowId: string): Work => ({
  server: null,
  isFlowTried: false,
  flowId,
  storedFlowId: null,
  sourceId: null,
  origin: '0:0',
  members: [],
  onTimeline: 0,
  md5: null,
  sent: 'own',
  abandonedFlows: [],
  beginsAnew: 'while-nothing-is-there',
  removableFlows: [],
  isAlreadyThere: false,
  duplicateOf: null,
})
