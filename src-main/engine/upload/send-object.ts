import type { MediaObject } from '../../../src-shared/item/media-object.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { formatTimeRange } from '../../../src-shared/time/timerange.ts'
import { formatTimestamp } from '../../../src-shared/time/timestamp.ts'
import { clientAfter } from './client-after.ts'
import type { ObjectBook } from './object-book.ts'
import { isAlive, nextPlace } from './places.ts'
import type { PlannedPiece } from './plan-pieces.ts'
import type { ObjectLink } from './sending.ts'
import type { StepContext } from './steps/step.ts'

/** What carries the objects of one item. */
export interface Carriage {
  /** Its signal and its client end with the pieces. */
  readonly context: StepContext
  readonly book: ObjectBook
  /** Places that are asked for together; few, because a link begins to die at once. */
  readonly placesAtOnce: number
}

/**
 * A place for a piece, asked for as late as can be and written down before a byte is sent there. A piece that has one
 * whose link still lives keeps it.
 */
export async function allocateObject(piece: PlannedPiece, carriage: Carriage): Promise<Outcome<MediaObject>> {
  const { context, book } = carriage
  const known = book.get(piece.file.index)
  if (known && linkOf(known, context)) return ok(book.save(newObject(piece, known.objectId, known.flowId)))
  // Its link is dead, so that the server may give the same place once more.
  if (known) context.sending.links.delete(known.objectId)
  const link = await nextPlace(context, book, carriage.placesAtOnce)
  if (!link.ok) return link
  const { objectId } = link.value
  context.sending.links.set(objectId, link.value)
  return ok(book.save(newObject(piece, objectId, context.item().work.flowId)))
}

/** Sends a piece once, to the place it has or to a new one. */
export async function sendObject(
  piece: PlannedPiece,
  carriage: Carriage,
  onProgress: (bytesSent: number) => void,
): Promise<Outcome<MediaObject>> {
  const { context, book } = carriage
  const { sending } = context
  const allocated = await allocateObject(piece, carriage)
  if (!allocated.ok) return allocated
  const object = allocated.value
  const link = sending.links.get(object.objectId)
  if (!link) throw new Error('an object without a link was sent')
  const { verify, sha256 } = context.item().options
  const { client } = sending
  const { origin, pathname } = new URL(link.url)
  sending.lastPlace = origin + pathname
  const put = await context.ports.put({
    ...bytesOf(piece),
    url: link.url,
    headers: link.headers,
    verify,
    sha256,
    client,
    doubtEtag: sending.hasDoubtfulEtag,
    signal: context.signal,
    onProgress,
    rateLimit: context.rateLimit,
    way: context.connection.way,
  })
  if (!put.ok) {
    const { code } = put.problem
    if (code === 'url-expired') sending.links.delete(object.objectId)
    sending.client = clientAfter(client, put.problem)
    sending.hasDoubtfulEtag ||= code === 'checksum-mismatch'
    return failed(put.problem)
  }
  sending.links.delete(object.objectId)
  const { isProven, bytes: _, ...stored } = put.value
  const proof = isProven ? 'etag' : verify ? null : 'none'
  return ok(book.save({ ...object, ...stored, proof, state: 'stored' }))
}

/** The link of an object that nothing was sent to yet, as long as it lives. A restart has forgotten it. */
function linkOf({ objectId, state }: MediaObject, context: StepContext): ObjectLink | null {
  const link = context.sending.links.get(objectId)
  return state === 'allocated' && link && isAlive(link, context) ? link : null
}

const bytesOf = ({ file: { path, bytes, modifiedMs } }: PlannedPiece) => ({
  path,
  start: 0,
  length: bytes,
  ...(modifiedMs === undefined ? {} : { expected: { size: bytes, modifiedMs } }),
})

const newObject = ({ file, place }: PlannedPiece, objectId: string, flowId: string): MediaObject => ({
  objectId,
  flowId,
  index: file.index,
  state: 'allocated',
  bytes: file.bytes,
  md5: null,
  sha256: null,
  etag: null,
  client: null,
  isDoubted: false,
  proof: null,
  timerange: formatTimeRange(place.timerange),
  offset: formatTimestamp(place.offset),
  lastDuration: place.lastDuration === null ? null : formatTimestamp(place.lastDuration),
  samples: place.sampleCount,
  keyFrames: place.keyFrameCount,
})
