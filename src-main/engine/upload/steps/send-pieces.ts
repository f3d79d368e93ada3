import { rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { HttpClientName, PieceRecord } from '../../../../src-shared/item/work.ts'
import { problem, retriesItself, type Problem } from '../../../../src-shared/problems.ts'
import { formatTimeRange, NEVER, parseTimeRange } from '../../../../src-shared/time/timerange.ts'
import { formatTimestamp, parseTimestamp } from '../../../../src-shared/time/timestamp.ts'
import { mainTrack } from '../../../../src-shared/media-facts.ts'
import { divideRounded } from '../../../../src-shared/time/rational.ts'
import type { PieceFile, PieceTimes } from '../../../media/index.ts'
import type { Allocation, SegmentDraft } from '../../../tams/index.ts'
import { hasRunOut } from '../../../transfer/index.ts'
import { clientAfter } from '../client-after.ts'
import type { PiecesPlan } from '../cut-plan.ts'
import { hasChanged } from '../../item/index.ts'
import { pieceTimeline, type PiecePlace } from '../piece-timeline.ts'
import { proofOf } from './register-segment.ts'
import { done, failedWith, type StepContext, type StepResult } from './step.ts'

/** Pieces of one file that are on their way at the same time; others are being cut and read meanwhile. */
const AT_ONCE = 3
/** Places that are asked for together; few, because a link begins to die at once. */
const PLACES = 4
const TRIES = 3

/** A piece with its place on the flow, which is known once the next one is there. */
interface PlacedPiece {
  readonly file: PieceFile
  readonly place: PiecePlace
}

/**
 * Step 4 of a file that is cut: each piece is sent while the next one is being cut, and registered with whatever else
 * has arrived by then.
 *
 * Every piece has its record in the journal. A try that broke off is repeated from the beginning of the file, because
 * the same file gives the same pieces: those that are on the timeline already are passed over as they come.
 */
export async function sendPieces(context: StepContext, { seconds }: PiecesPlan): Promise<StepResult> {
  const item = context.item()
  const stop = new AbortController()
  const signal = AbortSignal.any([context.signal, stop.signal])
  const carrier = pieceCarrier(context, signal)
  const timeline = pieceTimeline(context.facts)
  let before: PieceFile | null = null
  let folder: string | null = null
  try {
    for await (const cut of context.ports.cut({
      itemId: item.id,
      path: item.path,
      facts: context.facts,
      seconds,
      follow: item.options.follow,
      signal,
    })) {
      if (!cut.ok) return failedWith(cut.problem)
      if (cut.value.isTemporary) folder ??= dirname(cut.value.path)
      // Of an item that is many files, each one is looked at as it is sent.
      const changed = seconds === null || item.options.follow ? null : await hasChanged(item)
      if (changed) return failedWith(changed)
      if (item.options.follow) await context.grown()
      const place = timeline.next(cut.value.times)
      const file: PieceFile | null = before
      before = cut.value
      const wrong = file && place ? await carrier.take({ file, place }) : null
      if (wrong) return failedWith(wrong)
    }
    if (context.signal.aborted) return failedWith(problem('connection-lost'))
    const place = timeline.end()
    const file = before
    before = null
    const wrong =
      file && place
        ? ((await carrier.take({ file, place })) ?? (await carrier.finish()))
        : problem('cannot-cut', { limit: '5 GiB' }, 'nothing came out')
    return wrong ? failedWith(wrong) : done
  } finally {
    stop.abort()
    await carrier.settled()
    if (before) await letGo(before)
    if (folder !== null) await rmdir(folder).catch(() => undefined)
  }
}

interface PieceCarrier {
  /** Waits for its turn and sends the piece on; answers what went wrong with it or with one before. */
  take: (piece: PlacedPiece) => Promise<Problem | null>
  /** Waits until all that were taken are on the timeline. */
  finish: () => Promise<Problem | null>
  settled: () => Promise<void>
}

function pieceCarrier(context: StepContext, signal: AbortSignal): PieceCarrier {
  const {
    connection: { client, ca },
    ports,
    sending,
  } = context
  const { work, options, size } = context.item()
  const flowId = work.storedFlowId ?? work.flowId
  const main = mainTrack(context.facts)
  const records = new Map(context.pieces.all().map((it) => [it.index, it]))
  const sent = new Map<number, number>()
  const inFlight = new Set<Promise<void>>()
  const places: (Allocation & { issuedMs: number; aheadMs: number })[] = []
  const arrived: PieceRecord[] = []
  let registering: Promise<void> = Promise.resolve()
  let wrong: Problem | null = null
  /** A bug, or a journal that cannot be written: nobody else's to handle. */
  let broke: { readonly error: unknown } | null = null
  const isStopped = () => wrong !== null || broke !== null || signal.aborted

  function keep(record: PieceRecord): PieceRecord {
    records.set(record.index, record)
    context.pieces.save([record])
    return record
  }

  function progress(index: number, bytes: number): void {
    sent.set(index, bytes)
    let sum = 0
    for (const it of sent.values()) sum += it
    // Pieces together are a little more or less than the file; the last byte counts when all is registered.
    context.onProgress(Math.min(sum, size - 1))
  }

  async function nextPlace(): Promise<{ place: Allocation } | Problem> {
    for (let known = places.shift(); known; known = places.shift()) {
      if (
        !hasRunOut({
          url: known.url,
          issuedMs: known.issuedMs,
          aheadAtIssueMs: known.aheadMs,
          nowMs: ports.clock.nowMs(),
          aheadMs: client.clockAheadMs(),
        })
      )
        return { place: known }
    }
    const allocated = await client.allocate(flowId, PLACES, signal)
    if (!allocated.ok) return allocated.problem
    const [place, ...rest] = allocated.value
    places.push(...rest.map((it) => ({ ...it, issuedMs: ports.clock.nowMs(), aheadMs: client.clockAheadMs() })))
    return { place }
  }

  async function send({ file, place }: PlacedPiece): Promise<Problem | null> {
    let httpClient: HttpClientName = sending.client
    let doubtEtag = false
    for (let attempt = 1; ; attempt += 1) {
      const next = await nextPlace()
      if ('code' in next) return next
      const { objectId, url, headers } = next.place
      abandonPlaceOf(file.index)
      const record = keep({
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
        ...counts(file.times),
        stored: false,
        tried: false,
        registered: false,
      })
      const put = await ports.put({
        path: file.path,
        start: 0,
        length: file.bytes,
        ...(file.modifiedMs === undefined ? {} : { expected: { size: file.bytes, modifiedMs: file.modifiedMs } }),
        url,
        headers,
        verify: options.verify,
        sha256: options.sha256,
        client: httpClient,
        doubtEtag,
        signal,
        onProgress: (bytes) => progress(file.index, bytes),
        rateLimit: context.rateLimit,
        ...(ca ? { ca } : {}),
      })
      if (put.ok) {
        const { md5, sha256, etag, client: by, isProven } = put.value
        arrived.push(
          keep({
            ...record,
            md5,
            sha256,
            etag,
            client: by,
            proof: isProven ? 'etag' : options.verify ? null : 'none',
            stored: true,
          }),
        )
        return null
      }
      if (signal.aborted || attempt === TRIES || !retriesItself(put.problem)) return put.problem
      httpClient = clientAfter(httpClient, put.problem)
      doubtEtag ||= put.problem.code === 'checksum-mismatch'
      if (put.problem.code !== 'url-expired')
        await new Promise<void>((resolve) => void ports.clock.after(1000 * attempt, resolve))
    }
  }

  /** Pictures are packets; samples of sound follow from how long they last. */
  function counts(times: PieceTimes | null): Pick<PieceRecord, 'samples' | 'keyFrames'> {
    if (!times) return { samples: null, keyFrames: null }
    if (main?.kind === 'video') return { samples: times.packets, keyFrames: times.keyPackets }
    return {
      samples: main?.sampleRate
        ? Number(divideRounded((times.end - times.start) * BigInt(main.sampleRate), 1_000_000_000n))
        : null,
      keyFrames: null,
    }
  }

  /** What an earlier try of a piece left in the store. */
  function abandonPlaceOf(index: number): void {
    const earlier = records.get(index)
    if (earlier)
      context.save((it) => ({
        ...it,
        abandoned: { ...it.abandoned, objects: [...it.abandoned.objects, earlier.objectId] },
      }))
  }

  async function carry(piece: PlacedPiece): Promise<void> {
    try {
      const known = records.get(piece.file.index)
      if (known?.stored) arrived.push(known)
      else wrong ??= await send(piece)
      await letGo(piece.file)
    } catch (error) {
      broke ??= { error }
    }
    // The next piece does not wait for this; what arrives meanwhile is registered together.
    registering = registering.then(registerArrived).catch((error: unknown) => {
      broke ??= { error }
    })
  }

  function outcome(): Problem | null {
    if (broke) throw broke.error
    return wrong
  }

  /** All that have arrived in one request; where some were refused, one by one, so that the others are not lost. */
  async function registerArrived(): Promise<void> {
    const batch = arrived.splice(0)
    if (batch.length === 0 || isStopped()) return
    const unknown: PieceRecord[] = []
    for (const record of batch) {
      const there = record.tried ? await client.findSegment(flowId, record.objectId) : null
      if (there && !there.ok) wrong ??= there.problem
      else if (there?.value) await registered(record)
      else unknown.push(record)
    }
    if (unknown.length === 0 || isStopped()) return
    const tried = unknown.map((it) => keep({ ...it, tried: true }))
    await context.onDisk()
    const answer = await client.register(flowId, tried.map(draftOf))
    if (answer.ok) for (const it of tried) await registered(it)
    else if (answer.problem.code === 'segment-refused') for (const it of tried) await registerAlone(it)
    else wrong ??= answer.problem
  }

  async function registerAlone(record: PieceRecord): Promise<void> {
    const there = await client.findSegment(flowId, record.objectId)
    if (!there.ok) return void (wrong ??= there.problem)
    const answer = there.value ? null : await client.register(flowId, [draftOf(record)])
    if (answer && !answer.ok) {
      // Perhaps the store has collected the object by now: the next try sends it anew.
      keep({ ...record, stored: false })
      wrong ??= answer.problem
    } else {
      await registered(record)
    }
  }

  async function registered(record: PieceRecord): Promise<void> {
    const proof = record.proof === null ? await proofOf(context, flowId, record) : null
    if (proof && !proof.ok) return void (wrong ??= proof.problem)
    if (proof && proof.value === null) {
      const removed = await client.removeSegment(flowId, record.objectId)
      keep({ ...record, stored: false, tried: false })
      return void (wrong ??= removed.ok
        ? problem('checksum-mismatch', {}, 'a piece that the store gives back is not what was sent')
        : removed.problem)
    }
    keep({ ...record, tried: true, registered: true, proof: proof?.value ?? record.proof })
    const all = [...records.values()].filter((it) => it.registered)
    context.save((it) => ({
      ...it,
      pieces: { registered: all.length, bytes: all.reduce((sum, piece) => sum + piece.bytes, 0) },
    }))
  }

  return {
    take: async (piece) => {
      const known = records.get(piece.file.index)
      if (known?.registered) {
        await letGo(piece.file)
        if (known.timerange !== formatTimeRange(piece.place.timerange))
          return problem(
            'file-changed',
            {},
            `piece ${piece.file.index + 1} lay at ${known.timerange} and now lies at ${formatTimeRange(piece.place.timerange)}`,
          )
        progress(piece.file.index, known.bytes)
        return outcome()
      }
      while (inFlight.size >= AT_ONCE) await Promise.race(inFlight)
      if (isStopped()) {
        await letGo(piece.file)
        return outcome()
      }
      const carried: Promise<void> = carry(piece).finally(() => inFlight.delete(carried))
      inFlight.add(carried)
      return null
    },
    finish: async () => {
      await Promise.all(inFlight)
      await registering
      return outcome()
    },
    settled: async () => {
      await Promise.all(inFlight)
      await registering
    },
  }
}

const letGo = async (file: PieceFile): Promise<void> => {
  if (file.isTemporary) await rm(file.path, { force: true })
}

const draftOf = (record: PieceRecord): SegmentDraft => ({
  objectId: record.objectId,
  timerange: parseTimeRange(record.timerange) ?? NEVER,
  offset: parseTimestamp(record.offset) ?? 0n,
  lastDuration: record.lastDuration === null ? null : parseTimestamp(record.lastDuration),
  sampleCount: record.samples,
  keyFrameCount: record.keyFrames,
})
