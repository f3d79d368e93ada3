import { isStored, type MediaObject } from '../../../src-shared/item/media-object.ts'
import type { Outcome } from '../../../src-shared/outcome.ts'
import type { Problem } from '../../../src-shared/problems.ts'
import { formatTimeRange } from '../../../src-shared/time/timerange.ts'
import { digestFiles } from '../../transfer/index.ts'
import type { ObjectBook } from './object-book.ts'
import { otherFile } from './other-file.ts'
import { removeIfTemporary, type PlannedPiece } from './plan-pieces.ts'
import { registerObjects, type Refusal } from './register-objects.ts'
import { retryDelayMs } from './retry-policy.ts'
import { sendObject, type Carriage } from './send-object.ts'
import { withSignal, type StepContext } from './steps/step.ts'
import { waitFor } from './wait-for.ts'

/** Pieces of one file that are on their way at the same time; others are being cut and read meanwhile. */
const AT_ONCE = 3

/** Places that are asked for together. */
const PLACES_AT_ONCE = 4

/** A piece waits no longer than this for its next try: a longer wait is the item's, where everybody sees it. */
const LONGEST_PIECE_WAIT_MS = 5000

/** Sends pieces beside each other and registers, one request after the other, whatever the store has by then. */
export interface PieceUploader {
  /** Waits for its turn and sends the piece on; answers what is wrong with it or with one before. */
  add: (piece: PlannedPiece) => Promise<Refusal | null>
  /** Waits until all that were added are in the store, and of a file in pieces on the timeline. */
  finish: () => Promise<Refusal | null>
  /** Waits until nothing runs any more, however it ended. */
  settled: () => Promise<void>
}

export interface PieceUploaderOptions {
  readonly context: StepContext
  readonly book: ObjectBook
  readonly signal: AbortSignal
  /** There is one piece: its tries are the item's, and it is registered in a step of its own. */
  readonly isWhole: boolean
}

export function createPieceUploader({ context, book, signal, isWhole }: PieceUploaderOptions): PieceUploader {
  // What one piece's trouble stops is the sending of the others; what the store has is registered all the same.
  const carriage = { context: withSignal(context, signal), book, placesAtOnce: isWhole ? 1 : PLACES_AT_ONCE }
  const onProgress = isWhole ? wholeProgress(context) : piecesProgress(context)
  const inFlight = new Set<Promise<void>>()
  const stored: MediaObject[] = []
  let registering: Promise<void> = Promise.resolve()
  let found: Refusal | null = null
  /** A bug, or a journal that cannot be written: nobody else's to handle. */
  let fault: { readonly error: unknown } | null = null
  const isStopped = () => found !== null || fault !== null || signal.aborted
  const onFault = (error: unknown) => {
    fault ??= { error }
  }

  async function upload(piece: PlannedPiece): Promise<void> {
    try {
      const known = book.get(piece.file.index)
      const progress = (bytes: number) => onProgress(piece.file.index, bytes)
      const send = isWhole ? sendObject : sendPatiently
      const sent =
        known && isStored(known) ? { ok: true as const, value: known } : await send(piece, carriage, progress)
      if (sent.ok) stored.push(sent.value)
      else found ??= { problem: sent.problem, timesRefused: null }
      await removeIfTemporary(piece.file)
    } catch (error) {
      onFault(error)
    }
    // The next piece does not wait for this; what the store has meanwhile is registered together.
    if (!isWhole) registering = registering.then(registerStored).catch(onFault)
  }

  async function registerStored(): Promise<void> {
    const batch = stored.splice(0)
    if (batch.length === 0 || isStopped()) return
    const refusal = await registerObjects(batch, { context, book, isStopped })
    found ??= refusal
  }

  function outcome(): Refusal | null {
    if (fault) throw fault.error
    return found
  }

  /** A piece that is on the timeline already is passed over. */
  async function passOver({ file }: PlannedPiece, { bytes }: MediaObject): Promise<Refusal | null> {
    await removeIfTemporary(file)
    onProgress(file.index, bytes)
    return outcome()
  }

  /** What the store has of a piece must lie where the piece lies, and be it. */
  async function changeSinceStored({ file, place }: PlannedPiece, known: MediaObject): Promise<Problem | null> {
    const timerange = formatTimeRange(place.timerange)
    if (known.timerange !== timerange)
      return otherFile(context, `piece ${file.index + 1} lay at ${known.timerange} and now lies at ${timerange}`)
    if (isWhole || context.item().work.sent === 'own') return null
    const digest = await digestFiles([file.path], signal)
    if (!digest.ok) return digest.problem
    return digest.value === known.md5 ? null : otherFile(context, `piece ${file.index + 1} is not what was sent of it`)
  }

  async function settled(): Promise<void> {
    await Promise.all(inFlight)
    await registering
  }

  return {
    add: async (piece) => {
      const known = book.get(piece.file.index)
      const changed = known && isStored(known) ? await changeSinceStored(piece, known) : null
      if (changed) {
        await removeIfTemporary(piece.file)
        return { problem: changed, timesRefused: null }
      }
      if (known?.state === 'registered') return passOver(piece, known)
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

/** Sends a piece as often as its trouble allows without a long wait, so that the cutting need not begin anew. */
async function sendPatiently(
  piece: PlannedPiece,
  carriage: Carriage,
  onProgress: (bytesSent: number) => void,
): Promise<Outcome<MediaObject>> {
  const {
    ports: { clock, random },
    signal,
  } = carriage.context
  for (let attempt = 1; ; attempt += 1) {
    const sent = await sendObject(piece, carriage, onProgress)
    if (sent.ok || signal.aborted) return sent
    const delayMs = retryDelayMs(sent.problem, attempt, random())
    if (delayMs === null || delayMs > LONGEST_PIECE_WAIT_MS) return sent
    await waitFor(clock, delayMs, signal)
  }
}

type PieceProgress = (index: number, bytesSent: number) => void

const wholeProgress =
  ({ onProgress }: StepContext): PieceProgress =>
  (_, bytesSent) =>
    onProgress(bytesSent)

/** Pieces together are a little more or less than the file; the last byte counts when all is registered. */
function piecesProgress({ item, onProgress }: StepContext): PieceProgress {
  const sent = new Map<number, number>()
  return (index, bytes) => {
    sent.set(index, bytes)
    let sum = 0
    for (const it of sent.values()) sum += it
    // A file that is followed has grown meanwhile.
    onProgress(Math.min(sum, item().size - 1))
  }
}
