import { copyFile, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findFfprobe, probe } from '../../src-main/media/index.ts'
import { readAnimatedWebp } from '../../src-main/media/animated-webp.ts'
import { clip, madeByFfmpeg } from '../helpers/clips.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const tool = await findFfprobe()

async function factsOf(path: string) {
  const facts = await probe(tool, path)
  if (!facts.ok) throw new Error(`${facts.problem.code}: ${facts.problem.detail}`)
  return facts.value
}
const pictures = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=5:d=2', '-pix_fmt', 'yuv420p']
const sound = ['-f', 'lavfi', '-i', 'sine=d=1:r=48000']

describe('pictures in containers of films', () => {
  it('are pictures: an AVIF', async () => {
    const path = await madeByFfmpeg(await tempFolder(), 'still.avif', ...pictures, '-frames:v', '1')
    expect(await factsOf(path)).toMatchObject({
      kind: 'image',
      container: 'image/avif',
      timerange: '[0:0]',
      tracks: [{ codec: 'image/avif', width: 64, height: 48 }],
    })
  })

  it('are pictures, also when they move: an animated WebP', async () => {
    const path = await madeByFfmpeg(await tempFolder(), 'moving.webp', ...pictures, '-c:v', 'libwebp_anim')
    expect(await factsOf(path)).toMatchObject({
      kind: 'image',
      container: 'image/webp',
      timerange: '[0:0_2:0)',
      truncated: false,
      tracks: [{ codec: 'image/webp', width: 64, height: 48, samples: 10, lastDuration: '0:200000000' }],
    })
  })
})

describe('a WebP of nothing but headers', () => {
  it('is not read to its end', async () => {
    const path = join(await tempFolder(), 'headers.webp')
    const beginning = Buffer.alloc(30)
    beginning.write('RIFF....WEBPVP8X', 'latin1')
    beginning.writeUInt32LE(10, 16)
    beginning[20] = 0x02
    const chunks = Buffer.alloc(8 * 20_001, Buffer.from('ANMF\0\0\0\0', 'latin1'))
    beginning.writeUInt32LE(22 + chunks.length, 4)
    await writeFile(path, Buffer.concat([beginning, chunks]))
    expect(await readAnimatedWebp(path, 30 + chunks.length)).toBeNull()
  })
})

describe('containers of sound', () => {
  it.each([
    ['sound.wma', 'audio/x-ms-wma', ['-c:a', 'wmav2']],
    ['sound.w64', 'audio/x-w64', []],
    ['sound.flv', 'audio/x-flv', ['-c:a', 'aac']],
  ])('are called such without a picture: %s is %s', async (name, container, coded) => {
    expect(await factsOf(await madeByFfmpeg(await tempFolder(), name, ...sound, ...coded))).toMatchObject({
      kind: 'audio',
      container,
    })
  })
})

describe('a WAV of more than 4 GiB', () => {
  /** Two channels of 24 bits at 48 kHz, which take no room; its header names what 32 bits hold of the size. */
  async function wav(seconds: number, after: Buffer) {
    const path = join(await tempFolder(), 'long.wav')
    await copyFile(await madeByFfmpeg(await tempFolder(), 'short.wav', ...sound, '-ac', '2', '-c:a', 'pcm_s24le'), path)
    const file = await open(path, 'r+')
    const head = Buffer.alloc(512)
    await file.read(head, 0, 512, 0)
    const begins = head.indexOf('data') + 8
    const bytes = seconds * 48_000 * 6
    head.writeUInt32LE((begins + bytes + after.length - 8) % 2 ** 32, 4)
    head.writeUInt32LE(bytes % 2 ** 32, begins - 4)
    await file.write(head, 0, begins, 0)
    await file.truncate(begins + bytes)
    await file.write(after, 0, after.length, begins + bytes)
    await file.close()
    return path
  }

  it.each([
    ['once', 15_000],
    ['twice', 30_000],
  ])('is as long as its bytes, where its size has begun anew %s', async (_, seconds) => {
    const trailer = Buffer.concat([Buffer.from('LIST\x04\0\0\0INFO', 'latin1')])
    expect(await factsOf(await wav(seconds, trailer))).toMatchObject({
      kind: 'audio',
      container: 'audio/wav',
      timerange: `[0:0_${seconds}:0)`,
      truncated: false,
      tracks: [{ codec: 'audio/x-raw-int', samples: seconds * 48_000, channels: 2, sampleRate: 48_000, bitDepth: 24 }],
    })
  })
})

describe('a percent sign in the name of a picture', () => {
  it.each(
    'jpg jpeg png bmp tga tif tiff gif jp2 j2k jls dpx exr pgm ppm pbm pam pcx sgi sun xwd xbm qoi webp avif'.split(
      ' ',
    ),
  )('is one, though ffmpeg reads patterns there: %s', async (extension) => {
    const folder = await tempFolder()
    const path = await madeByFfmpeg(folder, `plain.${extension}`, ...pictures, '-frames:v', '1', '-update', '1')
    await copyFile(path, join(folder, `100%d.${extension}`))
    await writeFile(join(folder, `1001.${extension}`), 'another one')
    expect(await factsOf(join(folder, `100%d.${extension}`))).toMatchObject({ kind: 'image', tracks: [{ width: 64 }] })
  })

  it('is one in the names of other files', async () => {
    expect(await factsOf(await clip('picture.mp4', await tempFolder(), '%03d.mp4'))).toMatchObject({ kind: 'video' })
  })
})
