import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findFfprobe } from '../../src-main/media/index.ts'
import { presentationOf } from '../../src-main/media/presentation.ts'
import { readStreams } from '../../src-main/media/read-streams.ts'
import { scanEnds } from '../../src-main/media/scan-ends.ts'
import { madeByFfmpeg } from '../helpers/clips.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const limits = { timeLimitMs: 600_000, signal: new AbortController().signal }

async function endsOf(path: string) {
  const tool = (await findFfprobe())!
  const raw = await readStreams(tool, path, limits)
  if (!raw.ok) throw new Error(raw.problem.detail)
  const scan = await scanEnds(tool, path, raw.value, limits)
  if (!scan?.ok) return null
  return [...presentationOf(raw.value.streams, scan.value.tracks, false).tracks.values()]
}
/** Small pictures, each a key frame, and sound that is silence. */
const pictures = (seconds: number, rate: number) => ['-f', 'lavfi', '-i', `color=s=16x16:r=${rate}:d=${seconds}`]
const silence = (seconds: number) => ['-f', 'lavfi', '-i', `anullsrc=r=8000:cl=mono:d=${seconds}`]

describe('both ends of a long file', () => {
  it('tell when two hours at a rate that varies are over, and little is read', async () => {
    const path = await madeByFfmpeg(
      await tempFolder(),
      'two-hours.mkv',
      ...pictures(14.4, 1000),
      ...['-vf', "settb=1/1000,setpts='N*500+111*mod(N,3)'", '-fps_mode', 'vfr', '-enc_time_base', '1/1000'],
      ...['-c:v', 'mpeg4', '-g', '8', '-bsf:v', 'setts=duration=0'],
    )
    const [picture] = (await endsOf(path)) ?? []
    // The last of 14,400 is number 14,399, and lies 611 ms after the one before.
    expect(picture).toMatchObject({
      rate: { rate: null, vfr: true },
      times: { start: 0n, last: 7_199_722_000_000n, end: 7_200_333_000_000n },
    })
    expect(picture?.samples).toBeLessThan(150)
  })

  it('tell the rate, though there is nothing known of all that lies between', async () => {
    const path = await madeByFfmpeg(await tempFolder(), 'long.mp4', ...pictures(200, 25), '-c:v', 'mpeg4', '-g', '25')
    expect(await endsOf(path)).toMatchObject([
      { rate: { rate: { numerator: 25n }, vfr: false }, times: { start: 0n, end: 200_000_000_000n } },
    ])
  })

  it('tell the end of TrueHD, whose packets do not say how long they last', async () => {
    const path = await madeByFfmpeg(
      await tempFolder(),
      'film.mkv',
      ...[
        '-f',
        'lavfi',
        '-i',
        'color=s=16x16:r=24000/1001:d=150',
        '-f',
        'lavfi',
        '-i',
        'anullsrc=r=48000:cl=stereo:d=150',
      ],
      ...['-c:v', 'mpeg4', '-g', '24', '-c:a', 'truehd', '-strict', '-2'],
    )
    const [picture, sound] = (await endsOf(path)) ?? []
    // 3,597 pictures, and 180,000 packets of 40 samples; Matroska says when they are to a millisecond.
    const milliseconds = (end: bigint | null | undefined) => Number(end) / 1e6
    expect(Math.abs(milliseconds(picture?.times.end) - 150_024.875)).toBeLessThan(1)
    expect(Math.abs(milliseconds(sound?.times.end) - 150_000)).toBeLessThan(1)
    expect(sound?.samples).toBeLessThan(60_000)
  })

  it.each([
    [200, 150],
    [600, 300],
  ])('are looked for further inside where of %i s a track has only %i', async (whole, part) => {
    const path = await madeByFfmpeg(
      await tempFolder(),
      'short-sound.mkv',
      ...[...pictures(whole, 25), ...silence(part), '-c:v', 'mpeg4', '-g', '25', '-c:a', 'pcm_s16le'],
    )
    const [picture, sound] = (await endsOf(path)) ?? []
    expect(picture?.times.end).toBe(BigInt(whole) * 1_000_000_000n)
    expect(sound?.times.end).toBe(BigInt(part) * 1_000_000_000n)
  })

  it('are where the header says for a track that begins where nobody looks', async () => {
    const path = await madeByFfmpeg(
      await tempFolder(),
      'late-sound.mov',
      ...[...pictures(200, 25), '-itsoffset', '40', ...silence(160), '-c:v', 'mpeg4', '-g', '25', '-c:a', 'pcm_s16le'],
    )
    const [, sound] = (await endsOf(path)) ?? []
    expect(sound?.times).toMatchObject({ start: 40_000_000_000n, end: 200_000_000_000n })
  })

  it('are where the header says for a track that ends where nobody looks, or not enough', async () => {
    const folder = await tempFolder()
    const made = [...pictures(1_000, 25), ...silence(30), '-c:v', 'mpeg4', '-g', '25', '-c:a', 'pcm_s16le']
    const path = await madeByFfmpeg(folder, 'early-sound.mkv', ...made)
    const [, sound] = (await endsOf(path)) ?? []
    expect(sound?.times).toMatchObject({ start: 0n, end: 30_000_000_000n })
    const untagged = join(folder, 'untagged.mkv')
    await writeFile(untagged, (await readFile(path)).toString('latin1').replaceAll('DURATION', 'CONTINUE'), 'latin1')
    expect(await endsOf(untagged)).toBeNull()
    // Some count a tag from zero, some from the beginning of the track.
    for (const late of [3, 10]) {
      const offset = [...pictures(1_000, 25), '-itsoffset', String(late), ...silence(20)]
      const codecs = ['-c:v', 'mpeg4', '-g', '25', '-c:a', 'pcm_s16le']
      expect(await endsOf(await madeByFfmpeg(folder, `late-${late}.mkv`, ...offset, ...codecs))).toBeNull()
    }
  })
})
