import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readJournal } from '../../src-main/engine/journal/open-journal.ts'
import type { QueueItem } from '../../src-main/engine/item/queue-item.ts'
import { findFfprobe, probe } from '../../src-main/media/index.ts'
import { startSandbox, type SandboxOptions } from '../../src-main/sandbox/index.ts'
import { abandonedObjects } from '../../src-shared/item/media-object.ts'
import type { MediaFacts } from '../../src-shared/media-facts.ts'
import { ownClip } from '../helpers/clips.ts'
import { PATIENCE_MS } from '../helpers/patience.ts'
import { faultProxy } from './fault-proxy.ts'
import type { LifePlan } from './one-life.ts'
import { dice } from './seeded.ts'
import { readStoreOnDisk, sha256 } from './store-on-disk.ts'

/** The files that are uploaded in every run, and what is true of them. */
export interface Material {
  readonly folder: string
  readonly files: readonly {
    readonly path: string
    readonly size: number
    readonly modifiedMs: number
    readonly sha256: string
  }[]
  readonly facts: Record<string, MediaFacts>
}

export async function prepareMaterial(): Promise<Material> {
  const folder = await mkdtemp(join(tmpdir(), 'framehaul-chaos-media-'))
  const tool = await findFfprobe()
  const files: Material['files'][number][] = []
  const facts: Material['facts'] = {}
  for (const name of ['one.mp4', 'two.mp4', 'three.mp4', 'four.mp4', 'five.mp4', 'six.mp4']) {
    const path = await ownClip(
      name === 'two.mp4' || name === 'five.mp4' ? 'picture-and-sound.mp4' : 'picture.mp4',
      folder,
      name,
    )
    const read = await probe(tool, path)
    if (!read.ok) throw new Error(read.problem.message)
    const { size, mtimeMs } = await stat(path)
    facts[path] = read.value
    files.push({
      path,
      size,
      modifiedMs: mtimeMs,
      sha256: sha256(await readFile(path)),
    })
  }
  return { folder, files, facts }
}

export interface SeedResult {
  readonly seed: number
  /** What the store's own state says is wrong; empty where all is well. */
  readonly wrong: readonly string[]
  readonly kills: number
  readonly faults: Readonly<Record<string, number>>
}

const lifeFile = resolve(import.meta.dirname, 'one-life.ts')

/**
 * One run: a store, a bad line, an engine that is killed a few times, one calm life at the end; then the store is
 * asked.
 */
export async function runSeed(seed: number, material: Material, plant: LifePlan['plant'] = null): Promise<SeedResult> {
  const chance = dice(seed)
  const folder = await mkdtemp(join(tmpdir(), 'framehaul-chaos-'))
  const dialect = chance.pick(['any', 'bbc', 'vast', 'guide'] as const) satisfies SandboxOptions['dialect']
  const store = await startSandbox({ folder: join(folder, 'store'), port: 0, dialect })
  let closing: Promise<void> | null = null
  const closeStore = () => (closing ??= store.close())
  const proxy = await faultProxy(
    store.url,
    dice(seed + 1_000_000),
    chance.pick([0, 0.05, 0.15, 0.3]),
    chance.pick([0, 0, 0, 3_600_000, -3_600_000]),
  )
  try {
    const files = material.files.map(({ path, size, modifiedMs }, index) => ({
      path,
      size,
      modifiedMs,
      flowName: `Flow ${index + 1}`,
      sourceName: index < 3 ? 'The series' : `Alone ${index + 1}`,
    }))
    const plan: LifePlan = {
      folder: join(folder, 'data'),
      url: proxy.url,
      seed,
      facts: material.facts,
      retry: false,
      plant,
      groups: [
        { series: 'The series', files: files.slice(0, 3) },
        { series: null, files: files.slice(3) },
      ],
    }
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
    await live(folder, plan, null)
    proxy.calm()
    await live(folder, { ...plan, retry: true }, null)
    const inJournal = readQueue(plan.folder)
    await closeStore()
    const wrong = await whatIsWrong(inJournal, material, join(folder, 'store'))
    return { seed, wrong: wrong.map((it) => `${dialect}: ${it}`), kills, faults: proxy.done }
  } finally {
    await proxy.close()
    await closeStore()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Lets the engine live until it is done, or kills it at a moment. Both its streams stay silent unless it crashes. */
async function live(folder: string, plan: LifePlan, death: Promise<void> | null): Promise<void> {
  const file = join(folder, 'plan.json')
  await writeFile(file, JSON.stringify(plan))
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', lifeFile, file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'framehaul-chaos-compiled') },
  })
  let said = ''
  child.stderr.on('data', (text) => {
    said += String(text)
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  void death?.then(() => child.kill('SIGKILL'))
  const code = await new Promise<number | null>((done) => child.on('close', done))
  clearTimeout(timer)
  if (code !== 0 && code !== null) throw new Error(`the engine crashed: ${said.slice(0, 2000)}`)
  if (code === null && death === null) throw new Error('the engine did not come to rest')
}

/** What the journal says: its items, and the objects that it knows it left behind. */
interface InJournal {
  readonly items: readonly QueueItem[]
  readonly abandoned: readonly string[]
}

function readQueue(folder: string): InJournal {
  const journal = readJournal(folder)
  if (!journal.ok) throw new Error(journal.problem.message)
  const items = journal.value.load()
  const abandoned = items.flatMap((it) => abandonedObjects(journal.value.objects(it.id), it.work.flowId))
  journal.value.close()
  return { items, abandoned: abandoned.map((it) => it.objectId) }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** The oracle: the store's own tables and files against what was asked for. */
async function whatIsWrong({ items, abandoned }: InJournal, { files }: Material, folder: string): Promise<string[]> {
  const wrong: string[] = []
  const { flows, segments, sources, sha256Of, othersThan } = await readStoreOnDisk(folder)

  if (items.length !== files.length) wrong.push(`${items.length} items for ${files.length} files`)
  for (const item of items) {
    const name = item.flowName
    const { state } = item.life
    if (state.name !== 'done') {
      const why = state.name === 'failed' ? ` (${state.problem.code}: ${state.problem.detail ?? ''})` : ''
      wrong.push(`${name} ended as ${state.name}${why}`)
      continue
    }
    const own = segments.filter((it) => it.flow === (item.work.storedFlowId ?? item.work.flowId))
    if (own.length !== 1) wrong.push(`${name} has ${own.length} segments`)
    const [segment] = own
    if (segment && sha256Of(segment.object) !== files.find((it) => it.path === item.path)?.sha256)
      wrong.push(`${name} holds other bytes than its file`)
  }
  if (segments.length !== files.length) wrong.push(`${segments.length} segments for ${files.length} files`)
  const members = new Set(flows.flatMap((it) => it.flow_collection?.map((member) => member.id) ?? []))
  const abandonedFlows = new Set(items.flatMap((it) => it.work.abandonedFlows))
  for (const { id } of flows) {
    if (!segments.some((it) => it.flow === id) && !members.has(id) && !abandonedFlows.has(id))
      wrong.push(`the flow ${id} is an orphan that nobody reports`)
  }
  // The series and each of the others; and in the dialects that know members, a source for every track of the two multi
  // files.
  const expectedSources = 4 + (members.size > 0 ? members.size : 0)
  if (sources.length !== expectedSources) wrong.push(`${sources.length} sources instead of ${expectedSources}`)
  const left = othersThan([...segments.map((it) => it.object), ...abandoned])
  if (left > 0) wrong.push(`${left} objects were left behind that nobody reports`)
  return wrong
}
