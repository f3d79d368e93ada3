import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFfprobe, probe } from '../../src-main/media/index.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src-main/sandbox/index.ts'
import type { UploadOptions } from '../../src-shared/item/item.ts'
import type { MediaFacts } from '../../src-shared/media-facts.ts'
import { clip } from '../helpers/clips.ts'
import { createNightLives, type Act, type NightLives } from './night-lives.ts'
import type { NightLifePlan } from './night-life.ts'
import {
  readNight,
  whatIsWrongAtNight,
  whatIsWrongInTheMorning,
  type AfterNight,
  type NightFile,
} from './night-oracle.ts'
import { nightServer, type NightServer } from './night-server.ts'
import { sha256 } from './store-on-disk.ts'

export interface NightResult {
  readonly wrong: readonly string[]
  readonly acts: readonly Act[]
  readonly tokens: number
  /** What became of the files, in words, and of how many. */
  readonly files: Readonly<Record<string, number>>
}

const MINUTE_MS = 60_000

/** One a life, and one for each that died; none for looking at a server that is away. */
const MOST_TOKENS = 12

/**
 * A night: so many files on their way through all that can happen until the morning, when a person adds them once more.
 *
 * The engine is a process of its own, works on a real journal and asks over real HTTP. Time is the night's: see
 * `leaping-clock.ts`.
 */
export async function playNight(count: number, dialect: SandboxOptions['dialect'] = 'any'): Promise<NightResult> {
  const folder = await mkdtemp(join(tmpdir(), 'framehaul-night-'))
  const clock = { aheadMs: 0 }
  const stores = [await openStore(folder, 0, dialect)]
  const server = await nightServer(stores[0]!.url, () => Date.now() + clock.aheadMs)
  const facts = await factsOfClip(folder)
  const lives = createNightLives({ folder, server, clock, facts })
  try {
    const files = await makeFiles(folder, count)
    const vanishing = files.filter((_, index) => index >= count * 0.9 && (count - 1 - index) % 50 === 0)
    await lives.begin(groupsOf(files, 'ask'))
    await playOutages(lives, server, count)
    for (const { path } of vanishing) await rm(path)
    await playEmptying(lives, server, count, async () => {
      stores.push(await openStore(folder, 1, dialect))
      server.leadTo(stores[1]!.url)
    })
    const atNight = await readNight(folder)

    for (const { path, bytes } of vanishing) await writeFile(path, bytes)
    await lives.act({ name: 'all files are added once more' }, async () => {
      await lives.begin(groupsOf(await Promise.all(files.map(looked)), 'skip'))
      await lives.ended()
    })
    const inTheMorning = await readNight(folder)
    return {
      wrong: [
        ...lives.wrong(),
        ...(server.tokens() > MOST_TOKENS ? [`${server.tokens()} tokens were asked for`] : []),
        ...whatIsWrongAtNight(atNight, files, vanishing),
        ...whatIsWrongInTheMorning(atNight, inTheMorning, files),
      ],
      acts: lives.acts(),
      tokens: server.tokens(),
      files: whatBecame(atNight, inTheMorning),
    }
  } finally {
    await lives.kill()
    await server.close()
    for (const it of stores) await it.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What passes by itself, one after the other; three quarters of the files are through then. */
async function playOutages(lives: NightLives, server: NightServer, count: number): Promise<void> {
  const share = (of: number) => lives.until(server.untilRegistered(Math.ceil(count * of)))
  await share(0.1)
  await lives.act({ name: 'the token is revoked' }, () => {
    server.revokeTokens()
    return share(0.15)
  })
  await share(0.2)
  await lives.act({ name: '503 from everything', message: 'server-busy', most: 200 }, () =>
    lives.until(server.goAway('everything', 60 * MINUTE_MS)),
  )
  await share(0.35)
  await lives.act({ name: 'the process is killed' }, async () => {
    await lives.kill()
    await lives.begin([])
    await share(0.4)
  })
  await share(0.45)
  await lives.act({ name: 'the object store refuses connections', message: 'store-unreachable', most: 100 }, () =>
    lives.until(server.goAway('objects', 20 * MINUTE_MS)),
  )
  await share(0.6)
  await lives.act({ name: 'no token is good, no login server', message: 'login-unreachable', most: 50 }, () => {
    server.revokeTokens()
    return lives.until(server.goAway('login', 10 * MINUTE_MS))
  })
}

/** What does not; and a death at the worst moment, when the store has an object and nobody heard of it. */
async function playEmptying(
  lives: NightLives,
  server: NightServer,
  count: number,
  empty: () => Promise<void>,
): Promise<void> {
  await lives.until(server.untilRegistered(Math.ceil(count * 0.75)))
  await lives.act({ name: 'the server is emptied' }, async () => {
    await empty()
    await lives.until(server.untilRegistered(Math.ceil(count * 0.8)))
  })
  await lives.act({ name: 'the process is killed amid an object' }, async () => {
    // Of a few files none may be left to send.
    await server.onceStored(lives.kill, lives.ended())
    await lives.begin([])
    await lives.ended()
  })
}

/** A store of its own that signs as the one before it did, as a server does whose data were removed. */
async function openStore(folder: string, number: number, dialect: SandboxOptions['dialect']): Promise<Sandbox> {
  const [before, own] = [number - 1, number].map((it) => join(folder, `store ${it}`)) as [string, string]
  await mkdir(own)
  if (number > 0) await copyFile(join(before, 'signing-key'), join(own, 'signing-key'))
  return startSandbox({ folder: own, port: 0, ...(dialect ? { dialect } : {}) })
}

/** Small ones with bytes of their own: what is in them is not what is tried here. */
async function makeFiles(folder: string, count: number): Promise<NightFile[]> {
  const media = join(folder, 'media')
  await mkdir(media)
  const files: NightFile[] = []
  for (let n = 1; n <= count; n += 1) {
    const name = `clip ${String(n).padStart(5, '0')}`
    const bytes = Buffer.alloc(2048, `the bytes of ${name}, again and again. `)
    const path = join(media, `${name}.mp4`)
    await writeFile(path, bytes)
    // A series goes on when the server is emptied.
    const isOfSeries = n > count * 0.7 && n <= count * 0.8
    files.push(await looked({ path, bytes, sha256: sha256(bytes), series: isOfSeries ? 'The series' : null }))
  }
  return files
}

async function looked(file: Omit<NightFile, 'size' | 'modifiedMs'>): Promise<NightFile> {
  const { size, mtimeMs } = await stat(file.path)
  return { ...file, size, modifiedMs: mtimeMs }
}

function groupsOf(files: readonly NightFile[], duplicates: UploadOptions['duplicates']): NightLifePlan['groups'] {
  const groups: { series: string | null; files: NightFile[] }[] = []
  for (const file of files) {
    if (groups.at(-1)?.series !== file.series) groups.push({ series: file.series, files: [] })
    groups.at(-1)!.files.push(file)
  }
  return groups.map(({ series, files: those }) => ({
    series,
    options: { duplicates, ...(series === null || duplicates === 'ask' ? {} : { reuseSource: true }) },
    files: those.map(({ path, size, modifiedMs }) => ({
      path,
      size,
      modifiedMs,
      ...(series === null ? {} : { sourceName: series }),
    })),
  }))
}

async function factsOfClip(folder: string): Promise<MediaFacts> {
  const read = await probe(await findFfprobe(), await clip('picture.mp4', folder))
  if (!read.ok) throw new Error(read.problem.message)
  return read.value
}

function whatBecame(night: AfterNight, morning: AfterNight): Record<string, number> {
  const became: Record<string, number> = {}
  const count = (what: string) => (became[what] = (became[what] ?? 0) + 1)
  for (const { life, work } of night.items) {
    const { state } = life
    if (state.name === 'done') count(night.isIn(0, work) ? 'done before the server was emptied' : 'done after it')
    else count(state.name === 'failed' ? `stand with: ${state.problem.message}` : state.name)
  }
  for (const { work } of morning.addedSince(night))
    count(work.isAlreadyThere ? 'in the morning found in the store' : 'in the morning sent once more')
  return became
}
