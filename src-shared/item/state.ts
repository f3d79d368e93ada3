import { z } from 'zod'
import { problemSchema } from '../problems.ts'
import { steps } from './steps.ts'

const step = z.enum(steps)
/** Which try this is, counted from 1; it begins anew when a person retries and when bytes were accepted. */
const attempt = z.number().int().positive()

const beforeTheEnd = [
  z.object({ name: z.literal('probing') }),
  z.object({ name: z.literal('ready') }),
  z.object({ name: z.literal('queued'), step, attempt }),
  z.object({ name: z.literal('waiting'), step, attempt, untilMs: z.number(), problem: problemSchema }),
  z.object({ name: z.literal('paused'), step: step.nullable() }),
  z.object({ name: z.literal('failed'), step: step.nullable(), problem: problemSchema }),
] as const
const cancellable = z.discriminatedUnion('name', beforeTheEnd)

/** What a cancel can be taken back to. What was being sent waits for its turn then. */
export type CancellableState = z.infer<typeof cancellable>

/**
 * Where an item is in its life, with only the data that is true there. See `docs/architecture.md` for the picture.
 *
 * `step` is the step that is running, or the one that runs next.
 */
export const itemStateSchema = z.discriminatedUnion('name', [
  ...beforeTheEnd,
  z.object({ name: z.literal('uploading'), step, attempt }),
  z.object({ name: z.literal('done'), finishedMs: z.number() }),
  // An earlier version did not write down what was before.
  z.object({ name: z.literal('cancelled'), step: step.nullable(), before: cancellable.optional() }),
])

export type ItemState = z.infer<typeof itemStateSchema>
export type StateName = ItemState['name']

export const stateNames: readonly StateName[] = itemStateSchema.options.map((it) => it.shape.name.value)

/** States that nothing leaves by itself: the item holds no worker, no timer and no bytes in flight. */
export const isAtRest = (state: ItemState): boolean =>
  state.name === 'done' ||
  state.name === 'failed' ||
  state.name === 'cancelled' ||
  state.name === 'paused' ||
  state.name === 'ready'

/** States from which only a person (or nothing) leads on; a run that has only these is over. */
export const isFinished = (state: ItemState): boolean =>
  state.name === 'done' || state.name === 'failed' || state.name === 'cancelled'
