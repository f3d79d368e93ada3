import type { MediaObject, Proof } from '../../../src-shared/item/media-object.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { NEVER, parseTimeRange } from '../../../src-shared/time/timerange.ts'
import { parseTimestamp } from '../../../src-shared/time/timestamp.ts'
import { mayNotRead, type SegmentDraft } from '../../tams/index.ts'
import type { ObjectBook } from './object-book.ts'
import { placeTaken } from './places.ts'
import type { StepContext } from './steps/step.ts'

export interface Registration {
  readonly context: StepContext
  readonly book: ObjectBook
  /** Somebody stopped the item, or another piece of it failed: nothing more is asked of the store. */
  readonly isStopped: () => boolean
}

/** What went wrong with an object. */
export interface Refusal {
  readonly problem: Problem
  /** It must be sent anew: how many objects of this piece the store would not have, or gave back with other bytes. */
  readonly timesRefused: number | null
}

/**
 * Puts objects that the store has on the timeline, in one request; where some were refused, one by one, so that the
 * others are not lost. Those whose answer was lost are looked for first. What the store's ETag did not prove is read
 * back.
 *
 * @returns the first thing that went wrong; null where all of them are there
 */
export async function registerObjects(
  batch: readonly MediaObject[],
  { context, book, isStopped }: Registration,
): Promise<Refusal | null> {
  const { client } = context.connection
  const { work } = context.item()
  const flowId = work.storedFlowId ?? work.flowId
  let found: Refusal | null = null
  const unregistered: MediaObject[] = []
  for (const object of batch) {
    const there = object.state === 'tried' ? await client.findSegment(flowId, object.objectId) : ok(null)
    if (there.ok && there.value === null) {
      const taken = await placeTaken(object.objectId, context)
      if (taken) return passing(taken)
      unregistered.push(object)
      continue
    }
    const refusal = there.ok ? await prove(object) : passing(there.problem)
    found ??= refusal
  }
  if (unregistered.length === 0 || found || isStopped()) return found
  const tried = unregistered.map((it) => book.save({ ...it, state: 'tried' }))
  await context.onDisk()
  const answer = await client.register(flowId, tried.map(draftOf))
  if (!answer.ok && answer.problem.code !== 'segment-refused') return passing(answer.problem)
  for (const [index, it] of tried.entries()) {
    const wasTried = unregistered[index]?.state === 'tried'
    const refusal = answer.ok ? await prove(it) : await registerAlone(it, wasTried)
    found ??= refusal
  }
  return found

  /** An object that was refused before may have been collected meanwhile: only sending it anew can help. */
  async function registerAlone(object: MediaObject, wasTried: boolean): Promise<Refusal | null> {
    const there = await client.findSegment(flowId, object.objectId)
    if (!there.ok) return passing(there.problem)
    const alone = there.value ? null : await client.register(flowId, [draftOf(object)])
    if (!alone || alone.ok) return prove(object)
    const { code, detail } = alone.problem
    if (code !== 'segment-refused') return passing(alone.problem)
    if (NO_OBJECT.test(detail ?? '')) return sendAnew(object, problem('object-missing', {}, detail))
    // By itself perhaps: a list may be older than what is on it.
    if (wasTried && IS_TAKEN.test(detail ?? '')) return passing(problem('segment-forgotten', {}, detail))
    return wasTried ? sendAnew(object, alone.problem) : passing(alone.problem)
  }

  function sendAnew(object: MediaObject, why: Problem): Refusal {
    book.save({ ...object, state: 'refused' })
    return { problem: why, timesRefused: book.timesRefused(object.index) }
  }

  async function prove(object: MediaObject): Promise<Refusal | null> {
    const found = object.proof === null ? await proofOf(context, flowId, object) : proven(object.proof)
    if (!found.ok) return passing(found.problem)
    if (found.value.type === 'proven') {
      book.save({ ...object, proof: found.value.proof, state: 'registered' })
      return null
    }
    const removed = await client.removeSegment(flowId, object.objectId, draftOf(object).timerange)
    return removed.ok ? sendAnew(object, found.value.problem) : passing(removed.problem)
  }
}

const passing = (found: Problem): Refusal => ({ problem: found, timesRefused: null })

/** A server that looks before it registers may be the one to say that an object never came, or was collected since. */
const NO_OBJECT = /object.*(nothing was uploaded|(not|never) (been )?(uploaded|found|written)|n[o']t exist|must exist)/i

const IS_TAKEN = /HTTP 409|overlap|already|conflict|duplicate/i

/** How it is known that the store has the bytes; or what it has in their place. */
type Proven = { readonly type: 'proven'; readonly proof: Proof } | { readonly type: 'wrong'; readonly problem: Problem }

/**
 * Asks the store for an object that its answer to the PUT did not prove: it is read back and compared. A store that
 * lets nobody read may at least say its size.
 */
async function proofOf(
  { connection: { client, way }, ports, signal }: StepContext,
  flowId: string,
  { objectId, bytes, md5, isDoubted }: MediaObject,
): Promise<Outcome<Proven>> {
  const unread = isDoubted ? wrong(problem('checksum-mismatch', {}, 'its ETag differs, and nobody may read it')) : null
  const found = await client.findSegment(flowId, objectId)
  if (!found.ok) return mayNotRead(found.problem) ? (unread ?? proven('none')) : found
  if (found.value === null) return failed(problem('segment-forgotten', {}, `the object ${objectId}`))
  if (!found.value.getUrl) return unread ?? proven('none')
  const read = await ports.readBack(found.value.getUrl, signal, way, bytes)
  if (!read.ok) return read
  const { value } = read
  if (value.type === 'missing') return wrong(problem('object-missing'))
  if (value.type === 'unreadable' && (unread || value.size === null)) return unread ?? proven('none')
  const size = value.type === 'read' ? value.bytes : value.size
  if (size !== bytes)
    return wrong(problem('checksum-mismatch', {}, `the store has another object than the ${bytes} bytes sent`))
  if (value.type === 'unreadable') return proven('size')
  return value.md5 === md5
    ? proven('read-back')
    : wrong(problem('checksum-mismatch', {}, 'the object that the store gives back is not what was sent'))
}

const proven = (proof: Proof): Outcome<Proven> => ok({ type: 'proven', proof })

const wrong = (found: Problem): Outcome<Proven> => ok({ type: 'wrong', problem: found })

export const draftOf = ({
  objectId,
  timerange,
  offset,
  lastDuration,
  samples,
  keyFrames,
}: MediaObject): SegmentDraft => ({
  objectId,
  timerange: parseTimeRange(timerange) ?? NEVER,
  offset: parseTimestamp(offset) ?? 0n,
  lastDuration: lastDuration === null ? null : parseTimestamp(lastDuration),
  sampleCount: samples,
  keyFrameCount: keyFrames,
})
