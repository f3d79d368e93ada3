import { extname } from 'node:path'
import { stat } from 'node:fs/promises'
import { mainTrack, type MediaFacts } from '../../../src-shared/media-facts.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import type { MediaTool } from '../media-tools.ts'
import { UNKNOWN_TRACK } from '../track-facts.ts'
import { probeAny, type ProbeAnyOptions } from './probe-set.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.srt': 'application/x-subrip',
  '.vtt': 'text/vtt',
  '.ttml': 'application/ttml+xml',
  '.itt': 'application/ttml+xml',
  '.stl': 'application/x-ebu-stl',
  '.scc': 'text/x-scc',
  '.xml': 'application/xml',
  '.fcpxml': 'application/xml',
  '.otio': 'application/json',
  '.json': 'application/json',
  '.csv': 'text/csv',
  '.edl': 'text/x-edl',
  '.ale': 'text/x-ale',
  '.txt': 'text/plain',
}

/**
 * A file that says something of a media file (subtitles, a log, an edit list): data that lies on the timeline where the
 * media lies. It is not opened.
 */
export async function probeSidecar(
  tool: MediaTool | null,
  path: string,
  mediaPath: string,
  options: ProbeAnyOptions = {},
): Promise<Outcome<MediaFacts>> {
  const info = await stat(path).catch(() => null)
  if (!info?.isFile()) return failed(problem('file-missing', {}, path))
  if (info.size === 0) return failed(problem('file-empty'))
  const media = await probeAny(tool, mediaPath, options)
  if (!media.ok) return media
  const codec = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream'
  return ok({
    kind: 'none',
    container: codec,
    timerange: media.value.timerange,
    tracks: [{ ...UNKNOWN_TRACK, codec, timerange: media.value.timerange }],
    bitRate: null,
    ...placed(media.value),
    truncated: false,
    parts: null,
    partsLook: null,
  })
}

/** What says where media lies in time says the same of what belongs to it. */
function placed(media: MediaFacts): Pick<MediaFacts, 'timecode' | 'timecodeRate' | 'recorded'> {
  const { timecode, recorded } = media
  const timecodeRate = media.timecodeRate ?? mainTrack(media)?.frameRate ?? null
  return {
    timecode,
    ...(timecodeRate === null ? {} : { timecodeRate }),
    ...(recorded === undefined ? {} : { recorded }),
  }
}
