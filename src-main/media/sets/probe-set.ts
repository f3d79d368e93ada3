import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import type { MediaFacts } from '../../../src-shared/media-facts.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import { formatRational, parseRational, rational } from '../../../src-shared/time/rational.ts'
import { formatTimeRange, parseTimeRange, timeRange } from '../../../src-shared/time/timerange.ts'
import { formatTimestamp, sampleTime, toSeconds } from '../../../src-shared/time/timestamp.ts'
import type { MediaTool } from '../media-tools.ts'
import { MPEG_CLOCK_TURN } from '../mpeg-clock.ts'
import { probe, type ProbeOptions } from '../probe.ts'
import { joinParts, type FilePart } from './file-part.ts'
import { probeRecording } from './probe-recording.ts'
import { fileSetOf, type FileSet } from './file-set.ts'
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
  const facts = await probeFiles(tool, set.value, options)
  return facts.ok ? ok({ ...facts.value, partsLook: digestOfLooks(files, looks.value) }) : facts
}

function probeFiles(tool: MediaTool | null, set: FileSet, options: ProbeAnyOptions): Promise<Outcome<MediaFacts>> {
  switch (set.kind) {
    case 'sequence':
      return probeSequence(tool, set.files, options)
    case 'recording':
      return probeRecording(tool, set.files, options)
    case 'playlist':
      return probePlaylist(tool, set, options)
  }
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
  const { segments, init } = playlist
  const folder = await mkdtemp(join(tmpdir(), 'framehaul-playlist-'))
  try {
    const read = async (segment: FilePart | undefined): Promise<Outcome<MediaFacts>> => {
      if (!segment) return failed(problem('playlist-refused', {}, 'it names no segments'))
      if (init === null && segment.range === null) return probe(tool, segment.path, options)
      const name = `segment${init === null ? extname(segment.path) : '.mp4'}`
      return probe(tool, await joinParts(init === null ? [segment] : [init, segment], join(folder, name)), options)
    }
    const [first, last] = [await read(segments[0]), await read(segments.at(-1))]
    if (!first.ok) return first
    if (!last.ok) return last
    const timerange = timeOf(
      first.value,
      last.value,
      segments.map((it) => it.seconds).reduce((a, b) => a + b, 0),
    )
    return timerange === null
      ? failed(problem('playlist-refused', {}, 'the clock of its segments jumps'))
      : ok({ ...first.value, timerange, parts: segments.length })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** How much a list's own durations may differ from its segments' clock: they are rounded, and may be of parts. */
const DIFFERENCE_SECONDS = 10
const DIFFERENCE_SHARE = 0.5

/** From the beginning of the first segment to the end of the last; null where their clocks are not one. */
function timeOf(first: MediaFacts, last: MediaFacts, listedSeconds: number): string | null {
  const [begin, said] = [parseTimeRange(first.timerange)?.start, parseTimeRange(last.timerange)?.end]
  if (begin == null || said == null) return null
  const end = said <= begin && first.container === 'video/mp2t' ? said + MPEG_CLOCK_TURN : said
  const seconds = toSeconds(end - begin)
  const isOne =
    listedSeconds === 0 ||
    Math.abs(seconds - listedSeconds) <= Math.max(DIFFERENCE_SECONDS, listedSeconds * DIFFERENCE_SHARE)
  return end > begin && isOne ? formatTimeRange(timeRange(begin, end)) : null
}
