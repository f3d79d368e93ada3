import { problem } from '../../../src-shared/problems.ts'
import { segmentDraft } from '../flow-draft.ts'
import { done, doneIf, failedWith, type StepContext, type StepResult } from './step.ts'

/** Step 5: the object's place on the flow's timeline. Where an answer was lost, the store is asked before it is repeated. */
export async function registerSegment(context: StepContext): Promise<StepResult> {
  const { client } = context.connection
  const { work } = context.item()
  if (!work.object?.stored) return { type: 'back', to: 'media', because: problem('connection-lost', {}, 'the object was not stored') }
  const flowId = work.storedFlowId ?? work.flowId
  const { objectId } = work.object
  if (work.tried.includes('segment')) {
    const there = await client.hasSegment(flowId, objectId)
    if (!there.ok) return failedWith(there.problem)
    if (there.value) return registered(context)
  }
  context.save((it) => ({ ...it, tried: [...new Set([...it.tried, 'segment' as const])] }))
  const answer = await client.register(flowId, [segmentDraft(objectId, context.facts)])
  return answer.ok ? registered(context) : doneIf(answer)
}

function registered(context: StepContext): StepResult {
  context.save((work) => ({ ...work, object: work.object && { ...work.object, registered: true } }))
  return done
}
