import { findDuplicate } from '../find-duplicate.ts'
import { formatOf, sourceDraft } from '../flow-draft.ts'
import { problem } from '../../../../src-shared/problems.ts'
import { tryCut } from '../try-cut.ts'
import { doneIf, failedWith, sourceKey, type StepContext, type StepResult } from './step.ts'

/**
 * Step 1: the source that a person named, made once for all flows of the batch; unless the store has the file already,
 * or it cannot be cut as it was asked for.
 */
export async function makeSource(context: StepContext): Promise<StepResult> {
  const { connection, facts, sources } = context
  const item = context.item()
  const duplicate = await findDuplicate(context.duplicates, item, connection, context.signal)
  if (!duplicate.ok) return failedWith(duplicate.problem)
  if (duplicate.value?.type === 'already-there') return duplicate.value
  if (duplicate.value) {
    const { name } = duplicate.value
    if (item.options.duplicates !== 'tell') return failedWith(problem('duplicate', { name }))
    context.save((work) => ({ ...work, duplicateOf: name }))
  }
  const uncuttable = await tryCut(context)
  if (uncuttable) return failedWith(uncuttable)
  const made = await sources.make(
    sourceKey(item, connection.server, null),
    connection.client,
    (id) => sourceDraft(item, id, formatOf(facts), null),
    item.options.reuseSource ?? false,
  )
  if (made.ok) context.save((work) => ({ ...work, sourceId: made.value }))
  return doneIf(made)
}
