import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cutMedia, findFfmpeg, findFfprobe, probe } from '../../src-main/media/index.ts'
import { madeByFfmpeg } from '../helpers/clips.ts'
import { fieldCodedH264 } from '../helpers/field-coded-h264.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const tool = await findFfprobe()

async function factsOf(path: string) {
  const facts = await probe(tool, path)
  if (!facts.ok) throw new Error(`${facts.problem.code}: ${facts.problem.detail}`)
  return facts.value
}
const pictures = (seconds: number, rate = '25') => ['-f', 'lavfi', '-i', `testsrc2=s=64x48:r=${rate}:d=${seconds}`]
const sound = (seconds: number, rate = 48_000) => ['-f', 'lavfi', '-i', `sine=d=${seconds}:r=${rate}`]
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '25', '-pix_fmt', 'yuv420p']

describe('the end of a track', () => {
  it('is known of 2,500 pictures at a rate that varies, none of which says how long it lasts', async () => {
    const path = await madeByFfmpeg(
      await tempFolder(),
      'varies.mkv',
      // Matroska keeps no period of a millisecond.
      ...pictures(2.5, '1000'),
      ...['-vf', "settb=1/1000,setpts='N*40+11*mod(N,3)'", '-fps_mode', 'vfr', '-enc_time_base', '1/1000'],
      ...['-c:v', 'mpeg4', '-bsf:v', 'setts=duration=0'],
    )
    expect(await factsOf(path)).toMatchObject({
      timerange: '[0:0_99:978000000)',
      tracks: [{ vfr: true, samples: 2500, lastDuration: '0:18000000' }],
    })
  })

  it.each([
    [48_000, '[0:0_2:999833333)', '0:833333'],
    [44_100, '[0:0_3:907029)', '0:907029'],
  ])(
    'is that of the last 40 samples of TrueHD at %i Hz, which no packet says',
    async (rate, timerange, lastDuration) => {
      const path = await madeByFfmpeg(
        await tempFolder(),
        'sound.mkv',
        ...sound(3, rate),
        ...['-ac', '2', '-strict', '-2', '-c:a', 'truehd'],
      )
      expect(await factsOf(path)).toMatchObject({ timerange, tracks: [{ lastDuration }] })
    },
  )

  it('is not known of a single picture without a rate', async () => {
    const path = await madeByFfmpeg(
      await tempFolder(),
      'one.mkv',
      ...pictures(1, '1000'),
      ...['-frames:v', '1', '-fps_mode', 'vfr', '-c:v', 'mpeg4', '-bsf:v', 'setts=duration=0'],
    )
    expect(await factsOf(path)).toMatchObject({ timerange: '[0:0]', tracks: [{ frameRate: null, lastDuration: null }] })
  })
})

describe('pictures without presentation times', () => {
  it.each(['pictures.avi', 'pictures.h264', 'pictures.hevc', 'pictures.vob'])('are all there in %s', async (name) => {
    const coded = name.endsWith('hevc') ? ['-c:v', 'libx265', '-x265-params', 'log-level=none'] : h264
    const path = await madeByFfmpeg(await tempFolder(), name, ...pictures(3), ...coded)
    const { tracks, truncated } = await factsOf(path)
    expect(truncated).toBe(false)
    expect(tracks).toMatchObject([{ frameRate: '25/1', samples: 75 }])
    const start = name.endsWith('vob') ? ['0:580000000', '3:580000000'] : ['0:0', '3:0']
    expect(tracks[0]?.timerange).toBe(`[${start.join('_')})`)
  })
})

describe('interlaced pictures', () => {
  it.each(['fields.h264', 'fields.ts', 'fields.mkv'])(
    'have their own rate, not that of their fields, in %s',
    async (name) => {
      const folder = await tempFolder()
      const path = join(folder, 'fields.h264')
      await writeFile(path, fieldCodedH264(50))
      if (name !== 'fields.h264') await madeByFfmpeg(folder, name, '-i', '{folder}/fields.h264', '-c', 'copy')
      const { tracks, timerange } = await factsOf(join(folder, name))
      expect(tracks).toMatchObject([
        { frameRate: '25/1', samples: 50, lastDuration: '0:40000000', interlace: 'interlaced_tff' },
      ])
      expect(timerange).toBe(name === 'fields.ts' ? '[1:400000000_3:400000000)' : '[0:0_2:0)')
    },
  )

  it('have it too where a packet is a picture', async () => {
    const interlaced = ['-flags', '+ilme+ildct', ...h264]
    const path = await madeByFfmpeg(await tempFolder(), 'frames.ts', ...pictures(2), ...interlaced)
    expect(await factsOf(path)).toMatchObject({ tracks: [{ frameRate: '25/1', samples: 50 }] })
  })

  it('are told from fifty whole pictures a second', async () => {
    const path = await madeByFfmpeg(await tempFolder(), 'whole.ts', ...pictures(1, '50'), ...h264)
    expect(await factsOf(path)).toMatchObject({ tracks: [{ frameRate: '50/1', samples: 50 }] })
  })
})

describe('a clock that jumps', () => {
  const recorded = async (folder: string, name: string, offset: number) =>
    readFile(
      await madeByFfmpeg(
        folder,
        name,
        ...[...pictures(2), ...sound(2), ...h264, '-c:a', 'aac'],
        ...['-output_ts_offset', String(offset), '-muxdelay', '0', '-muxpreload', '0'],
      ),
    )

  it.each([
    ['back', [1000, 0]],
    ['back, to where the first recording was', [0, 0]],
    ['ahead', [0, 1000]],
    ['twice', [50, 3000, 0]],
  ])('%s puts one recording after the other', async (_, offsets) => {
    const folder = await tempFolder()
    const path = join(folder, 'joined.ts')
    const parts: Buffer[] = []
    for (const [n, offset] of offsets.entries()) parts.push(await recorded(folder, `${n}.ts`, offset))
    await writeFile(path, Buffer.concat(parts))
    const { tracks, truncated } = await factsOf(path)
    expect(truncated).toBe(false)
    // The sound of two seconds has 95 packets of 1024 samples, and begins one before the picture.
    expect(tracks).toMatchObject([
      { kind: 'video', frameRate: '25/1', samples: offsets.length * 50 },
      { kind: 'audio', samples: offsets.length * 95 * 1024 },
    ])
  })

  it('is no clock to cut by', async () => {
    const folder = await tempFolder()
    const path = join(folder, 'joined.ts')
    await writeFile(path, Buffer.concat([await recorded(folder, 'b.ts', 1000), await recorded(folder, 'a.ts', 0)]))
    const facts = await factsOf(path)
    expect(facts.clockJumps).toBe(true)
    const tools = { ffprobe: tool, ffmpeg: await findFfmpeg() }
    const signal = new AbortController().signal
    const pieces = cutMedia(tools, { path, facts, seconds: 1, folder: join(folder, 'cut'), signal })
    const answers: unknown[] = []
    for await (const answer of pieces) answers.push(answer)
    expect(answers).toMatchObject([{ ok: false, problem: { code: 'cannot-cut' } }])
  })

  it('a thousand times is no recording: it is given up, and not for want of memory', async () => {
    const folder = await tempFolder()
    const short = ['-c:v', 'mpeg2video', '-output_ts_offset']
    const [early, late] = [
      await madeByFfmpeg(folder, 'early.ts', ...pictures(1), ...short, '0'),
      await madeByFfmpeg(folder, 'late.ts', ...pictures(1), ...short, '1000'),
    ]
    const twice = Buffer.concat([await readFile(late), await readFile(early)])
    const path = join(folder, 'joined.ts')
    await writeFile(path, Buffer.concat(Array.from({ length: 600 }, () => twice)))
    expect(await probe(tool, path)).toMatchObject({
      ok: false,
      problem: { code: 'media-damaged', detail: expect.stringContaining('jumps more than 1000 times') },
    })
  })

  it('or begins anew after 33 bits, which is no jump', async () => {
    const folder = await tempFolder()
    await recorded(folder, 'turn.ts', 95_442.7)
    const { tracks } = await factsOf(join(folder, 'turn.ts'))
    expect(tracks).toMatchObject([
      { kind: 'video', frameRate: '25/1', samples: 50 },
      { kind: 'audio', samples: 95 * 1024 },
    ])
  })
})

describe('what an edit list hides', () => {
  it('is neither in the time nor among the pictures', async () => {
    const folder = await tempFolder()
    await madeByFfmpeg(folder, 'base.mp4', ...pictures(4), ...sound(4), ...h264, '-c:a', 'aac')
    const path = await madeByFfmpeg(
      folder,
      'trimmed.mp4',
      '-ss',
      '1.28',
      '-i',
      '{folder}/base.mp4',
      '-t',
      '2',
      '-c',
      'copy',
    )
    const { timerange, tracks } = await factsOf(path)
    // In the order of the file two seconds end within a group of pictures.
    expect(tracks[0]?.samples).toBeOneOf([50, 51, 52, 53])
    expect(tracks[0]?.timerange).toMatch(/^\[0:0_2:(0|40000000|80000000|120000000)\)$/)
    expect(timerange).toMatch(/^\[0:0_2:/)
  })

  it('may be a part of a packet of sound', async () => {
    const folder = await tempFolder()
    await madeByFfmpeg(folder, 'base.m4a', ...sound(4), '-c:a', 'aac')
    const path = await madeByFfmpeg(
      folder,
      'trimmed.m4a',
      '-ss',
      '0.51',
      '-i',
      '{folder}/base.m4a',
      '-t',
      '2',
      '-c',
      'copy',
    )
    expect(await factsOf(path)).toMatchObject({ timerange: '[0:0_2:7000000)', tracks: [{ samples: 96_336 }] })
  })
})
