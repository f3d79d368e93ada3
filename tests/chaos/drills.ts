import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { clip } from '../helpers/clips.ts'
import { paddedClip } from '../bench/plain-requests.ts'
import { playNight } from './night.ts'
import { dice } from './seeded.ts'

/**
 * `npm run drills`: what docs/reliability.md promises, tried with the program that people get, for as long as it takes.
 *
 *   npm run drills                 all four, some minutes
 *   npm run drills -- kills        200 SIGKILLs over 30 files, then `framehaul resume`
 *   npm run drills -- away         the server gone for two minutes amid 500 files
 *   npm run drills -- short-links  links that live two seconds, and a slow line
 *   npm run drills -- night        5,000 files through a night (night.ts): 503 for an hour, tokens that die, two kills,
 *                                  an object store away, no login server, a server that is emptied; its waiting takes
 *                                  no time
 */
const MIB = 1024 ** 2
const cli = resolve(import.meta.dirname, '../../out/main/cli.js')
const wanted = process.argv.slice(2)
const drills: Readonly<Record<string, () => Promise<string[]>>> = { kills, away, 'short-links': shortLinks, night }

let failed = 0
for (const [name, drill] of Object.entries(drills)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const wrong = await drill()
  failed += wrong.length > 0 ? 1 : 0
  console.log(`${name}: ${wrong.length === 0 ? 'as promised' : wrong.join('; ')}`)
}
process.exit(failed === 0 ? 0 : 1)

function framehaul(args: readonly string[]): ChildProcess & { said: () => string } {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  child.stdout.on('data', (data) => {
    text += String(data)
  })
  child.stderr.on('data', (data) => {
    text += String(data)
  })
  return Object.assign(child, { said: () => text })
}

async function ended(child: ChildProcess): Promise<number | null> {
  return child.exitCode ?? ((await once(child, 'close')) as [number | null])[0]
}

interface Drill {
  readonly folder: string
  readonly media: string
  readonly sums: ReadonlySet<string>
  readonly port: number
  readonly url: string
  startStore: (...options: string[]) => Promise<void>
  stopStore: () => Promise<void>
  /** What is in the store against what should be, file by file; empty where each is there once. */
  whatIsWrong: () => Promise<string[]>
}

async function withFiles(count: number, bytes: number, drill: (drill: Drill) => Promise<string[]>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'framehaul-drill-'))
  const media = join(folder, 'media')
  await mkdir(media)
  const from = await clip('picture.mp4', folder)
  const sums = new Set<string>()
  for (let n = 1; n <= count; n += 1) {
    const path = join(media, `clip ${String(n).padStart(3, '0')}.mp4`)
    await paddedClip(from, path, bytes)
    sums.add(sha256(await readFile(path)))
  }
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let store: ChildProcess | null = null
  const stopStore = async () => {
    if (!store) return
    store.kill('SIGKILL')
    await ended(store)
    store = null
  }
  try {
    return await drill({
      folder,
      media,
      sums,
      port,
      url,
      stopStore,
      startStore: async (...options) => {
        store = framehaul(['sandbox', '--port', String(port), '--data', join(folder, 'store'), '--json', ...options])
        await once(store.stdout!, 'data')
      },
      whatIsWrong: () => whatIsWrong(url, join(folder, 'store'), sums),
    })
  } finally {
    await stopStore()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Asks the store: its flows and segments by its own answers, its objects by their bytes. */
async function whatIsWrong(url: string, folder: string, sums: ReadonlySet<string>): Promise<string[]> {
  const flows = await get<{ id: string; label: string }[]>(`${url}/flows?limit=5000`)
  const wrong: string[] = []
  const objects = new Set<string>()
  for (const { id, label } of flows) {
    const segments = await get<{ object_id: string }[]>(`${url}/flows/${id}/segments`)
    if (segments.length !== 1) wrong.push(`${label} has ${segments.length} segments`)
    for (const it of segments) objects.add(sha256(Buffer.from(it.object_id)))
  }
  if (flows.length !== sums.size) wrong.push(`${flows.length} flows for ${sums.size} files`)
  const stored = new Map<string, string>()
  for (const entry of await readdir(join(folder, 'objects'), { recursive: true, withFileTypes: true })) {
    if (/^[\da-f]{64}$/.test(entry.name))
      stored.set(entry.name, sha256(await readFile(join(entry.parentPath, entry.name))))
  }
  const there = new Set([...objects].map((it) => stored.get(it)))
  for (const sum of sums) if (!there.has(sum)) wrong.push(`the file ${sum} is not there`)
  return wrong
}

async function get<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ms)
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

function kills(): Promise<string[]> {
  const KILLS = 200
  return withFiles(30, 4 * MIB, async ({ folder, media, url, startStore, whatIsWrong: look }) => {
    await startStore()
    const chance = dice(7)
    const to = ['--server', url, '--data', join(folder, 'data'), '--json']
    let killed = 0
    // Slow enough that two hundred lives do not suffice: every one of them dies in the middle of something.
    for (; killed < KILLS; killed += 1) {
      const child = framehaul(['upload', media, ...to, '--limit-rate', '1M'])
      await pause(chance.between(250, 1500))
      if (child.exitCode !== null) break
      child.kill('SIGKILL')
      await ended(child)
    }
    const last = framehaul(['resume', ...to])
    const code = await ended(last)
    console.log(
      `kills: ${killed} before the last life, which ended with ${code}: ${last.said().trim().split('\n').at(-1)}`,
    )
    return [
      ...(killed < KILLS ? [`all was done after ${killed} kills`] : []),
      ...(code === 0 ? [] : [`resume ended with ${code}`]),
      ...(await look()),
    ]
  })
}

function away(): Promise<string[]> {
  const AWAY_MS = 120_000
  return withFiles(500, 256 * 1024, async ({ folder, media, url, startStore, stopStore, whatIsWrong: look }) => {
    await startStore()
    const run = framehaul([
      'upload',
      media,
      '--server',
      url,
      '--data',
      join(folder, 'data'),
      '--json',
      '--limit-rate',
      '20M',
    ])
    while (run.said().split('"outcome":"done"').length < 100) await pause(50)
    await stopStore()
    await pause(AWAY_MS)
    await startStore()
    const code = await ended(run)
    const lines = run.said().split('\n')
    const refused = lines.filter((it) => it.includes('"outcome":"failed"')).length
    const about = lines.filter((it) => !it.startsWith('{') && /does not answer|again|held|waiting/i.test(it))
    console.log(`away: ended with ${code}, ${refused} failed; said of it: ${about.join(' | ')}`)
    return [
      ...(code === 0 ? [] : [`upload ended with ${code}`]),
      ...(refused > 0 ? [`${refused} items failed`] : []),
      ...(about.length > 2 ? [`${about.length} messages`] : []),
      ...(await look()),
    ]
  })
}

function shortLinks(): Promise<string[]> {
  return withFiles(12, 2 * MIB, async ({ folder, media, url, startStore, whatIsWrong: look }) => {
    await startStore('--url-ttl', '2')
    const run = framehaul([
      'upload',
      media,
      '--server',
      url,
      '--data',
      join(folder, 'data'),
      '--json',
      '--limit-rate',
      '1M',
    ])
    const code = await ended(run)
    console.log(`short-links: ended with ${code}: ${run.said().trim().split('\n').at(-1)}`)
    return [...(code === 0 ? [] : [`upload ended with ${code}`]), ...(await look())]
  })
}

async function night(): Promise<string[]> {
  const FILES = 5000
  const SAID = 20
  const played = await playNight(FILES).catch((error: unknown) => (error as Error).message)
  if (typeof played === 'string') return [played]
  const { acts, files, tokens, wrong } = played
  const row = (name: string, minutes: string, requests: string, said: string) =>
    console.log(`${name.padEnd(42)}${minutes.padStart(8)}${requests.padStart(10)}  ${said}`)
  row('in the night', 'minutes', 'requests', 'what a person was told')
  for (const { name, minutes, requests, messages } of acts)
    row(name, minutes.toFixed(1), String(requests), messages.join(', ') || '–')
  for (const [became, count] of Object.entries(files)) console.log(`${became.padEnd(42)}${String(count).padStart(8)}`)
  console.log(`${'tokens asked for'.padEnd(42)}${String(tokens).padStart(8)}`)
  return wrong.length > SAID ? [...wrong.slice(0, SAID), `and ${wrong.length - SAID} more`] : [...wrong]
}
