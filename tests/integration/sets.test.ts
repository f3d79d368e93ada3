import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findFiles } from '../../src-main/engine/intake/find-files.ts'
import { cutMedia, findFfmpeg, findFfprobe, probe } from '../../src-main/media/index.ts'
import { parseTimeRange } from '../../src-shared/time/timerange.ts'
import { clip } from '../helpers/clips.ts'
import { frameHashes } from '../helpers/frame-hashes.ts'
import { urlOf } from '../helpers/store-doc.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine } from '../helpers/test-engine.ts'
import { testStore, type TestStore } from '../helpers/test-store.ts'

async function objectsOf(store: TestStore, flowId: string) {
  const segments = (await store.list(`/flows/${flowId}/segments?limit=1000`)).toSorted((a, b) =>
    Number(parseTimeRange(a.timerange)!.start! - parseTimeRange(b.timerange)!.start!),
  )
  return {
    ranges: segments.map((it) => it.timerange),
    objects: await Promise.all(segments.map(async (it) => Buffer.from(await (await fetch(urlOf(it))).arrayBuffer()))),
  }
}

describe('a sequence of pictures', () => {
  async function frames(count: number) {
    const folder = await tempFolder()
    for (let n = 1; n <= count; n += 1) await clip('still.png', folder, `shot/frame_${String(n).padStart(4, '0')}.png`)
    return join(folder, 'shot')
  }

  it('is one item and one video flow, each picture an object at its exact place', async () => {
    const store = await testStore()
    const engine = await testEngine({ url: store.url, upload: { frameRate: '24000/1001' } })
    const folder = await frames(5)
    const [id, ...others] = await engine.addPaths(folder)
    await engine.atRest()
    expect(others).toEqual([])
    expect(engine.item(id!).name).toBe('frame_[0001-0005].png')
    expect(engine.state(id!)).toMatchObject({ name: 'done' })
    const view = engine.view(id!)
    expect(await store.get(`/flows/${view.flowId}`)).toMatchObject({
      format: 'urn:x-nmos:format:video',
      codec: 'image/png',
      container: 'image/png',
      essence_parameters: { frame_rate: { numerator: 24000, denominator: 1001 } },
    })
    const { ranges, objects } = await objectsOf(store, view.flowId!)
    expect(ranges).toEqual([
      '[0:0_0:41708333)',
      '[0:41708333_0:83416667)',
      '[0:83416667_0:125125000)',
      '[0:125125000_0:166833333)',
      '[0:166833333_0:208541667)',
    ])
    const picture = await readFile(join(folder, 'frame_0001.png'))
    for (const it of objects) expect(it.equals(picture)).toBe(true)
    expect(view.media?.parts).toBe(5)
  })

  it('says which picture is gone, and sends nothing of it', async () => {
    const store = await testStore()
    const engine = await testEngine({ url: store.url })
    const folder = await frames(4)
    const [id] = engine.add([{ path: join(folder, 'frame_[0001-0009].png'), size: 1, modifiedMs: 1 }], {
      series: null,
      options: {},
    })
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({
      name: 'failed',
      problem: { code: 'file-missing', detail: expect.stringContaining('frame_0005.png') },
    })
    expect(await store.list('/flows')).toEqual([])
  })

  it('stays single pictures where somebody asks for that', async () => {
    const found = await findFiles([await frames(4)], { recursive: false, sequences: false })
    expect(found).toMatchObject({ ok: true, value: { files: { length: 4 } } })
  })
})

describe('a recording in chapters', () => {
  const chapter = (folder: string, name: string, of: 'eight-seconds.mp4' | 'picture.mp4' = 'eight-seconds.mp4') =>
    clip(of, folder, `DCIM/100GOPRO/${name}`)

  it('is one item and one flow, each chapter an object that follows the one before without a gap', async () => {
    const store = await testStore()
    const engine = await testEngine({ url: store.url })
    const folder = await tempFolder()
    const chapters = [await chapter(folder, 'GX010001.MP4'), await chapter(folder, 'GX020001.MP4')]
    const [id, ...others] = await engine.addPaths(folder)
    await engine.atRest()
    expect(others).toEqual([])
    expect(engine.item(id!).name).toBe('GX[01-02]0001.MP4')
    expect(engine.state(id!)).toMatchObject({ name: 'done' })
    const view = engine.view(id!)
    expect(view.media).toMatchObject({ parts: 2 })
    // 240 pictures at 30000/1001 a chapter; the range ends with the second chapter's picture, or its sound.
    const { ranges, objects } = await objectsOf(store, view.flowId!)
    expect(ranges[0]).toBe('[0:0_8:8000000)')
    expect(ranges[1]).toMatch(/^\[8:8000000_16:\d+\)$/)
    for (const [index, it] of objects.entries()) expect(it.equals(await readFile(chapters[index]!))).toBe(true)
    const offsets = (await store.list(`/flows/${view.flowId}/segments?limit=9`)).map((it) => it['ts_offset'])
    expect(offsets).toContain('8:8000000')
    expect(engine.item(id!).facts?.tracks[0]).toMatchObject({ samples: 480, timerange: '[0:0_16:16000000)' })
  })

  it('of files that are not of one kind says so, and sends nothing', async () => {
    const store = await testStore()
    const engine = await testEngine({ url: store.url })
    const folder = await tempFolder()
    await chapter(folder, 'GX010001.MP4')
    await chapter(folder, 'GX020001.MP4', 'picture.mp4')
    const [id] = await engine.addPaths(folder)
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({
      name: 'failed',
      problem: { code: 'recording-differs', detail: expect.stringContaining('GX020001.MP4') },
    })
    expect(await store.list('/flows')).toEqual([])
  })

  it('that misses a chapter by the time it is sent says which', async () => {
    const engine = await testEngine({ url: (await testStore()).url })
    const folder = await tempFolder()
    const path = join(dirname(await chapter(folder, 'GX010001.MP4')), 'GX[01-03]0001.MP4')
    const [id] = engine.add([{ path, size: 1, modifiedMs: 1 }], { series: null, options: {} })
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({
      name: 'failed',
      problem: { code: 'file-missing', detail: expect.stringContaining('GX020001.MP4') },
    })
  })
})

describe('an HLS playlist', () => {
  /** Segments as a packager makes them, and the list of them. */
  async function packaged(as: 'ts' | 'mp4', inOneFile = false) {
    const folder = await tempFolder()
    const path = await clip(as === 'ts' ? 'eight-seconds.ts' : 'eight-seconds.mp4', folder)
    const facts = await probe(await findFfprobe(), path)
    if (!facts.ok) throw new Error(facts.problem.message)
    const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:3', '#EXT-X-MEDIA-SEQUENCE:0']
    await mkdir(join(folder, 'media'))
    let length = 0
    const add = async (bytes: Buffer, at: string) => {
      await writeFile(join(folder, inOneFile ? 'all.bin' : at), bytes, { flag: 'a' })
      length += bytes.length
    }
    for await (const piece of cutMedia(
      { ffmpeg: await findFfmpeg(), ffprobe: await findFfprobe() },
      {
        path,
        facts: facts.value,
        seconds: 2,
        folder: join(folder, 'cut'),
        signal: new AbortController().signal,
      },
    )) {
      if (!piece.ok) throw new Error(piece.problem.message)
      const bytes = await readFile(piece.value.path)
      const init = as === 'ts' ? 0 : bytes.indexOf('moof') - 4
      if (init > 0 && piece.value.index === 0) {
        await add(bytes.subarray(0, init), 'init.mp4')
        lines.push(`#EXT-X-MAP:URI="${inOneFile ? `all.bin",BYTERANGE="${init}@0` : 'init.mp4'}"`)
      }
      const name = `media/${piece.value.index}.${as}`
      const range = `#EXT-X-BYTERANGE:${bytes.length - init}${piece.value.index === 0 ? `@${length}` : ''}`
      lines.push('#EXTINF:2.0,', ...(inOneFile ? [range, 'all.bin'] : [name]))
      await add(bytes.subarray(init), name)
    }
    const list = join(folder, 'list.m3u8')
    await writeFile(list, [...lines, '#EXT-X-ENDLIST', ''].join('\n'))
    return { list, path }
  }

  it.each([
    ['ts', 'files'],
    ['mp4', 'files'],
    ['ts', 'ranges of one file'],
    ['mp4', 'ranges of one file'],
  ] as const)(
    'of %s segments, which are %s, is imported as one flow, its segments in their order and without a gap',
    async (as, how) => {
      const store = await testStore()
      const engine = await testEngine({ url: store.url })
      const { list, path } = await packaged(as, how !== 'files')
      const [id] = await engine.addPaths(list)
      await engine.atRest()
      expect(engine.state(id!)).toMatchObject({ name: 'done' })
      const { ranges, objects } = await objectsOf(store, engine.view(id!).flowId!)
      const parsed = ranges.map((it) => parseTimeRange(it)!)
      expect(parsed.length).toBeGreaterThan(2)
      expect(parsed[0]!.start).toBe(0n)
      parsed.slice(1).forEach((it, index) => expect(it.start).toBe(parsed[index]!.end))
      const folder = await tempFolder()
      const paths = await Promise.all(
        objects.map(async (bytes, index) => {
          const target = join(folder, String(index))
          await writeFile(target, bytes)
          return target
        }),
      )
      expect(await frameHashes(paths, 'video')).toEqual(await frameHashes([path], 'video'))
    },
  )

  it.each([
    ['a file elsewhere', '../secret.ts'],
    ['an absolute path', '/etc/passwd'],
    ['an address', 'http://169.254.169.254/latest'],
    ['a file address', 'file:///etc/passwd'],
    ['an encoded way out', '%2e%2e/secret.ts'],
    ['a link that leads out', 'link.ts'],
    ['a query', 'a.ts?x=1'],
    ['a backslash', '..\\secret.ts'],
  ])('that names %s is refused, and nothing is read or sent', async (_, name) => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'list'))
    const secret = await clip('stream.ts', folder, 'secret.ts')
    await symlink(secret, join(folder, 'list/link.ts'))
    await writeFile(join(folder, 'list/list.m3u8'), `#EXTM3U\n#EXTINF:1,\n${name}\n`)
    const store = await testStore()
    const engine = await testEngine({ url: store.url })
    const [id] = await engine.addPaths(join(folder, 'list/list.m3u8'))
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'failed', problem: { code: 'playlist-refused' } })
    expect(await store.list('/flows')).toEqual([])
  })

  it.each([
    ['is a list of lists', '#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8'],
    ['is encrypted', '#EXT-X-KEY:METHOD=AES-128,URI="k"\n#EXTINF:1,\na.ts'],
    ['names bytes that are not there', '#EXTINF:1,\n#EXT-X-BYTERANGE:5@99999999\na.ts'],
    ['begins a range nowhere', '#EXTINF:1,\n#EXT-X-BYTERANGE:5\na.ts'],
    ['has a clock that begins anew', '#EXTINF:30,\na.ts\n#EXTINF:30,\na.ts'],
    ['jumps', '#EXTINF:1,\na.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:1,\na.ts'],
    ['is empty', ''],
  ])('that %s says so', async (_, body) => {
    const folder = await tempFolder()
    await clip('stream.ts', folder, 'a.ts')
    await writeFile(join(folder, 'list.m3u8'), `#EXTM3U\n${body}\n`)
    const engine = await testEngine({ url: (await testStore()).url })
    const [id] = await engine.addPaths(join(folder, 'list.m3u8'))
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({
      name: 'failed',
      problem: { code: 'playlist-refused', detail: expect.any(String) },
    })
  })
})
