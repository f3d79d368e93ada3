import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A decoded picture, or the sound of one packet. Times are seconds of the file's own clock. */
export interface Frame {
  readonly time: number
  readonly seconds: number
  /** In ticks of its track, which for sound are samples. */
  readonly ticks: number
  readonly hash: string
}

export interface Decoded {
  readonly pictures: readonly Frame[]
  readonly sounds: readonly Frame[]
}

/**
 * Decodes a file's first picture (a cover is none) and first sound track as a player does: what an edit list hides
 * stays hidden, and every picture is shown once.
 *
 * @param input what stands before the path: `['-i', path]`, or a list of files for one decoder
 */
export async function decode(ffmpeg: string, input: readonly string[]): Promise<Decoded> {
  const [pictures, sounds] = ['0:V:0', '0:a:0']
  // A track that is announced and never comes lets the decoding of all fail.
  for (const tracks of [[pictures, sounds], [pictures], [sounds]])
    try {
      return await decodeTracks(ffmpeg, input, tracks)
    } catch {
      continue
    }
  return { pictures: [], sounds: [] }
}

async function decodeTracks(ffmpeg: string, input: readonly string[], tracks: readonly string[]): Promise<Decoded> {
  const { stdout } = await run(
    ffmpeg,
    [
      ...['-v', 'quiet', '-nostdin', '-threads', '1', '-copyts', ...input],
      ...tracks.flatMap((it) => ['-map', `${it}?`]),
      ...['-fps_mode', 'passthrough', '-enc_time_base:v', '-1', '-f', 'framemd5', '-'],
    ],
    { maxBuffer: 2 ** 28 },
  )
  const frames = framesOf(stdout)
  return { pictures: frames.get('video') ?? [], sounds: frames.get('audio') ?? [] }
}

/** The frames in ffmpeg's `framemd5`, by the kind of their track. */
function framesOf(text: string): Map<string, Frame[]> {
  const kinds = new Map<string, string>()
  const bases = new Map<string, number>()
  const frames = new Map<string, Frame[]>()
  for (const line of text.split('\n')) {
    const [, name, index, value] = /^#(tb|media_type) (\d+): (.+)$/.exec(line) ?? []
    if (name === 'media_type') kinds.set(index!, value!)
    if (name === 'tb') bases.set(index!, Number(value!.split('/')[0]) / Number(value!.split('/')[1]))
    if (line.startsWith('#') || line === '') continue
    const [track, , pts, ticks, , hash] = line.split(',').map((it) => it.trim())
    const kind = kinds.get(track!)!
    const base = bases.get(track!)!
    const frame = {
      time: Number(pts) * base,
      seconds: Number(ticks) * base,
      ticks: Number(ticks),
      hash: hash!,
    }
    const known = frames.get(kind)
    if (known) known.push(frame)
    else frames.set(kind, [frame])
  }
  return frames
}
