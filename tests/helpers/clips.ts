import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { appendFile, copyFile, mkdir, open, rename, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { findFfmpeg } from '../../src-main/media/index.ts'

const run = promisify(execFile)

const eightSeconds = [
  '-f',
  'lavfi',
  '-i',
  'testsrc2=size=192x108:rate=30000/1001:duration=8',
  '-f',
  'lavfi',
  '-i',
  'sine=frequency=440:sample_rate=48000:duration=8',
] as const

/** Small media that ffmpeg makes; each is made once in a checkout and copied from then on. */
const recipes = {
  'picture-and-sound.mp4': [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=320x180:rate=30000/1001:duration=2',
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=440:sample_rate=48000:duration=2',
    '-c:v',
    'mpeg4',
    '-c:a',
    'aac',
    '-shortest',
  ],
  'picture.mp4': ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=2', '-c:v', 'mpeg4'],
  'turned.mp4': [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=320x180:rate=25:duration=1',
    '-c:v',
    'mpeg4',
    '-metadata:s:v',
    'rotate=90',
  ],
  'sound.wav': ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=1', '-c:a', 'pcm_s24le'],
  'stream.ts': ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=1', '-c:v', 'mpeg2video'],
  'still.png': ['-f', 'lavfi', '-i', 'testsrc2=size=64x36:rate=1:duration=1', '-frames:v', '1'],
  'eight-seconds.mp4': [...eightSeconds, '-c:v', 'mpeg4', '-g', '24', '-bf', '2', '-c:a', 'aac'],
  'eight-seconds.mkv': [...eightSeconds, '-c:v', 'mpeg4', '-g', '24', '-c:a', 'ac3'],
  'eight-seconds.ts': [...eightSeconds, '-c:v', 'mpeg2video', '-g', '15', '-bf', '2', '-c:a', 'mp2'],
  'eight-seconds.mov': [...eightSeconds, '-c:v', 'prores', '-c:a', 'pcm_s24le'],
  'eight-seconds.wav': [...eightSeconds.slice(4), '-c:a', 'pcm_s24le'],
  'eight-seconds.m4a': [...eightSeconds.slice(4), '-c:a', 'aac'],
  'eight-seconds.avi': [...eightSeconds, '-c:v', 'mpeg4', '-c:a', 'libmp3lame'],
  'eight-seconds.mxf': [...eightSeconds, '-c:v', 'mpeg2video', '-c:a', 'pcm_s16le'],
  'eight-seconds.wmv': [...eightSeconds, '-c:v', 'wmv2', '-c:a', 'wmav2'],
  'fragments.mp4': [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=64x36:rate=25:duration=2',
    '-c:v',
    'mpeg4',
    '-g',
    '25',
    '-movflags',
    'frag_keyframe+empty_moov+default_base_moof',
  ],
  'eight-seconds.vob': [...eightSeconds, '-c:v', 'mpeg2video', '-c:a', 'ac3'],
  'index-first.mp4': [...eightSeconds, '-c:v', 'mpeg4', '-c:a', 'aac', '-movflags', 'faststart'],
  'uncuttable.webm': ['-f', 'lavfi', '-i', 'testsrc2=size=64x36:rate=25:duration=2', '-c:v', 'libvpx'],
} as const

export type ClipName = keyof typeof recipes

const made = new Map<ClipName, Promise<string>>()

const cache = resolve(import.meta.dirname, '../../node_modules/.cache/clips')

/** Kept under its recipe, so that a changed one is made anew; many tests at once may make the same. */
async function make(name: ClipName): Promise<string> {
  const recipe = createHash('sha256').update(JSON.stringify(recipes[name])).digest('hex')
  const folder = join(cache, recipe.slice(0, 16))
  const path = join(folder, name)
  if (await stat(path).catch(() => null)) return path
  await mkdir(folder, { recursive: true })
  const tool = await findFfmpeg()
  if (!tool) throw new Error('These tests need ffmpeg: install it (Debian: apt-get install ffmpeg).')
  const part = join(folder, `${randomUUID()}-${name}`)
  await run(tool.path, ['-v', 'error', '-y', ...recipes[name], part])
  await rename(part, path)
  return path
}

/** Puts a clip into a folder, under its own or another name. */
export async function clip(name: ClipName, folder: string, as: string = name): Promise<string> {
  if (!made.has(name)) made.set(name, make(name))
  const path = join(folder, as)
  await mkdir(join(path, '..'), { recursive: true })
  await copyFile((await made.get(name)) ?? '', path)
  return path
}

/** A file that one test alone needs, made by ffmpeg with these arguments; `{folder}` in them is the folder. */
export async function madeByFfmpeg(folder: string, name: string, ...args: readonly string[]): Promise<string> {
  const tool = await findFfmpeg()
  if (!tool) throw new Error('These tests need ffmpeg: install it (Debian: apt-get install ffmpeg).')
  const path = join(folder, name)
  await run(tool.path, ['-v', 'error', '-y', ...args.map((it) => it.replaceAll('{folder}', folder)), path])
  return path
}

/** A clip with content of its own: real files seldom are copies of each other, and copies are asked about. */
export async function ownClip(name: Extract<ClipName, `${string}.mp4`>, folder: string, as: string): Promise<string> {
  const path = await clip(name, folder, as)
  const mark = Buffer.from(as)
  const header = Buffer.alloc(8)
  header.writeUInt32BE(8 + mark.length, 0)
  header.write('free', 4, 'latin1')
  await appendFile(path, Buffer.concat([header, mark]))
  return path
}

/**
 * A valid MP4 as large as you like that takes no room: a clip, followed by a `free` box of nothing.
 *
 * Source: ISO/IEC 14496-12, box with a 64-bit size.
 */
export async function largeClip(folder: string, as: string, bytes: number): Promise<string> {
  const path = await clip('picture.mp4', folder, as)
  const { size } = await stat(path)
  const header = Buffer.alloc(16)
  header.writeUInt32BE(1, 0)
  header.write('free', 4, 'latin1')
  header.writeBigUInt64BE(BigInt(bytes - size), 8)
  const file = await open(path, 'r+')
  await file.write(header, 0, 16, size)
  await file.truncate(bytes)
  await file.close()
  return path
}
