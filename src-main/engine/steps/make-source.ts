import { formatOf, sourceDraft } from '../flow-draft.ts'
import { doneIf, sourceKey, type StepContext, type StepResult } from './step.ts'

/** Step 1: the source that a person named, made once for all flows of the batch. */
export async function makeSource(context: StepContext): Promise<StepResult> {
  const { connection, facts, sources } = context
  const item = context.item()
  const made = await sources.make(sourceKey(item, connection.server, null), connection.client, (id) => sourceDraft(item, id, formatOf(facts), null), item.options.reuseSource ?? false)
  if (made.ok) context.save((work) => ({ ...work, sourceId: made.value }))
  return doneIf(made)
}
