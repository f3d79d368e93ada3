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

  it('are looked for further inside where a track ends before the others', async () => {
    const path = await madeByFfmpeg(
      await tempFolder(),
      'short-sound.mkv',
      ...[...pictures(200, 25), ...silence(150), '-c:v', 'mpeg4', '-g', '25', '-c:a', 'pcm_s16le'],
    )
    const [picture, sound] = (await endsOf(path)) ?? []
    expect(picture?.times.end).toBe(200_000_000_000n)
    expect(sound?.times.end).toBe(150_000_000_000n)
  })
})
