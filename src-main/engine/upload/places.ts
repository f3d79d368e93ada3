import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { hasRunOut } from '../../transfer/index.ts'
import type { ObjectBook } from './object-book.ts'
import type { ObjectLink } from './sending.ts'
import type { StepContext } from './steps/step.ts'

/**
 * A place for an object: one that was left over, or the first of those that the store gives when it is asked.
 *
 * @param count places that are asked for together; few, because a link begins to die at once
 */
export async function nextPlace(context: StepContext, book: ObjectBook, count: number): Promise<Outcome<ObjectLink>> {
  const { connection, ports, sending } = context
  const [spare, ...others] = sending.spare.filter((it) => isAlive(it, context))
  sending.spare = others
  if (spare) return ok(spare)
  const { work } = context.item()
  const allocated = await connection.client.allocate(work.storedFlowId ?? work.flowId, count)
  if (!allocated.ok) return allocated
  const issued = { issuedMs: ports.clock.nowMs(), aheadAtIssueMs: connection.client.clockAheadMs() }
  const [first, ...rest] = allocated.value
  for (const { objectId } of allocated.value) {
    const taken = isTakenHere(objectId, context, book) ? usedTwice(objectId) : await placeTaken(objectId, context)
    if (taken) return failed(taken)
  }
  // Another piece may have asked meanwhile.
  sending.spare = [...sending.spare, ...rest.map((it) => ({ ...it, ...issued }))]
  return ok({ ...first, ...issued })
}

/** Whether a link can still be used. */
export const isAlive = ({ url, issuedMs, aheadAtIssueMs }: ObjectLink, { connection, ports }: StepContext): boolean =>
  !hasRunOut({
    url,
    issuedMs,
    aheadAtIssueMs,
    nowMs: ports.clock.nowMs(),
    aheadMs: connection.client.clockAheadMs(),
  })

/** A place that another piece has, or that was given back with other bytes. */
const isTakenHere = (objectId: string, { sending }: StepContext, book: ObjectBook): boolean =>
  book.isTaken(objectId) || sending.links.has(objectId) || sending.spare.some((it) => it.objectId === objectId)

/**
 * What is wrong where another item has an object under this id: whoever writes there writes over the other's bytes, and
 * no ETag tells. A server that was emptied and counts its objects anew gives an id again, so what was registered is
 * looked for.
 *
 * @returns null where the place is free
 */
export async function placeTaken(
  objectId: string,
  { objects, connection: { client } }: StepContext,
): Promise<Problem | null> {
  for (const { flowId, state } of objects.ofOthers(objectId)) {
    if (state === 'refused') continue
    const there = state === 'registered' ? await client.findSegment(flowId, objectId) : null
    if (there && !there.ok) return there.problem
    if (there?.value !== null) return usedTwice(objectId)
  }
  return null
}

const usedTwice = (objectId: string): Problem =>
  problem('server-answer-wrong', { field: 'object_id' }, `the object ${objectId} was given for two pieces of media`)
