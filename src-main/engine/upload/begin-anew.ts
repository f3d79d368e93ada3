import type { MediaObject } from '../../../src-shared/item/media-object.ts'
import { noWork, type Work } from '../../../src-shared/item/work.ts'
import { needsAnotherBeginning, type Problem } from '../../../src-shared/problems.ts'
import type { QueueItem } from '../item/index.ts'
import { membersOf } from './flow-draft.ts'
import { sourceKey } from './steps/step.ts'

/** What it was writing to is gone, or is on another server, and nobody need be asked: only another beginning helps. */
export const mayBeginAnew = ({ work: { beginsAnew, onTimeline } }: QueueItem, trouble: Problem): boolean =>
  needsAnotherBeginning(trouble) &&
  (beginsAnew === 'whatever-is-there' || (beginsAnew === 'while-nothing-is-there' && onTimeline === 0))

/**
 * Work from its beginning under new ids. Remembers the flows that the old ids left in the store: those that hold
 * something are no longer ours to remove.
 *
 * @param objects all that the item asked the store for
 */
export function anew(work: Work, objects: readonly MediaObject[], flowId: string): Work {
  const flows = work.isFlowTried ? [work.storedFlowId ?? work.flowId, ...work.members.map((it) => it.flowId)] : []
  const holdsSomething = objects.some(
    (it) => it.flowId === work.flowId && (it.state === 'tried' || it.state === 'registered'),
  )
  return {
    ...noWork(flowId),
    server: work.server,
    origin: work.origin,
    abandonedFlows: [...work.abandonedFlows, ...flows],
    removableFlows: [...work.removableFlows, ...(holdsSomething ? [] : flows)],
  }
}

/** The same where the work goes to whatever server is in use; what was left on another one is not removed there. */
export const anewAnywhere = (work: Work, objects: readonly MediaObject[], flowId: string, why: Problem): Work => ({
  ...anew(work, objects, flowId),
  ...(why.code === 'other-server' ? { removableFlows: [] } : {}),
  server: null,
  beginsAnew: 'never',
})

/** The sources of an item, by their keys in the ledger: a store that lost a flow may have lost them too. */
export const sourceKeysOf = (item: QueueItem, server: string): string[] =>
  [null, ...(item.facts ? membersOf(item.facts, () => '') : []).map((it) => it.role)].map((role) =>
    sourceKey(item, server, role),
  )
