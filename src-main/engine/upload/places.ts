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
  for (const { objectId, url } of allocated.value) {
    const taken = isTakenHere(objectId, url, context, book) ? usedTwice(objectId) : await placeTaken(objectId, context)
    if (taken) return failed(taken)
    sending.places.set(placeOf(url), objectId)
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

/** A place that another piece has, or that was given back with other bytes; by its name, or by where its link leads. */
const isTakenHere = (objectId: string, url: string, { sending }: StepContext, book: ObjectBook): boolean =>
  book.isTaken(objectId) ||
  sending.links.has(objectId) ||
  sending.spare.some((it) => it.objectId === objectId) ||
  (sending.places.get(placeOf(url)) ?? objectId) !== objectId

/** Where a link leads, whenever and for however long it was signed. Source: SigV4 and its kin, SigV2, Azure, Swift. */
function placeOf(url: string): string {
  const place = new URL(url)
  const names = [...place.searchParams.keys()]
  if (names.some((it) => SIGNATURE.test(it)))
    for (const it of names) if (SIGNING.test(it)) place.searchParams.delete(it)
  return String(place)
}

const SIGNATURE = /^(x-(amz|goog)-signature|signature|sig|temp_url_sig)$/i

/** What says who signed, when and for how long. */
const SIGNING = new RegExp(
  [
    /^x-(amz|goog)-(algorithm|credential|date|expires|security-token|signature|signedheaders)$/,
    /^((aws|google)access\w+|expires|key-pair-id|policy|signature)$/,
    /^(s(e|ig|k\w+|t|v)|temp_url_(expires|sig))$/,
  ]
    .map((it) => it.source)
    .join('|'),
  'i',
)

/**
 * What is wrong where another item has an object under this id: whoever writes there writes over the other's bytes, and
 * no ETag tells. A server that was emptied and counts its objects anew gives an id again, so what was registered is
 * looked for; and ids of another server are none of this one's.
 *
 * @returns null where the place is free
 */
export async function placeTaken(
  objectId: string,
  { objects, connection: { client, server } }: StepContext,
): Promise<Problem | null> {
  for (const other of objects.ofOthers(objectId)) {
    const { state, flowId } = other.object
    if (state === 'refused' || (other.server !== null && other.server !== server)) continue
    const there = state === 'registered' ? await client.findSegment(other.storedFlowId ?? flowId, objectId) : null
    if (there && !there.ok) return there.problem
    if (there?.value !== null) return usedTwice(objectId)
  }
  return null
}

const usedTwice = (objectId: string): Problem =>
  problem('server-answer-wrong', { field: 'object_id' }, `the object ${objectId} was given for two pieces of media`)
