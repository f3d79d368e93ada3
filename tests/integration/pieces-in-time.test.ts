import { execFile } from 'node:child_process'
import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { cutMedia, findFfmpeg, findFfprobe, probe, type MediaTool, type PieceFile } from '../../src-main/media/index.ts'
import { madeByFfmpeg } from '../helpers/clips.ts'
import { frameHashes } from '../helpers/frame-hashes.ts'
import { standIn } from '../helpers/stand-in.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const run = promisify(execFile)
const [ffmpeg, ffprobe] = [await findFfmpeg(), await findFfprobe()]
if (!ffmpeg || !ffprobe) throw new Error('These tests need ffmpeg and ffprobe.')

const pictures = (seconds: number) => ['-f', 'lavfi', '-i', `testsrc2=s=64x48:r=25:d=${seconds}`]
const sound = (seconds: number) => ['-f', 'lavfi', '-i', `anoisesrc=d=${seconds}:r=48000:seed=3:a=0.2`]
const h264 = (gop: number, more = 'scenecut=0') => [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', String(gop), '-x264-params', more],
  ...['-pix_fmt', 'yuv420p'],
]

async function factsOf(path: string) {
  const facts = await probe(ffprobe, path)
  if (!facts.ok) throw new Error(`${facts.problem.code}: ${facts.problem.detail}`)
  return facts.value
}

/** A file in pieces of about so long, and what is said in the end. */
async function cut(path: string, { seconds = 1, tool = ffmpeg }: { seconds?: number; tool?: MediaTool | null } = {}) {
  const folder = join(await tempFolder(), 'pieces')
  const signal = new AbortController().signal
  const pieces: PieceFile[] = []
  for await (const it of cutMedia(
    { ffmpeg: tool, ffprobe },
    { path, facts: await factsOf(path), seconds, folder, signal },
  )) {
    if (!it.ok) return { pieces, problem: it.problem }
    pieces.push(it.value)
  }
  return { pieces, problem: null }
}

interface PacketSeen {
  readonly stream: number
  readonly time: number
  /** Never presented, because an edit list hides it. */
  readonly isHidden: boolean
}

async function packetsIn(path: string): Promise<PacketSeen[]> {
  const { stdout } = await run(
    'ffprobe',
    ['-v', 'error', '-show_entries', 'packet=stream_index,pts_time,flags', '-of', 'csv=p=0', path],
    { maxBuffer: 2 ** 26 },
  )
  return stdout
    .split('\n')
    .filter((it) => /^\d/.test(it))
    .map((it) => it.split(','))
    .map(([stream, time, flags]) => ({ stream: Number(stream), time: Number(time), isHidden: flags!.includes('D') }))
}

/** Packets of each track, in the order of tracks. */
async function counts(paths: readonly string[]): Promise<number[]> {
  const all = (await Promise.all(paths.map(packetsIn))).flat()
  const count = new Map<number, number>()
  for (const { stream } of all) count.set(stream, (count.get(stream) ?? 0) + 1)
  return [...count].toSorted(([a], [b]) => a - b).map(([, it]) => it)
}

const both = (name: string, ...more: string[]) =>
  tempFolder().then((folder) => madeByFfmpeg(folder, name, ...pictures(6), ...sound(6), ...more))

describe('a packet', () => {
  it.each([
    ['film.mp4', [...h264(25), '-c:a', 'aac']],
    ['film.mov', [...h264(25), '-c:a', 'pcm_s16le']],
    ['film.mkv', [...h264(50, 'scenecut=0:open-gop=1'), '-c:a', 'ac3']],
    ['film.ts', [...h264(25), '-c:a', 'mp2']],
    ['open.ts', [...h264(50, 'scenecut=0:open-gop=1'), '-c:a', 'aac']],
    ['film.mpg', ['-c:v', 'mpeg2video', '-bf', '2', '-g', '12', '-c:a', 'mp2']],
  ])('of %s lies in the piece whose range holds its time, and in no other', async (name, coded) => {
    const path = await both(name, ...coded)
    const { pieces, problem } = await cut(path)
    expect(problem).toBeNull()
    expect(pieces.length).toBeGreaterThan(2)
    for (const [index, { path: of, times }] of pieces.entries()) {
      const [from, to] = [times!.start, pieces[index + 1]?.times!.start].map((it) => Number(it ?? 10n ** 12n) / 1e9)
      const seen = await packetsIn(of)
      const outside = seen.filter(({ time }) => (index > 0 && time < from! - 0.001) || time > to! - 0.0009)
      expect(outside).toEqual([])
    }
    expect(await counts(pieces.map((it) => it.path))).toEqual(await counts([path]))
  })

  it.each(['late.mp4', 'late.ts', 'late.mkv'])('of a track that begins late is in one piece of %s', async (name) => {
    const path = await madeByFfmpeg(
      await tempFolder(),
      name,
      ...[...pictures(6), '-itsoffset', '2.5', ...sound(3), '-map', '0', '-map', '1', ...h264(25), '-c:a', 'aac'],
    )
    const { pieces, problem } = await cut(path)
    expect(problem).toBeNull()
    expect(await counts(pieces.map((it) => it.path))).toEqual(await counts([path]))
    // It begins when it did: 2.5 seconds after the picture, less what primes the decoder.
    const first = await packetsIn(pieces.find(({ bytes }) => bytes > 0)!.path)
    const all = (await Promise.all(pieces.map((it) => packetsIn(it.path)))).flat()
    const begins = Math.min(...all.flatMap(({ stream, time }) => (stream === 1 ? [time] : [])))
    expect(begins - Math.min(...first.map(({ time }) => time))).toBeCloseTo(2.48, 1)
  })

  it.each(['live.ts', 'live.mkv'])('before the first key frame of %s is in the first piece', async (name) => {
    const folder = await tempFolder()
    const whole = await madeByFfmpeg(folder, 'whole.ts', ...pictures(5), ...sound(5), ...h264(50), '-c:a', 'mp2')
    const begun = (await readFile(whole)).subarray(188 * 90)
    await writeFile(join(folder, 'live.ts'), begun)
    const path = join(folder, name)
    if (name !== 'live.ts') await madeByFfmpeg(folder, name, '-i', '{folder}/live.ts', '-c', 'copy', '-copyinkf')
    const { pieces, problem } = await cut(path)
    expect(problem).toBeNull()
    expect(pieces[0]!.times!.keyPackets).toBe(0)
    expect(await counts(pieces.map((it) => it.path))).toEqual(await counts([path]))
  })
})

describe('what an edit list hides', () => {
  const base = [...pictures(6), ...sound(6), ...h264(50), '-c:a', 'aac']

  it('at the beginning is shown by no piece', async () => {
    const folder = await tempFolder()
    await madeByFfmpeg(folder, 'whole.mp4', ...base)
    const path = await madeByFfmpeg(folder, 'cut.mp4', '-ss', '1.28', '-i', '{folder}/whole.mp4', '-c', 'copy')
    const { tracks } = await factsOf(path)
    expect(tracks).toMatchObject([
      { samples: 118, packets: 150, hidden: { before: 32, between: 0, after: 0 } },
      { hidden: { between: 0, after: 0 } },
    ])
    const { pieces, problem } = await cut(path, { seconds: 2 })
    expect(problem).toBeNull()
    expect(pieces[0]!.times!.start).toBe(0n)
    const hashes = await Promise.all(pieces.map((it) => frameHashes([it.path], 'video')))
    expect(hashes.flat()).toEqual(await frameHashes([path], 'video'))
    const shown = (await packetsIn(pieces[0]!.path)).filter((it) => !it.isHidden && it.time < -0.03)
    expect(shown).toEqual([])
  })

  it('at the end is in no piece', async () => {
    const path = await madeByFfmpeg(await tempFolder(), 'whole.mp4', ...base, '-bf', '0')
    await endAt(path, 4_000)
    const { timerange, tracks } = await factsOf(path)
    expect(timerange).toBe('[0:0_4:0)')
    expect(tracks[0]!.hidden!.after).toBeGreaterThan(0)
    const { pieces, problem } = await cut(path, { seconds: 2 })
    expect(problem).toBeNull()
    const hashes = await Promise.all(pieces.map((it) => frameHashes([it.path], 'video')))
    expect(hashes.flat()).toEqual(await frameHashes([path], 'video'))
    expect(Math.max(...(await packetsIn(pieces.at(-1)!.path)).map((it) => it.time))).toBeLessThan(4)
  })
})

/** Lets each edit of a movie end so many milliseconds after its beginning. Source: ISO/IEC 14496-12, `elst`. */
async function endAt(path: string, milliseconds: number): Promise<void> {
  const bytes = await readFile(path)
  const file = await open(path, 'r+')
  const duration = Buffer.alloc(4)
  duration.writeUInt32BE(milliseconds)
  for (let at = bytes.indexOf('elst'); at !== -1; at = bytes.indexOf('elst', at + 1))
    await file.write(duration, 0, 4, at + 12)
  await file.close()
}

describe.skipIf(process.platform === 'win32')('packets that never came out', () => {
  it.each(['lost.mp4', 'lost.ts'])(
    'of the middle of %s make it a file that cannot be cut, never done',
    async (name) => {
      const path = await both(name, ...h264(25), '-c:a', 'aac')
      // Both ends are there.
      const tool = await standIn([
        `for it in "$@"; do shift; [ "$it" != pipe:1 ] || set -- "$@" -bsf:0 'noise=drop=eq(mod(n\\,70)\\,60)'`,
        'set -- "$@" "$it"; done',
        `exec "${ffmpeg.path}" "$@"`,
      ])
      const { problem } = await cut(path, { tool })
      expect(problem).toMatchObject({ code: 'cannot-cut', detail: expect.stringMatching(/packets of track 1/) })
    },
  )
})
