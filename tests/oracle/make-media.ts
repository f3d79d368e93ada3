import { execFile } from 'node:child_process'
import { open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AudioRecipe, Recipe, VideoRecipe } from './recipe.ts'

const run = promisify(execFile)

/** Seconds at which a transport stream's clock is almost over: 33 bits of 90 kHz. Source: ISO/IEC 13818-1. */
const BEFORE_WRAP = 2 ** 33 / 90_000 - 1

/** How much of the beginning an edit list hides, where that falls into the middle of a group of pictures. */
const TRIMMED_SECONDS = 0.63

/**
 * Makes the file of a recipe.
 *
 * @param ffmpeg the program
 * @returns its path; rejects where this ffmpeg cannot make it
 */
export async function makeMedia(ffmpeg: string, recipe: Recipe, folder: string): Promise<string> {
  const path = join(folder, `seed-${recipe.seed}.${recipe.extension}`)
  switch (recipe.change) {
    case 'offset':
      await encode(ffmpeg, recipe, path, ['-output_ts_offset', '3.2'])
      break
    case 'wrap':
      await encode(ffmpeg, recipe, path, ['-output_ts_offset', String(BEFORE_WRAP)])
      break
    case 'joined': {
      const other = `${path}.second`
      await encode(ffmpeg, recipe, path, ['-output_ts_offset', '1000'])
      await encode(ffmpeg, recipe, other, ['-output_ts_offset', '5'])
      await writeFile(path, await readFile(other), { flag: 'a' })
      await rm(other)
      break
    }
    case 'trimmed': {
      const whole = `${path}.whole`
      await encode(ffmpeg, { ...recipe, seconds: recipe.seconds + 1 }, whole)
      const copy = ['-c', 'copy', '-f', recipe.format, path]
      await run(ffmpeg, ['-v', 'error', '-y', '-ss', String(TRIMMED_SECONDS), '-i', whole, ...copy])
      await rm(whole)
      break
    }
    case 'mid-group':
      await encode(ffmpeg, recipe, path)
      await dropBeginning(path)
      break
    case 'truncated':
      await encode(ffmpeg, recipe, path)
      await truncate(path, Math.floor((await stat(path)).size * 0.8))
      break
    case 'nothing':
    case 'late-sound':
    case 'short-sound':
      await encode(ffmpeg, recipe, path)
  }
  return path
}

async function encode(ffmpeg: string, recipe: Recipe, path: string, more: readonly string[] = []): Promise<void> {
  const { video, audio, seconds, change, format } = recipe
  const heardSeconds = change === 'short-sound' ? seconds - 0.7 : seconds
  await run(ffmpeg, [
    ...['-v', 'error', '-y', '-nostdin', '-threads', '1'],
    ...(video ? ['-f', 'lavfi', '-i', `testsrc2=size=64x48:rate=${video.rate}:duration=${seconds}`] : []),
    ...(video && change === 'late-sound' ? ['-itsoffset', '0.4'] : []),
    ...(audio ? ['-f', 'lavfi', '-i', `aevalsrc=${noises(audio)}:s=${audio.sampleRate}:d=${heardSeconds}`] : []),
    ...(video ? videoOptions(video, format) : []),
    ...(audio ? audioOptions(audio) : []),
    ...more,
    ...['-fflags', '+bitexact', '-f', format, path],
  ])
}

/** Each channel another sound, so that one that is lost or swapped is noticed. */
const noises = ({ channels }: AudioRecipe): string =>
  Array.from({ length: channels }, (_, n) => `0.3*sin(${440 + 110 * n}*2*PI*t*(1+t/9))`).join('|')

function videoOptions({ codec, isVariable, bFrames, groupPictures, isOpenGroup }: VideoRecipe, format: string) {
  const openness = codec === 'libx264' ? `open-gop=${Number(isOpenGroup)}` : null
  return [
    ...(isVariable ? ['-vf', "select='not(eq(mod(n,7),3)+eq(mod(n,7),4))'", '-fps_mode', 'vfr'] : []),
    ...['-c:v', codec, '-pix_fmt', codec === 'prores' ? 'yuv422p10le' : codec === 'mjpeg' ? 'yuvj420p' : 'yuv420p'],
    ...['-g', String(groupPictures)],
    ...(codec === 'mpeg4' || codec === 'mpeg2video' ? ['-bf', String(Math.min(bFrames, 2))] : []),
    ...(codec === 'libx264' ? ['-preset', 'ultrafast', '-bf', String(bFrames), '-x264-params', String(openness)] : []),
    ...(codec === 'libx265'
      ? ['-preset', 'ultrafast', '-x265-params', x265Params({ bFrames, groupPictures, isOpenGroup })]
      : []),
    ...(codec === 'libvpx-vp9' ? ['-deadline', 'realtime', '-cpu-used', '8', '-b:v', '200k'] : []),
    ...(format === 'mp4' && codec === 'libx265' ? ['-tag:v', 'hvc1'] : []),
  ]
}

const x265Params = (it: Pick<VideoRecipe, 'bFrames' | 'groupPictures' | 'isOpenGroup'>): string =>
  `log-level=none:pools=1:bframes=${it.bFrames}:keyint=${it.groupPictures}:open-gop=${Number(it.isOpenGroup)}`

const audioOptions = ({ codec, sampleRate, channels }: AudioRecipe): readonly string[] => [
  ...['-c:a', codec, '-ar', String(sampleRate), '-ac', String(channels), '-strict', '-2'],
]

const TS_PACKET = 188

/** Takes the first third of a transport stream away, and leaves its tables where they are. */
async function dropBeginning(path: string): Promise<void> {
  const { size } = await stat(path)
  const packets = Math.floor(size / TS_PACKET / 3)
  const file = await open(path, 'r')
  const rest = Buffer.alloc(size - packets * TS_PACKET)
  await file.read(rest, 0, rest.length, packets * TS_PACKET)
  await file.close()
  await writeFile(path, rest)
}
