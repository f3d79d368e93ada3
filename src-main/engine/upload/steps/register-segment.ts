import { isStored } from '../../../../src-shared/item/media-object.ts'
import { problem, type ProblemCode } from '../../../../src-shared/problems.ts'
import { piecesPlan } from '../cut-plan.ts'
import { createObjectBook, type ObjectBook } from '../object-book.ts'
import { registerObjects } from '../register-objects.ts'
import { done, failedWith, type StepContext, type StepResult } from './step.ts'

/**
 * Step 5: what is in the store gets its place on the flow's timeline. Pieces have got theirs while they were sent, so
 * that of them only those are left whose turn had not come.
 */
export async function registerSegment(context: StepContext): Promise<StepResult> {
  const isWhole = piecesPlan(context.item()).kind === 'whole'
  const book = createObjectBook(context)
  const objects = book.all()
  if (objects.length === 0 || !objects.every((it, index) => isStored(it) && it.index === index))
    return {
      type: 'back',
      to: isWhole ? 'storage' : 'media',
      because: problem('url-expired', {}, 'not every object was stored'),
    }
  const refusal = await registerObjects(
    objects.filter((it) => it.state !== 'registered'),
    { context, book, isStopped: () => context.signal.aborted },
  )
  if (!refusal) return lookAtTimeline(context, book)
  return refusal.timesRefused === null
    ? failedWith(refusal.problem)
    : {
        type: 'back',
        to: isWhole ? 'storage' : 'media',
        because: refusal.problem,
        attempt: refusal.timesRefused,
      }
}

/**
 * What was answered with yes is looked for on the timeline, all of it: only then is it done. Where nobody may read, the
 * server's word is all there is.
 */
async function lookAtTimeline({ item, connection: { client } }: StepContext, book: ObjectBook): Promise<StepResult> {
  const { work } = item()
  const timeline = await client.timeline(work.storedFlowId ?? work.flowId)
  if (!timeline.ok) return MAY_NOT_READ.has(timeline.problem.code) ? done : failedWith(timeline.problem)
  const objects = book.all()
  const forgotten = objects.filter((it) => !timeline.value.has(it.objectId))
  const [first] = forgotten
  if (!first) return done
  for (const it of forgotten) book.save({ ...it, state: 'tried' })
  const which = `${forgotten.length} of ${objects.length}, the first of them at ${first.timerange}`
  return failedWith(problem('segment-forgotten', {}, which))
}

const MAY_NOT_READ: ReadonlySet<ProblemCode> = new Set(['forbidden', 'request-refused'])
