import { isStored } from '../../../../src-shared/item/media-object.ts'
import { problem } from '../../../../src-shared/problems.ts'
import { piecesPlan } from '../cut-plan.ts'
import { createObjectBook } from '../object-book.ts'
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
  if (objects.length === 0 || !objects.every(isStored))
    return {
      type: 'back',
      to: isWhole ? 'storage' : 'media',
      because: problem('url-expired', {}, 'not every object was stored'),
    }
  const refusal = await registerObjects(
    objects.filter((it) => it.state !== 'registered'),
    { context, book, isStopped: () => context.signal.aborted },
  )
  if (!refusal) return done
  return refusal.timesRefused === null
    ? failedWith(refusal.problem)
    : {
        type: 'back',
        to: isWhole ? 'storage' : 'media',
        because: refusal.problem,
        attempt: refusal.timesRefused,
      }
}
