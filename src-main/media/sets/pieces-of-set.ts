import { mkdir, rm, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FileLook } from '../../../src-shared/file-identity.ts'
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
import { joinParts } from './file-part.ts'
import { fileSetOf } from './file-set.ts'
import type { Playlist } from './playlist.ts'
import { changeOfOne, digestOfLooks, looksOf } from './set-look.ts'

/** How each file of a set looked when the set was found to be as it was read. */
type Looks = ReadonlyMap<string, FileLook>

/**
 * The files of a set as pieces, in order: each is an object as it is, and none is removed.
 *
 * [Note: A set that changes goes up as a mixture] So all its files look as they did when the set was read before the
 * first is handed out and after the last was, and each one while it is sent. Else the last answer is `file-changed`.
 */
export async function* piecesOfSet(
  ffprobe: MediaTool | null,
  { path, facts, folder, signal }: Omit<CutMedia, 'seconds'>,
): AsyncGenerator<Outcome<PieceFile>, void, void> {
  const set = await fileSetOf(path)
  if (!set.ok) return yield set
  if (set.value === null) return yield failed(problem('file-missing'))
  const { files } = set.value
  const looks = await looksAsRead(files, facts)
  if (!looks.ok) return yield looks
  if (set.value.kind === 'playlist') yield* segments(ffprobe, set.value.playlist, looks.value, { folder, signal })
  else if (set.value.kind === 'recording') yield* spanned(ffprobe, files, looks.value, signal)
  else yield* pictures(files, looks.value, facts)
  if (signal.aborted) return
  const after = await looksAsRead(files, facts)
  if (!after.ok) yield after
}

/** Of a set that an older version read nobody knows how its files looked. */
async function looksAsRead(files: readonly string[], { partsLook }: MediaFacts): Promise<Outcome<Looks>> {
  const looks = await looksOf(files)
  if (!looks.ok) return looks
  return partsLook === null || digestOfLooks(files, looks.value) === partsLook
    ? ok(new Map(looks.value.map((it, index) => [files[index] ?? '', it])))
    : failed(problem('file-changed', {}, 'one of its files was written to after they were read'))
}

async function* pictures(
  files: readonly string[],
  looks: Looks,
  facts: MediaFacts,
): AsyncGenerator<Outcome<PieceFile>, void, void> {
  const rate = parseRational(mainTrack(facts)?.frameRate ?? '')
  if (!rate) return yield failed(problem('internal', {}, 'a sequence without a rate'))
  for (const [index, path] of files.entries()) {
    const [start, end] = [sampleTime(BigInt(index), rate), sampleTime(BigInt(index + 1), rate)]
    const times = { start, last: start, end, coveredEnd: end, packets: 1, keyPackets: 1 }
    yield (await changeIn([path], looks)) ?? ok(asItIs(index, path, looks, times))
  }
}

/** The files of a recording that a camera spanned: each begins its clock anew, and follows the one before. */
async function* spanned(
  ffprobe: MediaTool | null,
  files: readonly string[],
  looks: Looks,
  signal: AbortSignal,
): AsyncGenerator<Outcome<PieceFile>, void, void> {
  for (const [index, path] of files.entries()) {
    if (signal.aborted) return
    const read = await probe(ffprobe, path, { signal })
    const facts = (await changeIn([path], looks)) ?? read
    if (!facts.ok) return yield facts
    const times = timesOf(facts.value)
    yield ok(asItIs(index, path, looks, times && { ...times, isOfItsOwnClock: index > 0 }))
  }
}

async function* segments(
  ffprobe: MediaTool | null,
  { segments: listed, init }: Playlist,
  looks: Looks,
  { folder, signal }: Pick<CutMedia, 'folder' | 'signal'>,
): AsyncGenerator<Outcome<PieceFile>, void, void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const [index, segment] of listed.entries()) {
    if (signal.aborted) return
    const { path } = segment
    const parts = init === null ? [segment] : [init, segment]
    const name = `${String(index).padStart(6, '0')}${init === null ? extname(path) : '.mp4'}`
    const joined = init === null && segment.range === null ? null : await joinParts(parts, join(folder, name))
    const read = await probe(ffprobe, joined ?? path, { signal })
    // A joined file is looked at by nobody else: its parts must not have changed when it was made.
    const changed = await changeIn(
      parts.map((it) => it.path),
      looks,
    )
    const facts = changed ?? read
    if (!facts.ok) {
      if (joined !== null) await rm(joined, { force: true })
      return yield facts
    }
    const times = timesOf(facts.value)
    yield ok(
      joined === null
        ? asItIs(index, path, looks, times)
        : { index, path: joined, bytes: (await stat(joined)).size, times, isTemporary: true },
    )
  }
}

/** `file-changed` or `file-missing` where one of these no longer looks as it did; null where they all do. */
async function changeIn(paths: readonly string[], looks: Looks): Promise<Outcome<never> | null> {
  for (const path of paths) {
    const before = looks.get(path)
    const wrong = before && (await changeOfOne(path, before))
    if (wrong) return failed(wrong)
  }
  return null
}

/** A file of the set as an object: while it is sent it must look as it did when the set was read. */
function asItIs(index: number, path: string, looks: Looks, times: PieceTimes | null): PieceFile {
  const { size, modifiedMs } = looks.get(path) ?? { size: 0, modifiedMs: 0 }
  return { index, path, bytes: size, times, isTemporary: false, modifiedMs }
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
