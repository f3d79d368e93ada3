import type { Proof, Work } from '../../../../src-shared/item/work.ts'
import { ok, type Outcome } from '../../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../../src-shared/problems.ts'
import { NEVER, parseTimeRange } from '../../../../src-shared/time/timerange.ts'
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
      if (!answer.ok) return work.object.proof === null ? refused(context, answer.problem) : failedWith(answer.problem)
    }
    saveObject(context, { registered: true })
  }
  return work.object.proof === null ? prove(context, flowId, work.object) : done
}

/** A server that looks before it registers may be the one to say that an object, which nothing proved, is not there. */
function refused(context: StepContext, found: Problem): StepResult {
  const isMissing = found.code === 'segment-refused' && NO_OBJECT.test(found.detail ?? '')
  if (!isMissing) return failedWith(found)
  saveObject(context, { stored: false })
  return { type: 'back', to: 'storage', because: problem('object-missing', {}, found.detail) }
}

const NO_OBJECT = /object.*(nothing was uploaded|(not|never) (been )?(uploaded|found|written)|n[o']t exist|must exist)/i

/**
 * Where the store's answer proved nothing, the object is read back and compared; a store that lets nobody read may at
 * least say its size. An object that differs, or is not there, is taken off the timeline and sent anew.
 */
async function prove(context: StepContext, flowId: string, object: NonNullable<Work['object']>): Promise<StepResult> {
  const { client } = context.connection
  const found = await proofOf(context, flowId, object)
  if (!found.ok) return failedWith(found.problem)
  if (found.value.type === 'proven') {
    saveObject(context, { proof: found.value.proof })
    return done
  }
  const removed = await client.removeSegment(flowId, object.objectId, parseTimeRange(object.timerange) ?? NEVER)
  if (!removed.ok) return failedWith(removed.problem)
  context.save((work) => ({ ...work, tried: work.tried.filter((it) => it !== 'segment') }))
  saveObject(context, { registered: false, stored: false })
  return { type: 'back', to: 'storage', because: found.value.problem }
}

/** How it is known that the store has the bytes; or what it has in their place. */
export type Proven =
  { readonly type: 'proven'; readonly proof: Proof } | { readonly type: 'wrong'; readonly problem: Problem }

/** Asks the store for an object that its answer to the PUT did not prove. */
export async function proofOf(
  context: StepContext,
  flowId: string,
  object: { readonly objectId: string; readonly bytes: number; readonly md5: string | null },
): Promise<Outcome<Proven>> {
  const { ca } = context.connection
  const found = await context.connection.client.findSegment(flowId, object.objectId)
  if (!found.ok) return found
  if (!found.value?.getUrl) return proven('none')
  const read = await context.ports.readBack(found.value.getUrl, context.signal, ca, object.bytes)
  if (!read.ok) return read
  const { value } = read
  if (value.type === 'missing') return wrong(problem('object-missing'))
  if (value.type === 'unreadable' && value.size === null) return proven('none')
  const size = value.type === 'read' ? value.bytes : value.size
  if (size !== object.bytes)
    return wrong(problem('checksum-mismatch', {}, `the store has another object than the ${object.bytes} bytes sent`))
  if (value.type === 'unreadable') return proven('size')
  return value.md5 === object.md5
    ? proven('read-back')
    : wrong(problem('checksum-mismatch', {}, 'the object that the store gives back is not what was sent'))
}

const proven = (proof: Proof): Outcome<Proven> => ok({ type: 'proven', proof })

const wrong = (found: Problem): Outcome<Proven> => ok({ type: 'wrong', problem: found })

const saveObject = (context: StepContext, change: Partial<NonNullable<Work['object']>>): void =>
  context.save((work) => ({ ...work, object: work.object && { ...work.object, ...change } }))
