import type { HttpClientName, PieceRecord } from '../../../../src-shared/item/work.ts'
import { mainTrack, type MediaFacts } from '../../../../src-shared/media-facts.ts'
import { failed, ok, type Outcome } from '../../../../src-shared/outcome.ts'
import { retriesItself } from '../../../../src-shared/problems.ts'
import { divideRounded } from '../../../../src-shared/time/rational.ts'
import { formatTimeRange } from '../../../../src-shared/time/timerange.ts'
import { formatTimestamp } from '../../../../src-shared/time/timestamp.ts'
import type { PieceFile, PieceTimes } from '../../../media/index.ts'
import type { Clock } from '../../ports.ts'
import { clientAfter } from '../client-after.ts'
import type { PiecePlace } from '../piece-timeline.ts'
import type { PiecePlaces } from './piece-places.ts'
import type { PieceRecords } from './piece-records.ts'
import type { StepContext } from './step.ts'

const TRIES = 3

/** A piece with its place on the flow, which is known once the next one is there. */
export interface PlacedPiece {
  readonly file: PieceFile
  readonly place: PiecePlace
}

export interface PieceUpload {
  readonly context: StepContext
  readonly places: PiecePlaces
  readonly records: PieceRecords
  readonly signal: AbortSignal
  readonly onProgress: (bytesSent: number) => void
}

/** Sends one piece to a place of its own; a few times, each to a new place, where trying again can help. */
export async function uploadPiece(piece: PlacedPiece, upload: PieceUpload): Promise<Outcome<PieceRecord>> {
  const { context, places, records, signal } = upload
  const { options } = context.item()
  let client: HttpClientName = context.sending.client
  let doubtEtag = false
  for (let attempt = 1; ; attempt += 1) {
    const place = await places.next()
    if (!place.ok) return place
    const record = records.replace(newRecord(piece, place.value.objectId, context.facts))
    const put = await context.ports.put({
      ...rangeOf(piece.file),
      url: place.value.url,
      headers: place.value.headers,
      verify: options.verify,
      sha256: options.sha256,
      client,
      doubtEtag,
      signal,
      onProgress: upload.onProgress,
      rateLimit: context.rateLimit,
      ...(context.connection.ca ? { ca: context.connection.ca } : {}),
    })
    if (put.ok) {
      const { isProven, bytes: _, ...stored } = put.value
      const proof = isProven ? 'etag' : options.verify ? null : 'none'
      return ok(records.save({ ...record, ...stored, proof, stored: true }))
    }
    const { problem } = put
    // A store that asks for a longer wait gets it: the item waits, where a person can see it.
    const isToWait = (problem.retryAfterSeconds ?? 0) > attempt
    if (signal.aborted || attempt === TRIES || isToWait || !retriesItself(problem)) return failed(problem)
    client = clientAfter(client, problem)
    doubtEtag ||= problem.code === 'checksum-mismatch'
    if (problem.code !== 'url-expired') await sleep(context.ports.clock, 1000 * attempt)
  }
}

const sleep = (clock: Clock, ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve))

const rangeOf = ({ path, bytes, modifiedMs }: PieceFile) => ({
  path,
  start: 0,
  length: bytes,
  ...(modifiedMs === undefined ? {} : { expected: { size: bytes, modifiedMs } }),
})

const newRecord = ({ file, place }: PlacedPiece, objectId: string, facts: MediaFacts): PieceRecord => ({
  index: file.index,
  objectId,
  bytes: file.bytes,
  md5: null,
  sha256: null,
  etag: null,
  client: null,
  proof: null,
  timerange: formatTimeRange(place.timerange),
  offset: formatTimestamp(place.offset),
  lastDuration: place.lastDuration === null ? null : formatTimestamp(place.lastDuration),
  ...sampleCounts(file.times, facts),
  stored: false,
  tried: false,
  registered: false,
})

/** Pictures are packets; samples of sound follow from how long they last. */
function sampleCounts(times: PieceTimes | null, facts: MediaFacts): Pick<PieceRecord, 'samples' | 'keyFrames'> {
  const main = mainTrack(facts)
  if (!times) return { samples: null, keyFrames: null }
  if (main?.kind === 'video') return { samples: times.packets, keyFrames: times.keyPackets }
  const rate = main?.sampleRate
  const samples = rate ? Number(divideRounded((times.end - times.start) * BigInt(rate), 1_000_000_000n)) : null
  return { samples, keyFrames: null }
}
