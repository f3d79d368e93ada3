import type { Proof, Work } from '../../../../src-shared/item/work.ts'
import { ok, type Outcome } from '../../../../src-shared/outcome.ts'
import { problem } from '../../../../src-shared/problems.ts'
import { piecesPlan } from '../cut-plan.ts'
import { segmentDraft } from '../flow-draft.ts'
import { done, failedWith, type StepContext, type StepResult } from './step.ts'

/**
 * Step 5: the object's place on the flow's timeline. Where an answer was lost, the store is asked before it is
 * repeated.
 */
export async function registerSegment(context: StepContext): Promise<StepResult> {
  const { client } = context.connection
  const { work } = context.item()
  if (piecesPlan(context.item())) {
    const pieces = context.pieces.all()
    return pieces.length > 0 && pieces.every((it) => it.registered)
      ? done
      : { type: 'back', to: 'media', because: problem('url-expired', {}, 'not every piece is on the timeline') }
  }
  if (!work.object?.stored)
    return { type: 'back', to: 'storage', because: problem('url-expired', {}, 'the object was not stored') }
  const flowId = work.storedFlowId ?? work.flowId
  const { objectId, registered } = work.object
  if (!registered) {
    const there = work.tried.includes('segment') ? await client.findSegment(flowId, objectId) : ok(null)
    if (!there.ok) return failedWith(there.problem)
    if (there.value === null) {
      context.save((it) => ({ ...it, tried: [...new Set([...it.tried, 'segment' as const])] }))
      await context.onDisk()
      const answer = await client.register(flowId, [segmentDraft(objectId, context.facts)])
      if (!answer.ok) return failedWith(answer.problem)
    }
    saveObject(context, { registered: true })
  }
  return work.object.proof === null ? prove(context, flowId, work.object) : done
}

/**
 * Where the store's ETag said nothing, the object is read back and compared; a store that lets nobody read has at least
 * acknowledged its size. An object that differs is taken off the timeline and sent anew.
 */
async function prove(context: StepContext, flowId: string, object: NonNullable<Work['object']>): Promise<StepResult> {
  const { client } = context.connection
  const proven = await proofOf(context, flowId, object)
  if (!proven.ok) return failedWith(proven.problem)
  if (proven.value !== null) {
    saveObject(context, { proof: proven.value })
    return done
  }
  const removed = await client.removeSegment(flowId, object.objectId)
  if (!removed.ok) return failedWith(removed.problem)
  context.save((work) => ({ ...work, tried: work.tried.filter((it) => it !== 'segment') }))
  saveObject(context, { registered: false, stored: false })
  return {
    type: 'back',
    to: 'storage',
    because: problem('checksum-mismatch', {}, 'the object that the store gives back is not the file'),
  }
}

/** How it is known that the store has these bytes, where its ETag did not say it; null where it has others. */
export async function proofOf(
  context: StepContext,
  flowId: string,
  object: { readonly objectId: string; readonly bytes: number; readonly md5: string | null },
): Promise<Outcome<Proof | null>> {
  const { ca } = context.connection
  const found = await context.connection.client.findSegment(flowId, object.objectId)
  if (!found.ok) return found
  if (!found.value?.getUrl) return ok('size')
  const read = await context.ports.readBack(found.value.getUrl, context.signal, ca)
  if (!read.ok) return read
  if (read.value === null) return ok('size')
  return ok(read.value.bytes === object.bytes && read.value.md5 === object.md5 ? 'read-back' : null)
}

const saveObject = (context: StepContext, change: Partial<NonNullable<Work['object']>>): void =>
  context.save((work) => ({ ...work, object: work.object && { ...work.object, ...change } }))
