import { rm } from 'node:fs/promises'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { formatTimeRange, shift } from '../../../src-shared/time/timerange.ts'
import { parseTimestamp, type Nanoseconds } from '../../../src-shared/time/timestamp.ts'
import { mainTrack, type MediaFacts } from '../../../src-shared/media-facts.ts'
import { divideRounded } from '../../../src-shared/time/rational.ts'
import type { PieceFile, PieceTimes } from '../../media/index.ts'
import { changeSinceRead, type QueueItem } from '../item/index.ts'
import type { EnginePorts } from '../ports.ts'
import type { PiecesPlan } from './cut-plan.ts'
import { wholePlace, type SegmentPlace } from './flow-draft.ts'
import { pieceTimeline, type PiecePlace } from './piece-timeline.ts'

/** A piece of an item that lies on the disk, and where it lies on its flow. A file that goes whole is one piece. */
export interface PlannedPiece {
  readonly file: Omit<PieceFile, 'times'>
  readonly place: SegmentPlace
}

export interface PieceSource {
  readonly plan: PiecesPlan
  /** As it is now: a file that is followed grows. */
  readonly item: () => QueueItem
  readonly facts: MediaFacts
  readonly cut: EnginePorts['cut']
  /** The file is being written and has grown. */
  readonly grown: () => Promise<void>
  readonly signal: AbortSignal
}

/**
 * The pieces of an item in order, whatever it is: a whole file, a file that is cut as it is asked for, the files of a
 * set. The same item gives the same pieces each time. Ends with the first failure; whoever takes a temporary piece
 * removes it.
 */
export async function* planPieces(source: PieceSource): AsyncGenerator<Outcome<PlannedPiece>, void, void> {
  const origin = parseTimestamp(source.item().work.origin) ?? 0n
  const pieces = source.plan.kind === 'whole' ? wholeFile(source) : piecesInOrder(source, source.plan)
  for await (const piece of pieces)
    yield piece.ok ? ok({ ...piece.value, place: movedBy(piece.value.place, origin) }) : piece
}

const movedBy = (place: SegmentPlace, origin: Nanoseconds): SegmentPlace => ({
  ...place,
  timerange: shift(place.timerange, origin),
  offset: place.offset + origin,
})

function* wholeFile({ item, facts }: PieceSource): Generator<Outcome<PlannedPiece>, void, void> {
  const { path, size, modifiedMs } = item()
  const file = { index: 0, path, bytes: size, modifiedMs, isTemporary: false }
  yield ok({ file, place: wholePlace(facts) })
}

/** One behind what is cut: a piece ends where the next one begins. */
async function* piecesInOrder(
  { item, facts, cut, grown, signal }: PieceSource,
  plan: Exclude<PiecesPlan, { kind: 'whole' }>,
): AsyncGenerator<Outcome<PlannedPiece>, void, void> {
  const { id, path, options } = item()
  const seconds = plan.kind === 'cut' ? plan.seconds : null
  const timeline = pieceTimeline(facts)
  let before: PieceFile | null = null
  try {
    for await (const piece of cut({ itemId: id, path, facts, seconds, follow: options.follow, signal })) {
      if (!piece.ok) return yield piece
      const file: PieceFile | null = before
      before = piece.value
      // Of an item that is many files, each one is looked at as it is sent.
      const changed = plan.kind === 'set' || options.follow ? null : await changeSinceRead(item())
      if (changed) return yield failed(changed)
      if (options.follow) await grown()
      const place = timeline.next(piece.value.times)
      if (file && place) yield ok(placed(file, place, facts))
    }
    if (signal.aborted) return yield failed(problem('connection-lost'))
    const place = timeline.end()
    const file = before
    const isKnown = plan.kind === 'cut' && !options.follow && !facts.truncated
    if (isKnown && place && !timeline.isWhole()) return yield failed(notAsLong(place, facts))
    if (!file || !place) return yield failed(problem('cannot-cut', { limit: '5 GiB' }, 'nothing came out'))
    before = null
    yield ok(placed(file, place, facts))
  } finally {
    if (before) await removeIfTemporary(before)
  }
}

/** Pieces that together are not as long as the file are not all of it. */
const notAsLong = ({ timerange }: PiecePlace, { timerange: whole }: MediaFacts): Problem =>
  problem(
    'cannot-cut',
    { limit: '5 GiB' },
    `the last piece lies at ${formatTimeRange(timerange)}, the file at ${whole}`,
  )

/** What was cut lies on our own disk; what a person gave is never touched. */
export const removeIfTemporary = async (file: Pick<PieceFile, 'path' | 'isTemporary'>): Promise<void> => {
  if (file.isTemporary) await rm(file.path, { force: true })
}

const placed = (file: PieceFile, place: PiecePlace, facts: MediaFacts): PlannedPiece => ({
  file,
  place: { ...place, ...sampleCounts(file.times, facts) },
})

/** Pictures are packets; samples of sound follow from how long they last. */
function sampleCounts(
  times: PieceTimes | null,
  facts: MediaFacts,
): Pick<SegmentPlace, 'sampleCount' | 'keyFrameCount'> {
  const main = mainTrack(facts)
  if (!times) return { sampleCount: null, keyFrameCount: null }
  if (main?.kind === 'video') return { sampleCount: times.packets, keyFrameCount: times.keyPackets }
  const rate = main?.sampleRate
  const samples = rate ? Number(divideRounded((times.end - times.start) * BigInt(rate), 1_000_000_000n)) : null
  return { sampleCount: samples, keyFrameCount: null }
}
