import { mainTrack, type MediaFacts, type Track } from '../../../src-shared/media-facts.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import { formatTimeRange, parseTimeRange, timeRange, type TimeRange } from '../../../src-shared/time/timerange.ts'
import type { Nanoseconds } from '../../../src-shared/time/timestamp.ts'
import type { MediaTool } from '../media-tools.ts'
import { probe, type ProbeOptions } from '../probe.ts'

/**
 * Reads a recording that a camera wrote into several files. Each has a clock of its own, so the times of all are put
 * one after the other by the main track, as `recordingTimeline` places them. Answers `recording-differs` where the
 * files are not of one kind.
 */
export async function probeRecording(
  tool: MediaTool | null,
  files: readonly string[],
  options: ProbeOptions,
): Promise<Outcome<MediaFacts>> {
  const all: MediaFacts[] = []
  for (const path of files) {
    const facts = await probe(tool, path, options)
    if (!facts.ok) return facts
    all.push(facts.value)
  }
  const [first] = all
  const last = all.at(-1)
  if (!first || !last) return failed(problem('file-missing'))
  const other = all.findIndex((it) => !isOfOneKind(it, first))
  if (other >= 0) return failed(problem('recording-differs', {}, files[other]))
  const lengths = all.map((it) => closed(mainTrack(it)?.timerange ?? it.timerange))
  const begins = closed(first.timerange)
  const ends = closed(last.timerange)
  if (!begins || !ends || lengths.includes(null)) return failed(problem('media-damaged', {}, 'a file without a length'))
  /** From a time of the last file to the same time as if all had the first one's clock. */
  const known = lengths.filter((it) => it !== null)
  const before = known.slice(0, -1).reduce((sum, it) => sum + (it.end - it.start), 0n)
  const later = (known[0]?.start ?? 0n) + before - (known.at(-1)?.start ?? 0n)
  return ok({
    ...first,
    truncated: all.some((it) => it.truncated),
    timerange: formatTimeRange(timeRange(begins.start, ends.end + later)),
    parts: files.length,
    tracks: first.tracks.map((track, at) => joined(track, all, at, later)),
  })
}

type ClosedRange = TimeRange & { readonly start: Nanoseconds; readonly end: Nanoseconds }

function closed(text: string | null): ClosedRange | null {
  const range = parseTimeRange(text ?? '')
  return range?.start == null || range.end == null ? null : { ...range, start: range.start, end: range.end }
}

/** The rate of a last file that holds a single picture is not known. */
function isOfOneKind(a: MediaFacts, b: MediaFacts): boolean {
  const kindOf = ({ kind, container, tracks }: MediaFacts) =>
    JSON.stringify([
      kind,
      container,
      tracks.map((it) => [it.kind, it.codec, it.width, it.height, it.sampleRate, it.channels]),
    ])
  const [one, other] = [mainTrack(a)?.frameRate ?? null, mainTrack(b)?.frameRate ?? null]
  return kindOf(a) === kindOf(b) && (one === null || other === null || one === other)
}

function joined(track: Track, all: readonly MediaFacts[], at: number, later: Nanoseconds): Track {
  const end = all.at(-1)?.tracks[at]
  const [begins, ends] = [closed(track.timerange), closed(end?.timerange ?? null)]
  const sum = (count: (it: Track) => number | null): number | null =>
    all.reduce<number | null>((so, { tracks }) => {
      const more = tracks[at] ? count(tracks[at]) : null
      return so === null || more === null ? null : so + more
    }, 0)
  // What is said of the packets is true of one file only.
  const { packets: _, hidden: __, ...rest } = track
  return {
    ...rest,
    timerange: begins && ends ? formatTimeRange(timeRange(begins.start, ends.end + later)) : null,
    samples: sum((it) => it.samples),
    keyFrames: sum((it) => it.keyFrames),
    lastDuration: end?.lastDuration ?? null,
  }
}
