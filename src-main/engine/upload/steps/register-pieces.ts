import type { PieceRecord } from '../../../../src-shared/item/work.ts'
import type { Problem } from '../../../../src-shared/problems.ts'
import { NEVER, parseTimeRange } from '../../../../src-shared/time/timerange.ts'
import { parseTimestamp } from '../../../../src-shared/time/timestamp.ts'
import type { SegmentDraft } from '../../../tams/index.ts'
import type { PieceRecords } from './piece-records.ts'
import { proofOf } from './register-segment.ts'
import type { StepContext } from './step.ts'

export interface PieceRegistration {
  readonly context: StepContext
  readonly flowId: string
  readonly records: PieceRecords
  /** Somebody stopped the item, or another piece of it failed: nothing more is asked of the store. */
  readonly isStopped: () => boolean
}

/**
 * Puts pieces that the store has on the timeline, in one request; where some were refused, one by one, so that the
 * others are not lost. Those whose answer was lost are looked for first.
 *
 * @returns the first thing that went wrong; null where all of them are there
 */
export async function registerPieces(
  batch: readonly PieceRecord[],
  { context, flowId, records, isStopped }: PieceRegistration,
): Promise<Problem | null> {
  const { client } = context.connection
  let found: Problem | null = null
  const unregistered: PieceRecord[] = []
  for (const record of batch) {
    const there = record.tried ? await client.findSegment(flowId, record.objectId) : null
    if (!there || (there.ok && !there.value)) {
      unregistered.push(record)
      continue
    }
    const problem = there.ok ? await proveAndSave(record) : there.problem
    found ??= problem
  }
  if (unregistered.length === 0 || found || isStopped()) return found
  const tried = unregistered.map((it) => records.save({ ...it, tried: true }))
  await context.onDisk()
  const answer = await client.register(flowId, tried.map(draftOf))
  if (!answer.ok && answer.problem.code !== 'segment-refused') return answer.problem
  for (const it of tried) {
    const problem = answer.ok ? await proveAndSave(it) : await registerAlone(it)
    found ??= problem
  }
  return found

  async function registerAlone(record: PieceRecord): Promise<Problem | null> {
    const there = await client.findSegment(flowId, record.objectId)
    if (!there.ok) return there.problem
    const alone = there.value ? null : await client.register(flowId, [draftOf(record)])
    if (!alone || alone.ok) return proveAndSave(record)
    // Perhaps the store has collected the object by now: the next try sends it anew.
    records.save({ ...record, stored: false })
    return alone.problem
  }

  async function proveAndSave(record: PieceRecord): Promise<Problem | null> {
    if (record.proof !== null) {
      records.saveRegistered(record)
      return null
    }
    const proof = await proofOf(context, flowId, record)
    if (!proof.ok) return proof.problem
    if (proof.value.type === 'proven') {
      records.saveRegistered({ ...record, proof: proof.value.proof })
      return null
    }
    const removed = await client.removeSegment(flowId, record.objectId, draftOf(record).timerange)
    records.save({ ...record, stored: false, tried: false })
    return removed.ok ? proof.value.problem : removed.problem
  }
}

const draftOf = (record: PieceRecord): SegmentDraft => ({
  objectId: record.objectId,
  timerange: parseTimeRange(record.timerange) ?? NEVER,
  offset: parseTimestamp(record.offset) ?? 0n,
  lastDuration: record.lastDuration === null ? null : parseTimestamp(record.lastDuration),
  sampleCount: record.samples,
  keyFrameCount: record.keyFrames,
})
