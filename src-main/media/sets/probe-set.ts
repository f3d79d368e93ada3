import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MediaFacts } from '../../../src-shared/media-facts.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import { formatRational, parseRational, rational } from '../../../src-shared/time/rational.ts'
import { formatTimeRange, parseTimeRange, timeRange } from '../../../src-shared/time/timerange.ts'
import { formatTimestamp, sampleTime } from '../../../src-shared/time/timestamp.ts'
import type { MediaTool } from '../media-tools.ts'
import { probe, type ProbeOptions } from '../probe.ts'
import { fileSetOf, type FileSet } from './file-set.ts'
import { withInit } from './pieces-of-set.ts'
import { digestOfLooks, looksOf } from './set-look.ts'

/** What a sequence of pictures plays at where nobody says: pictures do not know. */
const USUAL_RATE = rational(25, 1)

export interface ProbeAnyOptions extends ProbeOptions {
  /** Of a sequence of pictures, `N/D`. */
  readonly frameRate?: string
}

/** Reads a file, or several files that are one item. */
export async function probeAny(
  tool: MediaTool | null,
  path: string,
  options: ProbeAnyOptions = {},
): Promise<Outcome<MediaFacts>> {
  const set = await fileSetOf(path)
  if (!set.ok) return set
  if (set.value === null) return probe(tool, path, options)
  const { files } = set.value
  // Before the first one is read: what changes after this is not what was read.
  const looks = await looksOf(files)
  if (!looks.ok) return looks
  const facts = await (set.value.kind === 'sequence'
    ? probeSequence(tool, files, options)
    : probePlaylist(tool, set.value, options))
  return facts.ok ? ok({ ...facts.value, partsLook: digestOfLooks(files, looks.value) }) : facts
}

async function probeSequence(
  tool: MediaTool | null,
  files: readonly string[],
  options: ProbeAnyOptions,
): Promise<Outcome<MediaFacts>> {
  const facts = await probe(tool, files[0] ?? '', options)
  if (!facts.ok) return facts
  const track = facts.value.tracks.find((it) => it.kind === 'video')
  if (facts.value.kind !== 'image' || !track)
    return failed(problem('not-media', {}, 'a sequence of files that are no pictures'))
  const rate = parseRational(options.frameRate ?? '') ?? USUAL_RATE
  const end = sampleTime(BigInt(files.length), rate)
  const timerange = formatTimeRange(timeRange(0n, end))
  return ok({
    ...facts.value,
    kind: 'video',
    timerange,
    parts: files.length,
    tracks: [
      {
        ...track,
        frameRate: formatRational(rate),
        vfr: false,
        timerange,
        samples: files.length,
        keyFrames: files.length,
        lastDuration: formatTimestamp(end - sampleTime(BigInt(files.length - 1), rate)),
      },
    ],
  })
}

/** The tracks are those of the first segment; the time is from its beginning to the end of the last one. */
async function probePlaylist(
  tool: MediaTool | null,
  { playlist }: Extract<FileSet, { kind: 'playlist' }>,
  options: ProbeAnyOptions,
): Promise<Outcome<MediaFacts>> {
  const folder = await mkdtemp(join(tmpdir(), 'framehaul-playlist-'))
  try {
    const read = async (segment: string) =>
      probe(
        tool,
        playlist.init === null ? segment : await withInit(playlist.init, segment, join(folder, 'segment.mp4')),
        options,
      )
    const [first, last] = [
      await read(playlist.segments[0]?.path ?? ''),
      await read(playlist.segments.at(-1)?.path ?? ''),
    ]
    if (!first.ok) return first
    if (!last.ok) return last
    const [begin, end] = [
      parseTimeRange(first.value.timerange)?.start ?? 0n,
      parseTimeRange(last.value.timerange)?.end ?? 0n,
    ]
    return ok({
      ...first.value,
      timerange: formatTimeRange(timeRange(begin, end > begin ? end : begin)),
      parts: playlist.segments.length,
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
