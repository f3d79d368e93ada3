import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { QueueItem } from '../../src-main/engine/item/queue-item.ts'
import { startSandbox, type SandboxOptions } from '../../src-main/sandbox/index.ts'
import { openObjectFiles } from '../../src-main/sandbox/object-files.ts'
import { PATIENCE_MS } from '../helpers/patience.ts'
import { faultProxy, type FaultProxy } from './fault-proxy.ts'
import type { Material } from './material.ts'
import type { LifePlan } from './one-life.ts'
import { whatIsWrong, type RunFile } from './oracle.ts'
import { readQueue } from './read-queue.ts'
import { dice, type Dice } from './seeded.ts'
import { startLife } from './start-life.ts'

export interface SeedResult {
  readonly seed: number
  /** What the store's own state says is wrong; empty where all is well. */
  readonly wrong: readonly string[]
  readonly kills: number
  readonly faults: Readonly<Record<string, number>>
}

const lifeFile = resolve(import.meta.dirname, 'one-life.ts')

/**
 * One run: a store, a bad line, files that somebody touches or writes over, an engine that is killed a few times, one
 * calm life at the end; then the store is asked.
 */
export async function runSeed(seed: number, material: Material, plant: LifePlan['plant'] = null): Promise<SeedResult> {
  const chance = dice(seed)
  const folder = await mkdtemp(join(tmpdir(), 'framehaul-chaos-'))
  const dialect = chance.pick(['any', 'bbc', 'vast', 'guide'] as const) satisfies SandboxOptions['dialect']
  const store = await startSandbox({ folder: join(folder, 'store'), port: 0, dialect })
  let closing: Promise<void> | null = null
  const closeStore = () => (closing ??= store.close())
  const proxy = await faultProxy({
    target: store.url,
    dice: dice(seed + 1_000_000),
    share: chance.pick([0, 0.05, 0.15, 0.3]),
    skewMs: chance.pick([0, 0, 0, 3_600_000, -3_600_000]),
    collect: openObjectFiles(join(folder, 'store', 'objects')).remove,
  })
  try {
    const files = await placeFiles(material, join(folder, 'media'), chance.roll() < 0.35)
    const plan: LifePlan = {
      folder: join(folder, 'data'),
      url: proxy.url,
      seed,
      facts: Object.fromEntries(files.map((it) => [it.path, it.facts])),
      tools: material.tools,
      readsAllSeconds: null,
      retry: false,
      plant,
      groups: await groupsOf(files),
    }
    const meddling = chance.roll() < 0.4 ? meddle(files, proxy, chance) : Promise.resolve()
    const kills = chance.between(0, 3)
    // Most deaths come in the middle of a request, some at any time at all.
    for (let kill = 0; kill < kills; kill += 1) {
      const moment =
        chance.roll() < 0.25
          ? pause(chance.between(150, 900))
          : proxy.afterRequests(chance.between(1, 40)).then(() => pause(chance.between(0, 8)))
      await live(folder, plan, moment)
    }
    // A life with faults to its end, then one without.
    const readsAllSeconds = chance.roll() < 0.5 ? chance.between(1, 7) : null
    if (readsAllSeconds !== null && files.some((it) => it.segment !== null)) proxy.count('read-error-while-cutting')
    await live(folder, { ...plan, readsAllSeconds }, null)
    proxy.calm()
    await meddling
    await live(folder, { ...plan, retry: true }, null)
    // What was written over is noticed when its turn comes, and then it is for a person to say "again".
    if (files.some((it) => it.isChanged) && readQueue(plan.folder).items.some(isOtherFile))
      await live(folder, { ...plan, retry: true }, null)
    const inJournal = readQueue(plan.folder)
    await closeStore()
    const wrong = await whatIsWrong(inJournal, files, join(folder, 'store'))
    return { seed, wrong: wrong.map((it) => `${dialect}: ${it}`), kills, faults: proxy.done }
  } finally {
    await proxy.close()
    await closeStore()
    await rm(folder, { recursive: true, force: true })
  }
}

const isOtherFile = ({ life: { state } }: QueueItem): boolean =>
  state.name === 'failed' && state.problem.code === 'file-changed'

/** Puts the files of a run where somebody may change them; the one that is cut is in some runs only: cutting costs. */
async function placeFiles({ files }: Material, folder: string, isCutToo: boolean): Promise<RunFile[]> {
  await mkdir(folder)
  const placed = files
    .filter((it) => it.segment === null || isCutToo)
    .map((it): RunFile => ({ ...it, path: join(folder, it.name), isChanged: false }))
  for (const { path, versions } of placed) await writeFile(path, versions[0].bytes)
  return placed
}

async function groupsOf(files: readonly RunFile[]): Promise<LifePlan['groups']> {
  const looks = await Promise.all(files.map((it) => stat(it.path)))
  const items = files.map(({ path, segment }, index) => ({
    path,
    size: looks[index]?.size ?? 0,
    modifiedMs: looks[index]?.mtimeMs ?? 0,
    flowName: `Flow ${index + 1}`,
    sourceName: index < 3 ? 'The series' : `Alone ${index + 1}`,
    segment,
  }))
  const group = (series: string | null, of: typeof items) => ({
    series,
    segment: of[0]?.segment ?? null,
    files: of.map(({ segment: _, ...it }) => it),
  })
  return [
    group('The series', items.slice(0, 3)),
    group(null, items.slice(3, 6)),
    ...(items.length > 6 ? [group(null, items.slice(6))] : []),
  ]
}

/** Somebody saves a file again, with other bytes or with the same, while it may be on its way. */
async function meddle(files: readonly RunFile[], proxy: FaultProxy, chance: Dice): Promise<void> {
  const file = chance.pick(files)
  const isTouch = chance.roll() < 0.5
  await Promise.race([proxy.afterRequests(chance.between(1, 60)), proxy.calmed])
  proxy.count(isTouch ? 'file-touched' : 'file-changed')
  if (isTouch) return utimes(file.path, new Date(), new Date())
  file.isChanged = true
  await writeFile(file.path, file.versions[1].bytes)
}

/** Lets the engine live until it is done, or kills it at a moment. */
async function live(folder: string, plan: LifePlan, death: Promise<void> | null): Promise<void> {
  const { child, ended } = await startLife(lifeFile, folder, plan)
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  void death?.then(() => child.kill('SIGKILL'))
  const isKilled = await ended.finally(() => clearTimeout(timer))
  if (isKilled && death === null) throw new Error('the engine did not come to rest')
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
