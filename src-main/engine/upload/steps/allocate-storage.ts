import { formatTimeRange } from '../../../../src-shared/time/timerange.ts'
import { piecesPlan } from '../cut-plan.ts'
import { changeSinceRead } from '../../item/index.ts'
import { segmentDraft } from '../flow-draft.ts'
import { done, failedWith, type StepContext, type StepResult } from './step.ts'

/** Step 3: a place for one object, asked for as late as can be: the link begins to die at once. */
export async function allocateStorage(context: StepContext): Promise<StepResult> {
  const item = context.item()
  const changed = item.options.follow ? null : await changeSinceRead(item)
  if (changed) return failedWith(changed)
  // Pieces get their places as they are cut.
  if (piecesPlan(item)) return done
  const allocated = await context.connection.client.allocate(
    item.work.storedFlowId ?? item.work.flowId,
    1,
    context.signal,
  )
  if (!allocated.ok) return failedWith(allocated.problem)
  const [place] = allocated.value
  const { objectId } = place
  context.sending.allocation = {
    ...place,
    issuedMs: context.ports.clock.nowMs(),
    aheadAtIssueMs: context.connection.client.clockAheadMs(),
  }
  const timerange = formatTimeRange(segmentDraft(objectId, context.facts).timerange)
  context.save((work) => ({
    ...work,
    object: {
      objectId,
      bytes: item.size,
      md5: null,
      sha256: null,
      etag: null,
      client: null,
      proof: null,
      timerange,
      stored: false,
      registered: false,
    },
    // An object of an earlier try may hold bytes or none; nobody will register it, and the store collects it.
    abandoned: work.object
      ? { ...work.abandoned, objects: [...work.abandoned.objects, work.object.objectId] }
      : work.abandoned,
  }))
  return done
}
