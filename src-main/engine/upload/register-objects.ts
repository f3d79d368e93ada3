import type { MediaObject, Proof } from '../../../src-shared/item/media-object.ts'
import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { NEVER, parseTimeRange } from '../../../src-shared/time/timerange.ts'
import { parseTimestamp } from '../../../src-shared/time/timestamp.ts'
import type { SegmentDraft } from '../../tams/index.ts'
import type { ObjectBook } from './object-book.ts'
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
      unregistered.push(object)
      continue
    }
    const wrong = there.ok ? await prove(object) : passing(there.problem)
    found ??= wrong
  }
  if (unregistered.length === 0 || found || isStopped()) return found
  const tried = unregistered.map((it) => book.save({ ...it, state: 'tried' }))
  await context.onDisk()
  const answer = await client.register(flowId, tried.map(draftOf))
  if (!answer.ok && answer.problem.code !== 'segment-refused') return passing(answer.problem)
  for (const [index, it] of tried.entries()) {
    const wasTried = unregistered[index]?.state === 'tried'
    const wrong = answer.ok ? await prove(it) : await registerAlone(it, wasTried)
    found ??= wrong
  }
  return found

  /** An object that was refused before may have been collected meanwhile: only sending it anew can help. */
  async function registerAlone(object: MediaObject, wasTried: boolean): Promise<Refusal | null> {
    const there = await client.findSegment(flowId, object.objectId)
    if (!there.ok) return passing(there.problem)
    const alone = there.value ? null : await client.register(flowId, [draftOf(object)])
    if (!alone || alone.ok) return prove(object)
    return wasTried && alone.problem.code === 'segment-refused'
      ? sendAnew(object, alone.problem)
      : passing(alone.problem)
  }

  function sendAnew(object: MediaObject, wrong: Problem): Refusal {
    book.save({ ...object, state: 'refused' })
    return { problem: wrong, timesRefused: book.timesRefused(object.index) }
  }

  async function prove(object: MediaObject): Promise<Refusal | null> {
    const proof = object.proof === null ? await proofOf(context, flowId, object) : ok(object.proof)
    if (!proof.ok) return passing(proof.problem)
    if (proof.value !== null) {
      book.save({ ...object, proof: proof.value, state: 'registered' })
      return null
    }
    const removed = await client.removeSegment(flowId, object.objectId)
    return removed.ok
      ? sendAnew(object, problem('checksum-mismatch', {}, 'the object that the store gives back is not what was sent'))
      : passing(removed.problem)
  }
}

const passing = (wrong: Problem): Refusal => ({ problem: wrong, timesRefused: null })

/**
 * How it is known that the store has these bytes, where its ETag did not say it: the object is read back and compared;
 * a store that lets nobody read has at least acknowledged its size. Null where it has others.
 */
async function proofOf(
  { connection: { client, ca }, ports, signal }: StepContext,
  flowId: string,
  { objectId, bytes, md5 }: MediaObject,
): Promise<Outcome<Proof | null>> {
  const found = await client.findSegment(flowId, objectId)
  if (!found.ok) return found
  if (!found.value?.getUrl) return ok('size')
  const read = await ports.readBack(found.value.getUrl, signal, ca)
  if (!read.ok) return read
  if (read.value === null) return ok('size')
  return ok(read.value.bytes === bytes && read.value.md5 === md5 ? 'read-back' : null)
}

const draftOf = ({ objectId, timerange, offset, lastDuration, samples, keyFrames }: MediaObject): SegmentDraft => ({
  objectId,
  timerange: parseTimeRange(timerange) ?? NEVER,
  offset: parseTimestamp(offset) ?? 0n,
  lastDuration: lastDuration === null ? null : parseTimestamp(lastDuration),
  sampleCount: samples,
  keyFrameCount: keyFrames,
})
