import { copyFile, mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findFfprobe, probe } from '../../src-main/media/index.ts'
import { readStreams } from '../../src-main/media/read-streams.ts'
import { clip, largeClip } from '../helpers/clips.ts'
import { parseTimeRange } from '../../src-shared/time/timerange.ts'
import { parseTimestamp } from '../../src-shared/time/timestamp.ts'
import { sharedMaterial } from '../helpers/shared-material.ts'
import { standIn } from '../helpers/stand-in.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const tool = await findFfprobe()

async function factsOf(path: string) {
  const facts = await probe(tool, path)
  if (!facts.ok) throw new Error(`${facts.problem.code}: ${facts.problem.detail}`)
  return facts.value
}
const codeOf = async (path: string) => {
  const facts = await probe(tool, path)
  return facts.ok ? 'readable' : facts.problem.code
}

describe('reading media', () => {
  it('sees picture and sound of an MP4, exact in rate and time', async () => {
    const facts = await factsOf(await clip('picture-and-sound.mp4', await tempFolder()))
    expect(facts).toMatchObject({ kind: 'multi', container: 'video/mp4' })
    expect(facts.tracks[0]).toMatchObject({
      kind: 'video',
      codec: 'video/mp4v-es',
      width: 320,
      height: 180,
      frameRate: '30000/1001',
      vfr: false,
      timerange: '[0:0_2:2000000)',
    })
    expect(facts.tracks[1]).toMatchObject({ kind: 'audio', codec: 'audio/aac', sampleRate: 48000, channels: 1 })
  })

  it('keeps the clock of a transport stream, which begins where it likes', async () => {
    const facts = await factsOf(await clip('stream.ts', await tempFolder()))
    expect(facts).toMatchObject({ kind: 'video', container: 'video/mp2t' })
    expect(facts.timerange).toMatch(/^\[1:\d+_2:\d+\)$/)
  })

  it('counts the samples of sound', async () => {
    const facts = await factsOf(await clip('sound.wav', await tempFolder()))
    expect(facts).toMatchObject({ kind: 'audio', container: 'audio/wav', timerange: '[0:0_1:0)' })
    expect(facts.tracks[0]).toMatchObject({ codec: 'audio/x-raw-int', samples: 48_000, bitDepth: 24 })
  })

  it('knows that a still picture has a place but no duration', async () => {
    expect(await factsOf(await clip('still.png', await tempFolder()))).toMatchObject({
      kind: 'image',
      container: 'image/png',
      timerange: '[0:0]',
    })
  })

  it.each([
    '-leading dash.mp4',
    'ümläut ☂ and space.mp4',
    'hash#and?query%20.mp4',
    '100%d.mp4',
    'quote\'and"double.mp4',
    'http:__x.mp4',
    'a\nnew line.mp4',
  ])('takes a file named %j for what it is', async (name) => {
    expect(await factsOf(await clip('picture.mp4', await tempFolder(), name))).toMatchObject({ kind: 'video' })
  })

  it('reads one picture where the name looks like the pattern of a sequence', async () => {
    const folder = await tempFolder()
    await clip('still.png', folder, 'shot_1.png')
    expect(await factsOf(await clip('still.png', folder, 'shot_%d.png'))).toMatchObject({ kind: 'image' })
  })

  it('does not read a large file from end to end, and still knows when it ends', async () => {
    const path = await largeClip(await tempFolder(), 'large.mp4', 3 * 1024 ** 3)
    expect(await factsOf(path)).toMatchObject({ kind: 'video', timerange: '[0:0_2:0)' })
  })
})

describe('files that are no media', () => {
  it('say what is wrong, each in its own way', async () => {
    const folder = await tempFolder()
    await writeFile(join(folder, 'empty.mov'), '')
    await writeFile(join(folder, 'letter.mov'), '%PDF-1.7 nothing to see')
    await writeFile(join(folder, 'words.mp4'), '1\n00:00:00,000 --> 00:00:01,000\nHello\n')
    const cut = await clip('picture.mp4', folder, 'cut.mp4')
    await truncate(cut, 5_000)
    expect(await codeOf(join(folder, 'empty.mov'))).toBe('file-empty')
    expect(await codeOf(join(folder, 'letter.mov'))).toBe('not-media')
    expect(await codeOf(join(folder, 'words.mp4'))).toBe('not-media')
    expect(await codeOf(cut)).toBe('media-damaged')
    expect(await codeOf(join(folder, 'nowhere.mp4'))).toBe('file-missing')
    expect(await codeOf(folder)).toBe('not-media')
  })

  it.each([
    ['list.m3u8', (target: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${target}\n#EXT-X-ENDLIST\n`],
    ['list.mp4', (target: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${target}\n#EXT-X-ENDLIST\n`],
    ['list.txt', (target: string) => `ffconcat version 1.0\nfile '${target}'\n`],
    [
      'list.sdp',
      () =>
        'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n' +
        'm=video 5000 RTP/AVP 96\na=rtpmap:96 H264/90000\n',
    ],
  ])('that are playlists (%s) never make ffprobe open another file', async (name, text) => {
    const folder = await tempFolder()
    const target = await clip('stream.ts', folder, 'secret.ts')
    await writeFile(join(folder, name), text(target))
    expect(await codeOf(join(folder, name))).toBe('not-media')
  })

  it.skipIf(process.platform === 'win32')('are given up on where ffprobe does not come to an end', async () => {
    const path = await clip('picture.mp4', await tempFolder())
    const endless = await standIn(['exec sleep 600'])
    const limits = { timeLimitMs: 50, signal: new AbortController().signal }
    for (const read of [probe, readStreams])
      expect(await read(endless, path, limits)).toMatchObject({ ok: false, problem: { code: 'probe-timeout' } })
  })
})

const media = sharedMaterial('media')
describe('a file that was cut short', () => {
  it.each([
    ['eight-seconds.mkv', 0.5],
    ['eight-seconds.wav', 0.5],
    ['eight-seconds.avi', 0.6],
    ['eight-seconds.mxf', 0.4],
    ['index-first.mp4', 0.6],
  ] as const)('is told from a whole one: %s', async (name, share) => {
    const folder = await tempFolder()
    const path = await clip(name, folder)
    expect(await probe(tool, path)).toMatchObject({ ok: true, value: { truncated: false } })
    const { size } = await stat(path)
    await truncate(path, Math.floor(size * share))
    expect(await probe(tool, path)).toMatchObject({ ok: true, value: { truncated: true } })
  })

  it('cannot be read at all where its index was at the end', async () => {
    const path = await clip('eight-seconds.mp4', await tempFolder())
    await truncate(path, 100_000)
    expect(await probe(tool, path)).toMatchObject({ ok: false, problem: { code: 'media-damaged' } })
  })
})

describe.skipIf(media === null)('real files from real devices', async () => {
  const rows =
    media === null
      ? []
      : (await readFile(join(media, 'INDEX.tsv'), 'utf8'))
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => line.split('\t'))
  // [Note: What the table calls a playlist] We never follow one, so for us it is no media file.
  const cases = rows
    .filter(([file]) => !file!.endsWith('.m3u8'))
    .map((row) => ({
      file: row[0]!,
      kind: row[6]!,
      width: row[7]!,
      height: row[8]!,
      rate: row[9]!,
      start: row[11]!,
      codecs: row[12]!,
      rotation: row[13]!,
    }))

  /** ffmpeg's names in the table, and what TAMS calls them. */
  const mimes: Readonly<Record<string, string>> = {
    hevc: 'video/h265',
    h264: 'video/h264',
    mpeg4: 'video/mp4v-es',
    prores: 'video/prores',
    dnxhd: 'video/x-dnxhd',
    vp8: 'video/VP8',
    av1: 'video/AV1',
    mjpeg: 'image/jpeg',
    gif: 'image/gif',
    dpx: 'image/x-dpx',
    png: 'image/png',
    aac: 'audio/aac',
    mp3: 'audio/mpeg',
    pcm_s24le: 'audio/x-raw-int',
    ac3: 'audio/ac3',
    eac3: 'audio/eac3',
    vorbis: 'audio/vorbis',
    opus: 'audio/opus',
    subrip: 'text/x-subrip',
    mov_text: 'text/x-tx3g',
  }
  /** `audio:aac[48000Hz 2ch stereo]` as the track that we should see. */
  const expectedTrack = (text: string) => {
    const [, kind, codec, sampleRate, channels] = /^(\?|\w+):(\w+)?(?:\[(\d+)Hz (\d+)ch.*\])?/.exec(text)!
    if (text.includes('attached_pic')) return { kind: 'cover', codec: mimes[codec!] }
    // A programme table that promises sound of 0 Hz, and streams that nobody knows, are no essence.
    if (kind === 'audio' && sampleRate === '0') return { kind: 'data' }
    if (kind !== 'video' && kind !== 'audio' && kind !== 'subtitle') return { kind: 'data' }
    return {
      kind,
      codec: mimes[codec!],
      ...(sampleRate ? { sampleRate: Number(sampleRate), channels: Number(channels) } : {}),
    }
  }
  /**
   * Where the packets say something else than the container's start that the table has: Opus counts from its pre-skip,
   * and the Matroska file's picture comes before the sound that its header goes by.
   */
  const startByPackets: Readonly<Record<string, string>> = {
    'bear.opus': '-0:5500000',
    'matroska_test5_truncated.mkv': '0:0',
  }

  it.each(cases)('$file is $kind', async ({ file, kind, width, height, rate, start, codecs, rotation }) => {
    const folder = await tempFolder()
    await mkdir(folder, { recursive: true })
    const path = join(folder, basename(file))
    await copyFile(join(media!, file), path)
    const facts = await probe(tool, path)
    expect(facts.ok ? facts.value.kind : 'none').toBe(kind)
    if (!facts.ok) return
    const { tracks, timerange } = facts.value
    const picture = tracks.find((it) => it.kind === 'video')
    expect(picture ? [String(picture.width), String(picture.height)] : ['', '']).toEqual([width, height])
    if (rate === 'VFR') expect(picture).toMatchObject({ vfr: true, frameRate: null })
    else expect(picture?.frameRate ?? '').toBe(rate === 'unknown' ? '' : rate)
    expect(picture?.rotation ?? '').toBe(rotation === '' ? '' : Number(rotation))
    expect(tracks).toMatchObject(codecs.split(/,(?=\?:|\w+:)/).map(expectedTrack))
    const begins = parseTimeRange(timerange)!.start!
    const known = startByPackets[basename(file)]
    if (known !== undefined) expect(begins).toBe(parseTimestamp(known))
    // The table has microseconds, of the container; the packets have the exact time.
    else if (start !== '') expect(Math.abs(Number(begins) / 1e9 - Number(start))).toBeLessThan(0.000_001)
  })

  it('a Broadcast Wave says when it began, to the sample', async () => {
    expect(await probe(tool, join(media!, 'A101_3.WAV'))).toMatchObject({
      ok: true,
      value: { timecode: '12:40:59+29476/48000' },
    })
    expect(45_659 * 48_000 + 29_476).toBe(2_191_661_476)
  })
})
