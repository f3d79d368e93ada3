import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dialects } from '../../src-shared/connection.ts'
import { parseTimeRange } from '../../src-shared/time/timerange.ts'
import { parseTimestamp } from '../../src-shared/time/timestamp.ts'
import { madeByFfmpeg } from '../helpers/clips.ts'
import { serverBetween } from '../helpers/server-between.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine, type TestEngineOptions } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

/** Midnight of 2026-05-01 and of the day after, in TAI: 1,777,593,600 s of UTC and 37 leap seconds. */
const MIDNIGHT = 1_777_593_637n * 1_000_000_000n
const DAY = 86_400_000_000_000n

/** Two seconds of a camera at 29.97 Hz whose timecode begins so. */
const camera = async (folder: string, name: string, timecode: string, recorded: string) =>
  madeByFfmpeg(
    folder,
    name,
    ...['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=30000/1001', '-f', 'lavfi', '-i', 'sine=r=48000'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '15', '-bf', '2', '-pix_fmt', 'yuv420p', '-c:a', 'pcm_s16le'],
    ...['-frames:v', '60', '-t', '2.002', '-timecode', timecode, '-metadata', `creation_time=${recorded}`],
  )

/** Uploads files one after the other; answers the ranges on their flows, and the ends of those. */
async function placesOf(paths: readonly string[], more: Partial<TestEngineOptions>) {
  const store = await testStore()
  const engine = await testEngine({ url: store.url, ...more })
  const ids = await engine.addPaths(...paths)
  await engine.atRest()
  return Promise.all(
    ids.map(async (id) => {
      expect(engine.state(id)).toMatchObject({ name: 'done' })
      const segments = await store.list(`/flows/${engine.view(id).flowId}/segments?limit=1000`)
      return segments
        .map((it) => ({
          ...parseTimeRange(it.timerange)!,
          offset: parseTimestamp((it['ts_offset'] as string | undefined) ?? '0:0')!,
        }))
        .toSorted((a, b) => Number(a.start! - b.start!))
    }),
  )
}

describe('files of one event', () => {
  it('lie on one axis by their timecode, each to the nanosecond', async () => {
    const folder = await tempFolder()
    // 1,078,920 frames, 1,086,419 and 1,078,921 since midnight, of 1001/30000 s each.
    const cameras = [
      ['A.mov', '10:00:00;00', 35_999_964_000_000n],
      ['B.mov', '10:04:10;07', 36_250_180_633_333n],
      ['C.mov', '10:00:00;01', 35_999_997_366_667n],
    ] as const
    const paths = await Promise.all(
      cameras.map(([name, timecode]) => camera(folder, name, timecode, '2026-05-01T08:00:00Z')),
    )
    const places = await placesOf(paths, { upload: { timeline: 'timecode' } })
    expect(places.map((it) => it.map(({ start, offset }) => [start, offset]))).toEqual(
      cameras.map(([, , since]) => [[MIDNIGHT + since, MIDNIGHT + since]]),
    )
  })

  it('lie there in pieces too, without a gap, and every piece knows the way back', async () => {
    const path = await camera(await tempFolder(), 'A.mov', '10:00:00;00', '2026-05-01T08:00:00Z')
    const [pieces] = await placesOf([path], { upload: { timeline: 'timecode', segment: 1 } })
    const origin = MIDNIGHT + 35_999_964_000_000n
    expect(pieces!.length).toBeGreaterThan(1)
    expect(pieces![0]!.start).toBe(origin)
    for (const [n, piece] of pieces!.slice(1).entries()) expect(piece.start).toBe(pieces![n]!.end)
    for (const { offset } of pieces!) expect(offset).toBe(origin)
  })

  it('follow one another over midnight', async () => {
    const folder = await tempFolder()
    const places = await placesOf(
      [
        // Two hours ahead of UTC.
        await camera(folder, 'before.mov', '23:59:58;00', '2026-05-01T21:59:58Z'),
        await camera(folder, 'after.mov', '00:00:00;00', '2026-05-01T22:00:00Z'),
      ],
      { upload: { timeline: 'timecode' } },
    )
    // Drop-frame counts a day of 2,589,408 frames: 86.4 ms less than the day has.
    expect(places.map(([it]) => it!.start)).toEqual([MIDNIGHT + DAY - 86_400_000n - 2_002_000_000n, MIDNIGHT + DAY])
  })

  it('lie where they were recorded, or where a person says', async () => {
    const folder = await tempFolder()
    const path = await camera(folder, 'A.mov', '10:00:00;00', '2026-05-01T08:00:00Z')
    const [recorded] = await placesOf([path], { upload: { timeline: 'recorded' } })
    expect(recorded![0]!.start).toBe(MIDNIGHT + 8n * 3_600_000_000_000n)
    const [typed] = await placesOf([path], { upload: { timeline: '12:500000000' } })
    expect(typed![0]!.start).toBe(12_500_000_000n)
  })
})

describe.each(dialects)('a file that is placed, on a %s store', (dialect) => {
  it('lies where it was said', async () => {
    const store = await testStore({ dialect })
    const engine = await testEngine({ url: store.url, upload: { timeline: 'timecode' } })
    const path = await camera(await tempFolder(), 'A.mov', '10:00:00;00', '2026-05-01T08:00:00Z')
    const [id] = await engine.addPaths(path)
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'done' })
    expect(engine.view(id!).objects[0]!.timerange).toBe('[1777629636:964000000_1777629638:966000000)')
  })
})

describe('a file that is begun anew', () => {
  it('lies where it was said, on its new flow too', async () => {
    const store = await testStore()
    const path = await camera(await tempFolder(), 'A.mov', '10:00:00;00', '2026-05-01T08:00:00Z')
    let lost = false
    const url = await serverBetween(store.url, {
      // The store loses the flow once, before anything is registered on it.
      instead: ({ method, url: asked }) => {
        if (lost || method !== 'POST' || !asked?.endsWith('/storage')) return null
        lost = true
        return { status: 404, body: { type: 'not-found', summary: 'The requested flow does not exist.' } }
      },
    })
    const engine = await testEngine({ url, upload: { timeline: 'timecode' } })
    const [id] = await engine.addPaths(path)
    const first = engine.item(id!).work.flowId
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'done' })
    expect(engine.item(id!).work.flowId).not.toBe(first)
    expect(engine.view(id!).objects[0]!.timerange).toBe('[1777629636:964000000_1777629638:966000000)')
  })
})

describe('what belongs to a file', () => {
  it('lies where that lies, though it is older', async () => {
    const store = await testStore()
    const folder = await tempFolder()
    const media = await madeByFfmpeg(
      folder,
      'A001.mov',
      ...['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=25:d=1', '-c:v', 'libx264', '-timecode', '10:00:00:00'],
    )
    const subtitles = join(folder, 'A001.srt')
    await writeFile(subtitles, '1\n00:00:00,000 --> 00:00:01,000\nHallo\n')
    await utimes(media, 0, Date.UTC(2026, 4, 1, 12) / 1000)
    await utimes(subtitles, 0, Date.UTC(2026, 4, 3, 12) / 1000)
    const engine = await testEngine({ url: store.url, upload: { timeline: 'timecode', sidecarOf: media } })
    const [id] = await engine.addPaths(subtitles)
    await engine.atRest()
    expect(engine.view(id!).objects[0]!.timerange).toBe('[1777629637:0_1777629638:0)')
  })
})

describe('a file that does not say where it belongs', () => {
  it('says so before anything is made', async () => {
    const store = await testStore()
    const engine = await testEngine({ url: store.url, upload: { timeline: 'timecode' } })
    const path = await madeByFfmpeg(
      await tempFolder(),
      'plain.mp4',
      ...['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=25:d=1', '-c:v', 'libx264'],
    )
    const [id] = await engine.addPaths(path)
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'failed', problem: { code: 'place-unknown' } })
    expect(store.seen.filter((it) => it.method !== 'GET')).toEqual([])
  })
})
