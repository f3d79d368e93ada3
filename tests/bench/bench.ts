import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { WebSocket } from 'ws'
import { findFiles, openWorkspace } from '../../src-main/engine/index.ts'
import { findFfmpeg, findFfprobe, probe } from '../../src-main/media/index.ts'
import { ok } from '../../src-shared/outcome.ts'
import { clip, largeClip } from '../helpers/clips.ts'
import { farAway } from './far-away.ts'
import { fillJournal } from './fill-journal.ts'
import { allocate, paddedClip, uploadOneByOne } from './plain-requests.ts'
import { cpuOf, forgetObjects, serve, framehaul } from './programs.ts'
import { inPairs, listed, ratios, row } from './ratios.ts'
import { dropFolder, openBrowser, watchQueue } from './window.ts'

/**
 * `npm run bench`: the table of docs/performance.md. `npm run bench -- P1 P2` measures some of it.
 *
 * Figures that count are ratios of two things measured in turns in one run; nothing here is asserted.
 */
const run = promisify(execFile)
const PAIRS = Number(process.env['FRAMEHAUL_BENCH_PAIRS'] ?? 5)
const GIB = 1024 ** 3
const MIB = 1024 ** 2
/** Between a post house and the nearest region of a cloud. */
const ROUND_TRIP_MS = 20

const wanted = process.argv.slice(2).map((it) => it.toUpperCase())
const folder = await mkdtemp(join(tmpdir(), 'framehaul-bench-'))
let runs = 0
const dataFolder = () => join(folder, `data-${(runs += 1)}`)

const benches: Readonly<Record<string, () => Promise<string[]>>> = {
  P1: throughput,
  P3: memory,
  P4: manySmallFiles,
  P5: probing,
  P6: droppedFolder,
  P7: busyWindow,
  P8: startWithManyItems,
  P9: cutting,
  P10: engineAlone,
}

console.log('| # | what | median | spread | goal |\n|---|---|---|---|---|')
try {
  for (const [name, bench] of Object.entries(benches)) {
    if (wanted.length > 0 && !wanted.includes(name) && !(name === 'P1' && wanted.includes('P2'))) continue
    for (const line of await bench()) console.log(line)
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** P1 and P2: one 2 GiB file, integrity check on, against `curl -T` of the same file to the same store. */
async function throughput(): Promise<string[]> {
  const storeFolder = join(folder, 'store-p1')
  const store = await serve(['sandbox', '--data', storeFolder])
  const file = await largeClip(folder, 'two-gib.mp4', 2 * GIB)
  const cpu = { ours: [] as number[], theirs: [] as number[] }
  const beside: number[] = []
  /**
   * A virtual machine gives freed memory back to its host; whoever comes after a pause would pay for having it again.
   */
  const warmMemory = async () => {
    await run('dd', ['if=/dev/zero', `of=${join(folder, 'warm')}`, 'bs=1M', 'count=2048'])
    await rm(join(folder, 'warm'))
  }
  const curl = async () => {
    await warmMemory()
    const { url, contentType } = await allocate(store.url, 'curl')
    const sent = await cpuOf('curl', [
      '-sS',
      '-T',
      file,
      ...(contentType ? ['-H', `content-type: ${contentType}`] : []),
      '-H',
      'expect:',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code} %{time_total}',
      url,
    ])
    const [status, seconds = 0] = sent.stdout.split(' ').map(Number)
    if (status !== 200) throw new Error(`curl got ${status}`)
    await forgetObjects(storeFolder)
    return { seconds, cpuSeconds: sent.cpuSeconds }
  }
  await cpuOf('md5sum', [file])
  try {
    const pairs = await inPairs(
      PAIRS,
      async () => {
        await warmMemory()
        const {
          results: [result],
          cpuSeconds,
        } = await framehaul(
          ['upload', file, '--server', store.url, '--data', dataFolder(), '--duplicates', 'upload'],
          folder,
        )
        if (result?.outcome !== 'done') throw new Error('the upload failed')
        await forgetObjects(storeFolder)
        cpu.ours.push(cpuSeconds)
        return (2 * GIB) / (result.seconds['media'] ?? 0)
      },
      async () => {
        const alone = await curl()
        // The least that a program can do which checks: what the two cores allow.
        const [sent] = await Promise.all([curl(), cpuOf('bash', ['-c', 'sleep 1; exec md5sum "$0"', file])])
        cpu.theirs.push(alone.cpuSeconds + (await cpuOf('md5sum', [file])).cpuSeconds)
        beside.push(alone.seconds / sent.seconds)
        return (2 * GIB) / alone.seconds
      },
    )
    console.error(
      [
        `P1: ours ${listed(pairs.map((it) => it.ours / 1e6))} MB/s`,
        `curl ${listed(pairs.map((it) => it.theirs / 1e6))} MB/s`,
        `CPU ours ${listed(cpu.ours, 2)} s`,
        `curl and md5sum ${listed(cpu.theirs, 2)} s`,
      ].join(', '),
    )
    return [
      row('P1', 'throughput of one 2 GiB file, against `curl -T`', ratios(pairs), '≥ 0.95'),
      row('P1', '`curl -T` with `md5sum` beside it, against `curl -T`: what these cores allow', beside, '–'),
      row(
        'P2',
        'CPU of the same, against `curl -T` and `md5sum`',
        cpu.ours.map((it, index) => it / (cpu.theirs[index] ?? 1)),
        '≤ 1.3',
      ),
    ]
  } finally {
    store.stop()
    await rm(file)
  }
}

/**
 * P3: peak resident memory of the program for a 64 MiB and an 8 GiB file; the larger one is sent as far as one PUT
 * goes.
 */
async function memory(): Promise<string[]> {
  const storeFolder = join(folder, 'store-p3')
  const store = await serve(['sandbox', '--data', storeFolder])
  const [small, large] = [await largeClip(folder, 'small.mp4', 64 * MIB), await largeClip(folder, 'large.mp4', 5 * GIB)]
  try {
    const peak = async (file: string) => {
      const {
        results: [result],
        peakMiB,
      } = await framehaul(
        ['upload', file, '--server', store.url, '--data', dataFolder(), '--duplicates', 'upload'],
        folder,
      )
      if (result?.outcome !== 'done') throw new Error('the upload failed')
      await forgetObjects(storeFolder)
      return peakMiB
    }
    const pairs = await inPairs(
      PAIRS,
      () => peak(large),
      () => peak(small),
    )
    return [
      row(
        'P3',
        'peak memory of a 5 GiB file, MiB',
        pairs.map((it) => it.ours),
        '≤ 200',
        0,
      ),
      row(
        'P3',
        'and what it is more than for 64 MiB, MiB',
        pairs.map((it) => it.ours - it.theirs),
        '≤ 16',
        0,
      ),
    ]
  } finally {
    store.stop()
    await Promise.all([rm(small), rm(large)])
  }
}

/** P4: 500 files of 1 MiB through all five steps, against the guide's loop of plain requests; files a second. */
async function manySmallFiles(): Promise<string[]> {
  const FILES = 500
  const media = join(folder, 'small')
  await mkdir(media)
  const from = await clip('picture.mp4', folder)
  const paths = Array.from({ length: FILES }, (_, index) => join(media, `clip ${String(index).padStart(3, '0')}.mp4`))
  for (const path of paths) await paddedClip(from, path, MIB)
  const storeFolder = join(folder, 'store-p4')
  const store = await serve(['sandbox', '--data', storeFolder])
  const away = await farAway(store.url, ROUND_TRIP_MS)
  const against = async (url: string, pairsWanted: number, what: string) => {
    const pairs = await inPairs(
      pairsWanted,
      async () => {
        const { results, wallSeconds } = await framehaul(
          ['upload', media, '--server', url, '--data', dataFolder(), '--concurrency', '16', '--duplicates', 'upload'],
          folder,
        )
        if (results.filter((it) => it.outcome === 'done').length !== FILES) throw new Error('not all were done')
        await forgetObjects(storeFolder)
        return FILES / wallSeconds
      },
      async () => {
        const startedMs = performance.now()
        await uploadOneByOne(url, paths)
        const seconds = (performance.now() - startedMs) / 1000
        await forgetObjects(storeFolder)
        return FILES / seconds
      },
    )
    console.error(
      `P4, ${what}: ours ${listed(
        pairs.map((it) => it.ours),
        1,
      )} files/s, ` +
        `the loop ${listed(
          pairs.map((it) => it.theirs),
          1,
        )} files/s`,
    )
    return row(
      'P4',
      `500 files of 1 MiB with probing, against plain requests without, ${what}; files a second`,
      ratios(pairs),
      '≥ 10',
    )
  }
  try {
    return [await against(store.url, PAIRS, 'on this machine'), await against(away.url, 3, `${ROUND_TRIP_MS} ms away`)]
  } finally {
    away.stop()
    store.stop()
  }
}

/** P5: reading 1,000 files, against as many runs of plain ffprobe as there are cores. */
async function probing(): Promise<string[]> {
  const FILES = 1_000
  const media = join(folder, 'to-probe')
  await mkdir(media)
  const from = await clip('picture-and-sound.mp4', folder)
  for (let n = 0; n < FILES; n += 1) await paddedClip(from, join(media, `${n}.mp4`), 256 * 1024)
  const tool = await findFfprobe()
  const store = await serve(['sandbox', '--data', join(folder, 'store-p5')])
  try {
    const pairs = await inPairs(
      PAIRS,
      async () => {
        const opened = await openWorkspace({
          folder: dataFolder(),
          embeddedUrl: () => Promise.resolve(ok(store.url)),
          announce: () => undefined,
          secrets: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
        })
        const found = await findFiles([media], { recursive: true })
        if (!opened.ok || !found.ok) throw new Error('cannot begin')
        const { engine } = opened.value
        const startedMs = performance.now()
        engine.add(found.value.files, { series: null, options: { waits: true } })
        while (engine.items().some((it) => it.life.state.name === 'probing'))
          await new Promise((resolve) => setTimeout(resolve, 20))
        const seconds = (performance.now() - startedMs) / 1000
        await opened.value.close()
        return FILES / seconds
      },
      async () => {
        const startedMs = performance.now()
        await run(
          'bash',
          [
            '-c',
            `ls "$0"/* | GCONV_PATH=/nonexistent xargs -d '\\n' -P$(nproc) -n1 ` +
              '"$1" -v error -show_streams -show_format -of json >/dev/null',
            media,
            tool?.path ?? 'ffprobe',
          ],
          { maxBuffer: 1e9 },
        )
        return FILES / ((performance.now() - startedMs) / 1000)
      },
    )
    console.error(
      `P5: ours ${listed(pairs.map((it) => it.ours))} files/s, xargs ${listed(pairs.map((it) => it.theirs))} files/s`,
    )
    return [
      row('P5', 'reading 1,000 files, against `xargs -P$(nproc) ffprobe`; files a second', ratios(pairs), '≥ 0.9'),
    ]
  } finally {
    store.stop()
  }
}

/** P6: a folder of 10,000 files. */
async function droppedFolder(): Promise<string[]> {
  const browser = await openBrowser()
  try {
    const rounds: { firstRowsMs: number; allRowsMs: number }[] = []
    for (let n = 0; n < PAIRS; n += 1) rounds.push(await dropFolder(browser, folder, 10_000, n))
    return [
      row(
        'P6',
        'a folder of 10,000 files: first rows on the screen, ms',
        rounds.map((it) => it.firstRowsMs),
        '≤ 300',
        0,
      ),
      row(
        'P6',
        'and all in the queue, ms',
        rounds.map((it) => it.allRowsMs),
        '≤ 2000',
        0,
      ),
    ]
  } finally {
    await browser.close()
  }
}

/** P7: a queue of 10,000 items of which eight are sent, against one of ten. */
async function busyWindow(): Promise<string[]> {
  const facts = await probe(await findFfprobe(), await clip('picture-and-sound.mp4', folder))
  if (!facts.ok) throw new Error(facts.problem.message)
  const browser = await openBrowser()
  try {
    const rounds: { many: Awaited<ReturnType<typeof watchQueue>>; few: Awaited<ReturnType<typeof watchQueue>> }[] = []
    for (let n = 0; n < PAIRS; n += 1)
      rounds.push({
        many: await watchQueue(browser, folder, 10_000, facts.value),
        few: await watchQueue(browser, folder, 10, facts.value),
      })
    console.error(
      `P7: share of a core ${rounds.map((it) => `${it.many.share.toFixed(3)}/${it.few.share.toFixed(3)}`).join(' ')}`,
    )
    return [
      row(
        'P7',
        'work of the window with 10,000 items, 8 of them sent, against 10 items',
        rounds.map((it) => it.many.share / it.few.share),
        '≤ 1.5',
      ),
      row(
        'P7',
        'share of one core that is, with 10,000 items',
        rounds.map((it) => it.many.share),
        '–',
      ),
      row(
        'P7',
        'longest task of its main thread, ms',
        rounds.map((it) => it.many.longestTaskMs),
        '< 50',
        0,
      ),
      row(
        'P7',
        'frames a second while scrolling',
        rounds.map((it) => it.many.framesPerSecond),
        '≥ 55',
        0,
      ),
      row(
        'P7',
        'and with 10 items',
        rounds.map((it) => it.few.framesPerSecond),
        '–',
        0,
      ),
      row(
        'P7',
        'from Ctrl+A to 10,000 selected rows drawn, ms',
        rounds.map((it) => it.many.selectAllMs),
        '–',
        0,
      ),
      row(
        'P7',
        'from choosing a filter to its rows drawn, ms',
        rounds.map((it) => it.many.filterMs),
        '–',
        0,
      ),
    ]
  } finally {
    await browser.close()
  }
}

/** P8: from starting the console to a window that has its queue, with 10,000 items in the journal and with none. */
async function startWithManyItems(): Promise<string[]> {
  const facts = await probe(await findFfprobe(), await clip('picture-and-sound.mp4', folder))
  if (!facts.ok) throw new Error(facts.problem.message)
  const [full, empty] = [dataFolder(), dataFolder()]
  fillJournal(full, 10_000, 8_000, facts.value)
  const usable = async (data: string) => {
    const startedMs = performance.now()
    const console = await serve(['console', '--data', data])
    try {
      const { origin, host, hash } = new URL(console.url)
      const socket = new WebSocket(`ws://${host}/live`, ['framehaul', hash.slice(1)], { origin })
      await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
      const answered = new Promise((resolve) =>
        socket.on('message', (message: Buffer) => {
          if (message.includes('"id":1')) resolve(null)
        }),
      )
      socket.send(JSON.stringify({ id: 1, name: 'queue:snapshot', ask: {} }))
      await answered
      return (performance.now() - startedMs) / 1000
    } finally {
      console.stop()
    }
  }
  const pairs = await inPairs(
    PAIRS,
    () => usable(full),
    () => usable(empty),
  )
  globalThis.console.error(
    `P8: full ${listed(
      pairs.map((it) => it.ours),
      2,
    )} s, empty ${listed(
      pairs.map((it) => it.theirs),
      2,
    )} s; ` + `the journal has ${((await stat(join(full, 'framehaul.sqlite'))).size / 1e6).toFixed(0)} MB`,
  )
  return [row('P8', 'start with 10,000 items, against none; time to a window with its queue', ratios(pairs), '≤ 1.3')]
}

/** P9: a 30-minute file in pieces of ten seconds, against the whole file; and what lies on the disk meanwhile. */
async function cutting(): Promise<string[]> {
  const ffmpeg = await findFfmpeg()
  const file = join(folder, 'half-an-hour.mp4')
  await run(ffmpeg?.path ?? 'ffmpeg', [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=1280x720:rate=25:duration=1800,noise=alls=12:allf=t',
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=440:sample_rate=48000:duration=1800',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-b:v',
    '6M',
    '-g',
    '50',
    '-c:a',
    'aac',
    file,
  ])
  const storeFolder = join(folder, 'store-p9')
  const store = await serve(['sandbox', '--data', storeFolder])
  const most: number[] = []
  const speed = async (segment: string, limit: readonly string[]) => {
    const data = dataFolder()
    let peak = 0
    const looking = setInterval(
      () =>
        void folderSize(join(data, 'pieces')).then((bytes) => {
          peak = Math.max(peak, bytes)
        }),
      50,
    )
    const {
      results: [result],
    } = await framehaul(
      ['upload', file, '--server', store.url, '--data', data, '--duplicates', 'upload', '--segment', segment, ...limit],
      folder,
    )
    clearInterval(looking)
    if (result?.outcome !== 'done') throw new Error('the upload failed')
    if (segment !== 'off') most.push(peak / MIB)
    await forgetObjects(storeFolder)
    return 1 / (result.seconds['media'] ?? 0)
  }
  try {
    const free = await inPairs(
      PAIRS,
      () => speed('10', []),
      () => speed('off', []),
    )
    const onLine = await inPairs(
      3,
      () => speed('10', ['--limit-rate', '100M']),
      () => speed('off', ['--limit-rate', '100M']),
    )
    return [
      row('P9', 'a 30-minute file in pieces of 10 s, against the whole file; throughput', ratios(free), '≥ 0.85'),
      row('P9', 'the same on a line of 100 MB/s', ratios(onLine), '≥ 0.85'),
      row('P9', 'most that lay on the disk at any time, MiB', most, '≤ 256', 0),
    ]
  } finally {
    store.stop()
    await rm(file)
  }
}

async function folderSize(path: string): Promise<number> {
  const names = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = await Promise.all(
    names
      .filter((it) => it.isFile())
      .map((it) =>
        stat(join(it.parentPath, it.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  )
  return sizes.reduce((sum, it) => sum + it, 0)
}

/** P10: the engine's own CPU an item, with network and media answered at once. */
async function engineAlone(): Promise<string[]> {
  const values: number[] = []
  for (let n = 0; n < PAIRS; n += 1) {
    const { stdout } = await run(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      resolve(import.meta.dirname, 'engine-alone.ts'),
      '2000',
    ])
    values.push(Number(stdout))
  }
  return [row('P10', 'CPU of the engine itself, ms an item', values, '≤ 3')]
}
