import { copyFile, mkdir, rm, stat } from 'node:fs/promises'
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { mainTrack, type MediaFacts } from '../../../src-shared/media-facts.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import { parseRational } from '../../../src-shared/time/rational.ts'
import { parseTimeRange } from '../../../src-shared/time/timerange.ts'
import { parseTimestamp, sampleTime } from '../../../src-shared/time/timestamp.ts'
import type { CutMedia } from '../cut/cut-media.ts'
import type { PieceTimes } from '../cut/cut-points.ts'
import type { PieceFile } from '../cut/piece-writer.ts'
import type { MediaTool } from '../media-tools.ts'
import { probe } from '../probe.ts'
import { fileSetOf } from './file-set.ts'

/** The files of a set as pieces, in order: each is an object as it is, and none is removed. */
export async function* piecesOfSet(
  ffprobe: MediaTool | null,
  { path, facts, folder, signal }: Omit<CutMedia, 'seconds'>,
): AsyncGenerator<Outcome<PieceFile>, void, void> {
  const set = await fileSetOf(path)
  if (!set.ok) return yield set
  if (set.value === null) return yield failed(problem('file-missing'))
  if (set.value.kind === 'sequence') {
    const rate = parseRational(mainTrack(facts)?.frameRate ?? '')
    if (!rate) return yield failed(problem('internal', {}, 'a sequence without a rate'))
    for (const [index, file] of set.value.files.entries()) {
      const [start, end] = [sampleTime(BigInt(index), rate), sampleTime(BigInt(index + 1), rate)]
      yield await asPiece(index, file, { start, last: start, end, coveredEnd: end, packets: 1, keyPackets: 1 })
    }
    return
  }
  const { segments, init } = set.value.playlist
  await rm(folder, { recursive: true, force: true })
  if (init !== null) await mkdir(folder, { recursive: true })
  for (const [index, segment] of segments.entries()) {
    if (signal.aborted) return
    const file =
      init === null
        ? segment.path
        : await withInit(init, segment.path, join(folder, `${String(index).padStart(6, '0')}.mp4`))
    const read = await probe(ffprobe, file, { signal })
    if (!read.ok) return yield read
    const piece = await asPiece(index, file, timesOf(read.value))
    yield piece.ok && init !== null ? ok({ ...piece.value, isTemporary: true }) : piece
  }
}

async function asPiece(index: number, path: string, times: PieceTimes | null): Promise<Outcome<PieceFile>> {
  const info = await stat(path).catch(() => null)
  return info
    ? ok({ index, path, bytes: info.size, times, isTemporary: false, modifiedMs: info.mtimeMs })
    : failed(problem('file-missing', {}, path))
}

function timesOf(facts: MediaFacts): PieceTimes | null {
  const main = mainTrack(facts)
  const range = main?.timerange ? parseTimeRange(main.timerange) : null
  const covered = parseTimeRange(facts.timerange)
  if (range?.start == null || range.end === null || covered?.end == null) return null
  return {
    start: range.start,
    last: range.end - (parseTimestamp(main?.lastDuration ?? '') ?? 0n),
    end: range.end,
    coveredEnd: covered.end,
    packets: main?.samples ?? 0,
    keyPackets: main?.keyFrames ?? 0,
  }
}

/** A segment of a fragmented MP4 as a file that plays on its own. */
export async function withInit(init: string, segment: string, target: string): Promise<string> {
  await copyFile(init, target)
  await pipeline(createReadStream(segment), createWriteStream(target, { flags: 'a' }))
  return target
}
