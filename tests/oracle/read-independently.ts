import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny'

const run = promisify(execFile)

/** What somebody else says of a track. Times are seconds of the file's own clock; null where it does not know. */
export interface ReadTrack {
  readonly kind: 'video' | 'audio'
  readonly by: 'mediabunny' | 'packets'
  readonly start: number | null
  readonly end: number | null
  /** Pictures of a video track. */
  readonly count: number | null
  readonly width: number | null
  readonly height: number | null
  readonly sampleRate: number | null
  readonly channels: number | null
}

const READS: ReadonlySet<string> = new Set([
  'mp4',
  'mov',
  'mkv',
  'webm',
  'm4a',
  'wav',
  'mp3',
  'ogg',
  'flac',
  'aac',
  'ts',
])

/** Whether there is a reader of this kind of file that shares no code with ours. */
export const canBeReadByAnother = (extension: string): boolean => READS.has(extension)

/** Reads a file without ffmpeg; null where that reader cannot. */
export async function readWithAnother(path: string): Promise<ReadTrack[] | null> {
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS })
  try {
    const tracks: ReadTrack[] = []
    for (const track of await input.getTracks()) {
      const [start, end] = [await track.getFirstTimestamp(), await track.computeDuration()]
      const common = { by: 'mediabunny' as const, start, end }
      if (track.isVideoTrack()) {
        const { packetCount } = await track.computePacketStats()
        const [width, height] = [await track.getCodedWidth(), await track.getCodedHeight()]
        tracks.push({ ...common, kind: 'video', count: packetCount, width, height, sampleRate: null, channels: null })
      } else if (track.isAudioTrack()) {
        const [sampleRate, channels] = [await track.getSampleRate(), await track.getNumberOfChannels()]
        tracks.push({ ...common, kind: 'audio', count: null, width: null, height: null, sampleRate, channels })
      }
    }
    return tracks
  } catch {
    return null
  } finally {
    input.dispose()
  }
}

interface Packet {
  readonly stream_index: number
  readonly codec_type: string
  readonly pts_time?: string
  readonly dts_time?: string
  readonly duration_time?: string
  readonly flags: string
}

/** The bare packets of ffprobe, with the arithmetic of what is presented when done here. */
export async function readPackets(ffprobe: string, path: string): Promise<ReadTrack[]> {
  const { stdout } = await run(
    ffprobe,
    [
      ...['-v', 'quiet', '-show_entries', 'packet=stream_index,codec_type,pts_time,dts_time,duration_time,flags'],
      ...['-of', 'json', path],
    ],
    { maxBuffer: 2 ** 28 },
  )
  const { packets = [] } = JSON.parse(stdout) as { packets?: Packet[] }
  const streams = Map.groupBy(packets, (it) => it.stream_index)
  return [...streams.values()].flatMap((those) => {
    const kind = those[0]!.codec_type
    if (kind !== 'video' && kind !== 'audio') return []
    // What is marked so is decoded and not shown.
    const shown = those.filter((it) => !it.flags.includes('D') && it.pts_time !== undefined)
    const times = shown.map((it) => Number(it.pts_time)).sort((a, b) => a - b)
    const last = times.at(-1) ?? 0
    const said = Number(shown.find((it) => Number(it.pts_time) === last)?.duration_time)
    const lasts = said > 0 ? said : times.length > 1 ? last - times.at(-2)! : 0
    // A packet that does not say when it is presented may be the first or the last one.
    const isTimed = those.every((it) => it.pts_time !== undefined)
    const count = kind === 'video' && isTimed ? times.length : null
    const nothing = { width: null, height: null, sampleRate: null, channels: null }
    return [
      {
        kind,
        by: 'packets' as const,
        start: isTimed ? (times[0] ?? null) : null,
        end: isTimed ? last + lasts : null,
        count,
        ...nothing,
      },
    ]
  })
}
