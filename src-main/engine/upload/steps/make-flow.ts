import { factsOfPieces } from '../../../media/index.ts'
import { piecesPlan } from '../cut-plan.ts'
import { flowDraft, formatOf, membersOf, sourceDraft, type PlannedMember } from '../flow-draft.ts'
import type { SourceDraft } from '../../../tams/index.ts'
import { done, doneIf, failedWith, sourceKey, type StepContext, type StepResult } from './step.ts'

/**
 * Step 2: the flow, with a member for every track where the dialect has such a thing.
 *
 * All ids are chosen and written down before the first request, so that a repeat makes the same flows.
 */
export async function makeFlow(context: StepContext): Promise<StepResult> {
  const { connection, ports, sources } = context
  const plan = piecesPlan(context.item())
  const seconds = plan.kind === 'cut' ? plan.seconds : null
  const facts = seconds === null ? context.facts : factsOfPieces(context.facts)
  const { client, server } = connection
  const wasTried = context.item().work.isFlowTried
  const planned = client.dialect === 'bbc' ? membersOf(facts, ports.newId) : []
  context.save((work) => ({
    ...work,
    isFlowTried: true,
    members:
      work.members.length > 0
        ? work.members
        : planned.map(({ flowId, trackIndex, format }) => ({ flowId, trackIndex, format })),
  }))
  await context.onDisk()
  await removeEmptyFlows(context)
  const item = context.item()
  const members = planned.map((it, index): PlannedMember => ({
    ...it,
    flowId: item.work.members[index]?.flowId ?? it.flowId,
  }))
  const draftOf =
    (role: string | null) =>
    (id: string): SourceDraft =>
      sourceDraft(
        item,
        id,
        role === null ? formatOf(facts) : (members.find((it) => it.role === role)?.format ?? 'data'),
        role,
      )

  const drafts = new Map<string | null, SourceDraft>([[null, draftOf(null)(item.work.sourceId ?? '')]])
  for (const { role } of members) {
    const made = await sources.make(
      sourceKey(item, server, role),
      client,
      draftOf(role),
      item.options.reuseSource ?? false,
    )
    if (!made.ok) return failedWith(made.problem)
    drafts.set(role, draftOf(role)(made.value))
  }
  const made = await client.createFlow(
    { ...flowDraft(item, facts, members, (role) => drafts.get(role) ?? draftOf(role)('')), segmentSeconds: seconds },
    wasTried,
  )
  if (!made.ok) return failedWith(made.problem)
  context.save((work) => ({ ...work, storedFlowId: made.value }))
  // A store that was emptied since an earlier flow of the series made its sources anew with this one, without names.
  const named = await sources.isAsDescribed(sourceKey(item, server, null), client)
  if (!named.ok) return failedWith(named.problem)
  if (!named.value) sources.forget([...drafts.keys()].map((role) => sourceKey(item, server, role)))
  for (const role of drafts.keys()) {
    const described = await sources.describe(sourceKey(item, server, role), client, draftOf(role))
    if (!described.ok) return doneIf(described)
  }
  return done
}

/**
 * What an earlier, different content of the same file left behind and nothing was registered on; where it cannot be
 * removed, the receipt names it.
 */
async function removeEmptyFlows({ connection, item, save }: StepContext): Promise<void> {
  for (const flowId of item().work.removableFlows) {
    const removed = await connection.client.removeFlow(flowId)
    const others = (flows: readonly string[]) => flows.filter((it) => it !== flowId)
    if (removed.ok)
      save((work) => ({
        ...work,
        abandonedFlows: others(work.abandonedFlows),
        removableFlows: others(work.removableFlows),
      }))
  }
}
