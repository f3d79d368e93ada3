import { rm } from 'node:fs/promises'
import type { PieceRecord } from '../../../../src-shared/item/work.ts'
import { problem, type Problem } from '../../../../src-shared/problems.ts'
import { formatTimeRange } from '../../../../src-shared/time/timerange.ts'
import type { PieceFile } from '../../../media/index.ts'
import { createPiecePlaces } from './piece-places.ts'
import { createPieceRecords } from './piece-records.ts'
import { registerPieces } from './register-pieces.ts'
import type { StepContext } from './step.ts'
import { uploadPiece, type PlacedPiece } from './upload-piece.ts'

/** Pieces of one file that are on their way at the same time; others are being cut and read meanwhile. */
const AT_ONCE = 3

/** Sends pieces beside each other and registers, one request after the other, whatever the store has by then. */
export interface PieceUploader {
  /** Waits for its turn and sends the piece on; answers what is wrong with it or with one before. */
  add: (piece: PlacedPiece) => Promise<Problem | null>
  /** Waits until all that were added are on the timeline. */
  finish: () => Promise<Problem | null>
  /** Waits until nothing runs any more, however it ended. */
  settled: () => Promise<void>
}

export function createPieceUploader(context: StepContext, signal: AbortSignal): PieceUploader {
  const { work, size } = context.item()
  const flowId = work.storedFlowId ?? work.flowId
  const records = createPieceRecords(context)
  const places = createPiecePlaces(context.connection.client, flowId, context.ports.clock, signal)
  const onProgress = createPieceProgress(size, context.onProgress)
  const inFlight = new Set<Promise<void>>()
  const stored: PieceRecord[] = []
  let registering: Promise<void> = Promise.resolve()
  let found: Problem | null = null
  /** A bug, or a journal that cannot be written: nobody else's to handle. */
  let fault: { readonly error: unknown } | null = null
  const isStopped = () => found !== null || fault !== null || signal.aborted
  const onFault = (error: unknown) => {
    fault ??= { error }
  }

  async function upload(piece: PlacedPiece): Promise<void> {
    try {
      const known = records.get(piece.file.index)
      const progress = (bytes: number) => onProgress(piece.file.index, bytes)
      const sent = known?.stored
        ? { ok: true as const, value: known }
        : await uploadPiece(piece, { context, places, records, signal, onProgress: progress })
      if (sent.ok) stored.push(sent.value)
      else found ??= sent.problem
      await removeIfTemporary(piece.file)
    } catch (error) {
      onFault(error)
    }
    // The next piece does not wait for this; what the store has meanwhile is registered together.
    registering = registering.then(registerStored).catch(onFault)
  }

  async function registerStored(): Promise<void> {
    const batch = stored.splice(0)
    if (batch.length === 0 || isStopped()) return
    const problem = await registerPieces(batch, { context, flowId, records, isStopped })
    found ??= problem
  }

  function outcome(): Problem | null {
    if (fault) throw fault.error
    return found
  }

  /** A piece that is on the timeline already is passed over, if it still lies where it lay. */
  async function passOver({ file, place }: PlacedPiece, known: PieceRecord): Promise<Problem | null> {
    await removeIfTemporary(file)
    const timerange = formatTimeRange(place.timerange)
    if (known.timerange !== timerange) {
      const moved = `piece ${file.index + 1} lay at ${known.timerange} and now lies at ${timerange}`
      return problem('file-changed', {}, moved)
    }
    onProgress(file.index, known.bytes)
    return outcome()
  }

  async function settled(): Promise<void> {
    await Promise.all(inFlight)
    await registering
  }

  return {
    add: async (piece) => {
      const known = records.get(piece.file.index)
      if (known?.registered) return passOver(piece, known)
      while (inFlight.size >= AT_ONCE) await Promise.race(inFlight)
      if (isStopped()) {
        await removeIfTemporary(piece.file)
        return outcome()
      }
      const running: Promise<void> = upload(piece).finally(() => inFlight.delete(running))
      inFlight.add(running)
      return null
    },
    finish: async () => {
      await settled()
      return outcome()
    },
    settled,
  }
}

/** Pieces together are a little more or less than the file; the last byte counts when all is registered. */
function createPieceProgress(
  size: number,
  onProgress: (bytes: number) => void,
): (index: number, bytes: number) => void {
  const sent = new Map<number, number>()
  return (index, bytes) => {
    sent.set(index, bytes)
    let sum = 0
    for (const it of sent.values()) sum += it
    onProgress(Math.min(sum, size - 1))
  }
}

/** What was cut lies on our own disk; what a person gave is never touched. */
export const removeIfTemporary = async (file: PieceFile): Promise<void> => {
  if (file.isTemporary) await rm(file.path, { force: true })
}
