import { isStored, type MediaObject } from '../../../../src-shared/item/media-object.ts'
import { problem } from '../../../../src-shared/problems.ts'
import { mayNotRead } from '../../../tams/index.ts'
import { piecesPlan } from '../cut-plan.ts'
import { createObjectBook, type ObjectBook } from '../object-book.ts'
import { draftOf, registerObjects } from '../register-objects.ts'
import { retryDelayMs } from '../retry-policy.ts'
import { waitFor } from '../wait-for.ts'
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

/** Servers that answer before their own copies know of it have shown a list without what they had just taken. */
const LOOKS = 3

/**
 * What was answered with yes is looked for on the timeline, all of it where it was put: only then is it done. Where
 * nobody may read, the server's word is all there is.
 */
async function lookAtTimeline(context: StepContext, book: ObjectBook): Promise<StepResult> {
  const { item, connection, ports, signal } = context
  const { work } = item()
  const objects = book.all()
  for (let look = 1; ; look += 1) {
    const timeline = await connection.client.timeline(work.storedFlowId ?? work.flowId)
    if (!timeline.ok && mayNotRead(timeline.problem)) return done
    if (!timeline.ok) {
      // A store that was emptied meanwhile has nothing of it any more, so that it may begin anew by itself.
      if (timeline.problem.code === 'flow-gone') forget(objects)
      return failedWith(timeline.problem)
    }
    const forgotten = objects.filter((it) => !timeline.value.has(it.objectId, draftOf(it).timerange))
    const [first] = forgotten
    if (!first) return done
    const which = `${forgotten.length} of ${objects.length}, the first of them at ${first.timerange}`
    const wrong = problem('segment-forgotten', {}, which)
    const delayMs = look < LOOKS ? retryDelayMs(wrong, look, ports.random()) : null
    if (delayMs === null) {
      forget(forgotten)
      return failedWith(wrong)
    }
    await waitFor(ports.clock, delayMs, signal)
  }

  function forget(those: readonly MediaObject[]): void {
    for (const it of those) book.save({ ...it, state: 'tried' })
  }
}
