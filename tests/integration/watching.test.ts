import { appendFile, mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { watchFolder, type WatchFolder } from '../../src-main/engine/intake/watch-folder.ts'
import { createWatchFolders } from '../../src-main/engine/intake/watch-folders.ts'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import type { SeriesFile } from '../../src-shared/naming/series-file.ts'
import { findFfprobe, probe } from '../../src-main/media/index.ts'
import { parseTimeRange } from '../../src-shared/time/timerange.ts'
import { clip } from '../helpers/clips.ts'
import { frameHashes } from '../helpers/frame-hashes.ts'
import { finished, saidBy, start } from '../helpers/run-framehaul.ts'
import { PATIENCE_MS, patiently } from '../helpers/patience.ts'
import { urlOf } from '../helpers/store-doc.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

async function watching(more: Partial<WatchFolder> = {}) {
  const path = await tempFolder()
  const arrived: SeriesFile[][] = []
  const watch = watchFolder({
    path,
    settledMs: 600,
    isKnown: () => false,
    onArrival: (files) => {
      arrived.push(files.map((it) => it.file))
      return []
    },
    ...more,
  })
  onTestFinished(() => watch.close())
  await watch.ready
  return { path, arrived, names: () => arrived.flat().map((it) => it.relativePath) }
}

describe('a folder that is watched', () => {
  it('gives a file once it has stopped growing, whole', async () => {
    const { path, arrived } = await watching()
    const whole = await readFile(await clip('eight-seconds.ts', await tempFolder()))
    const target = join(path, 'growing.ts')
    // Time passes by hand: however slowly this machine writes, the file is never left alone for as long as it takes.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const whileTheDiskIsRead = async () => {
      for (let n = 0; n < 20; n += 1) await stat(target)
    }
    for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 6)) {
      await appendFile(target, whole.subarray(at, at + Math.ceil(whole.length / 6)))
      await vi.advanceTimersByTimeAsync(250)
      await whileTheDiskIsRead()
      expect(arrived).toEqual([])
    }
    const givenUpMs = performance.now() + PATIENCE_MS
    while (arrived.length === 0 && performance.now() < givenUpMs) {
      await vi.advanceTimersByTimeAsync(100)
      await whileTheDiskIsRead()
    }
    expect(arrived).toEqual([[expect.objectContaining({ path: target, size: whole.length })]])
  })

  it('gives what was there, what comes in folders and what is moved in; nothing hidden, no other files', async () => {
    const { path, names } = await watching()
    await mkdir(join(path, 'card 1'))
    await clip('picture.mp4', path, 'card 1/a.mp4')
    await clip('picture.mp4', path, '.hidden.mp4')
    await writeFile(join(path, 'notes.txt'), 'no media')
    const elsewhere = await clip('sound.wav', await tempFolder())
    await rename(elsewhere, join(path, 'moved.wav'))
    await vi.waitFor(() => expect(names().toSorted()).toEqual(['card 1/a.mp4', 'moved.wav']), patiently)
  })

  it('gives the clips of a camera\u2019s card and their sound, not their proxies, whichever comes first', async () => {
    const { path, names } = await watching()
    const picture = (name: string) => clip('picture.mp4', path, name)
    await picture('CONTENTS/PROXY/0009E7.MP4')
    await picture('A001_08151512_C001.mov')
    await picture('Proxy/A001_08151512_C001.mp4')
    await clip('sound.wav', path, 'CONTENTS/AUDIO/0009E700.MXF')
    await picture('CONTENTS/VIDEO/0009E7.MXF')
    await picture('Proxy/other.mp4')
    await vi.waitFor(
      () =>
        expect(names().toSorted()).toEqual([
          'A001_08151512_C001.mov',
          'CONTENTS/AUDIO/0009E700.MXF',
          'CONTENTS/VIDEO/0009E7.MXF',
          'Proxy/other.mp4',
        ]),
      patiently,
    )
  })

  it('gives the pictures of a sequence as one', async () => {
    const { path, names } = await watching()
    // In one moment: a sequence that trickles in may rightly come in parts.
    const elsewhere = join(await tempFolder(), 'shot')
    for (const n of ['0001', '0002', '0003', '0004']) await clip('still.png', elsewhere, `frame_${n}.png`)
    await rename(elsewhere, join(path, 'shot'))
    await vi.waitFor(() => expect(names()).toEqual(['shot/frame_[0001-0004].png']), patiently)
  })

  it('brings each file to the queue once, also after a restart', async () => {
    const store = await testStore()
    const [folder, media] = [await tempFolder(), await tempFolder()]
    await clip('picture.mp4', media, 'first.mp4')
    const journal = openJournal(folder)
    if (!journal.ok) throw new Error(journal.problem.message)
    const engine = await testEngine({ url: store.url, folder, journal: journal.value })
    const watch = () => {
      const keeper = createWatchFolders(journal.value, engine, 300)
      keeper.apply([{ path: media, series: 'Rushes' }], {})
      return keeper
    }
    const first = watch()
    await vi.waitFor(() => expect(engine.items().map((it) => it.life.state.name)).toEqual(['done']), patiently)
    await first.close()
    engine.remove(engine.items().map((it) => it.id))
    const second = watch()
    await clip('sound.wav', media, 'second.wav')
    await vi.waitFor(
      () => expect(engine.items().map((it) => [it.name, it.life.state.name])).toEqual([['second.wav', 'done']]),
      patiently,
    )
    await second.close()
    expect((await store.list('/sources')).filter((it) => it.label === 'Rushes')).toHaveLength(1)
  })
})

describe('framehaul upload --watch', () => {
  it('uploads what arrives until Ctrl-C', async () => {
    const store = await testStore()
    const media = await tempFolder()
    const child = start([
      'upload',
      media,
      '--watch',
      '--follow',
      '--server',
      store.url,
      '--data',
      await tempFolder(),
      '--json',
    ])
    const ran = finished(child)
    const reported = saidBy(child, '"type":"result"')
    await clip('still.png', media, 'late.png')
    await reported
    expect((await store.list('/flows')).map((it) => it.label)).toEqual(['late'])
    child.kill('SIGINT')
    expect((await ran).lines.filter((it) => it.type === 'result').map((it) => it.outcome)).toEqual(['done'])
  })
})

const TS_PACKET = 188

describe('a file that is still being written', () => {
  it('is sent as it grows, and is whole in the store when it has stopped', async () => {
    const store = await testStore()
    const source = await clip('eight-seconds.ts', await tempFolder())
    const whole = await readFile(source)
    const target = join(await tempFolder(), 'recording.ts')
    const recorder = await open(target, 'w')
    const third = Math.ceil(whole.length / 3)
    await recorder.write(whole.subarray(0, third))
    const engine = await testEngine({ url: store.url, upload: { segment: 1, follow: true } })
    const [id] = await engine.addPaths(target)
    await engine.until(id!, 'uploading')
    // It goes on recording, little by little, until something is in the store.
    let [written, recorded] = [third, Promise.resolve()]
    const record = (to: number) => {
      const packet = whole.subarray(written, to)
      written = to
      recorded = recorded.then(async () => void (await recorder.write(packet)))
    }
    const writing = setInterval(() => record(written + TS_PACKET), 100)
    await vi.waitFor(() => expect(engine.pieces(id!).some((it) => it.state === 'registered')).toBe(true), patiently)
    clearInterval(writing)
    record(whole.length)
    await recorded
    await recorder.close()
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'done' })
    expect(engine.item(id!).size).toBe(whole.length)
    expect(engine.mostSent(id!)).toBeGreaterThan(2 * third)
    const segments = (await store.list(`/flows/${engine.view(id!).flowId}/segments`)).toSorted((a, b) =>
      Number(parseTimeRange(a.timerange)!.start! - parseTimeRange(b.timerange)!.start!),
    )
    const folder = await tempFolder()
    const paths = await Promise.all(
      segments.map(async (it, index) => {
        await writeFile(join(folder, String(index)), Buffer.from(await (await fetch(urlOf(it))).arrayBuffer()))
        return join(folder, String(index))
      }),
    )
    expect(await frameHashes(paths, 'video')).toEqual(await frameHashes([source], 'video'))
    // To the end of the last picture, not to its beginning.
    const facts = await probe(await findFfprobe(), source)
    const range = facts.ok ? parseTimeRange(facts.value.timerange) : null
    expect(parseTimeRange(segments.at(-1)!.timerange)!.end! / 1_000n).toBe((range!.end! - range!.start!) / 1_000n)
  })

  it('is recognised when it is followed again, though nobody knew what it would hold', async () => {
    const store = await testStore()
    const folder = await tempFolder()
    const path = await clip('eight-seconds.ts', await tempFolder())
    const upload = { segment: 1, follow: true, duplicates: 'ask' } as const
    const first = await testEngine({ url: store.url, folder, upload })
    const [id] = await first.addPaths(path)
    await first.atRest()
    expect(first.state(id!).name).toBe('done')
    const flows = (await store.list('/flows')).length
    await first.close()
    const second = await testEngine({ url: store.url, folder, upload })
    const [again] = await second.addPaths(path)
    await second.atRest()
    expect(second.state(again!)).toMatchObject({ name: 'failed', problem: { code: 'duplicate' } })
    expect(await store.list('/flows')).toHaveLength(flows)
  })
})
