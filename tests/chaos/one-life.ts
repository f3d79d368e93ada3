import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createConnections } from '../../src-main/engine/servers/connections.ts'
import type { NewItem } from '../../src-main/engine/engine-commands.ts'
import { openEngine } from '../../src-main/engine/engine.ts'
import type { Journal } from '../../src-main/engine/journal/journal.ts'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import { isListening } from '../../src-main/engine/servers/is-listening.ts'
import type { Clock } from '../../src-main/engine/ports.ts'
import type { TamsClient } from '../../src-main/tams/index.ts'
import { putObject, readBack } from '../../src-main/transfer/index.ts'
import type { MediaFacts } from '../../src-shared/media-facts.ts'
import { ok } from '../../src-shared/outcome.ts'
import { dice } from './seeded.ts'

/** What a life of the engine is told. */
export interface LifePlan {
  readonly folder: string
  readonly url: string
  readonly seed: number
  readonly groups: readonly { readonly series: string | null; readonly files: readonly NewItem[] }[]
  /** What a probe says of each file: the engine's reading of media is not what is tried here. */
  readonly facts: Readonly<Record<string, MediaFacts>>
  /** Retry what failed: the last life, when all is calm. */
  readonly retry: boolean
  /** A fault put into the engine on purpose, to see whether anybody notices. */
  readonly plant: 'skip-journal' | 'blind-post' | null
}

/**
 * One life of the engine in a process of its own, from opening the journal until nothing moves; whoever started it may
 * kill it at any instruction. Time passes fifty times as fast as outside.
 */
const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as LifePlan
const HASTE = 50

const hasty: Clock = {
  nowMs: Date.now,
  after: (ms, call) => {
    const timer = setTimeout(call, ms / HASTE)
    return () => clearTimeout(timer)
  },
}

const opened = openJournal(plan.folder)
if (!opened.ok) throw new Error(`${opened.problem.code}: ${opened.problem.detail}`)
const journal: Journal =
  plan.plant === 'skip-journal'
    ? {
        ...opened.value,
        save: (items) => {
          if (!items.some((it) => it.life.state.name === 'uploading')) opened.value.save(items)
        },
      }
    : opened.value
const keeper = createConnections({
  journal,
  secrets: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
  embeddedUrl: () => Promise.resolve(ok(plan.url)),
  changed: () => undefined,
  fixed: { connection: { url: plan.url, dialect: 'auto', auth: { kind: 'none' }, caFile: null }, secret: null },
})
/** Repeats without asking whether the first try took effect. */
const blind = (client: TamsClient): TamsClient => ({
  ...client,
  withSignal: (signal) => blind(client.withSignal(signal)),
  createFlow: (draft) => client.createFlow(draft, false),
  createSource: (draft) => client.createSource(draft, false),
  findSegment: () => Promise.resolve(ok(null)),
})
const connection: typeof keeper =
  plan.plant === 'blind-post'
    ? {
        ...keeper,
        live: async () => {
          const live = await keeper.live()
          if (!live.ok) return live
          return ok({ ...live.value, client: blind(live.value.client) })
        },
      }
    : keeper
const engine = openEngine({
  journal,
  connection,
  concurrency: 3,
  announce: () => undefined,
  ports: {
    cut: () => {
      throw new Error('nothing is cut here')
    },
    clock: hasty,
    random: dice(plan.seed).roll,
    newId: randomUUID,
    readBack,
    isListening,
    network: { isOnline: () => true, isMetered: () => Promise.resolve(null) },
    // Where a line may hang, nobody waits for long; where all is calm, only a busy computer is slow.
    put: (what) => putObject({ ...what, ...(plan.retry ? {} : { timeouts: { stallMs: 400, answerMs: 400 } }) }),
    probe: (path) => Promise.resolve(ok(plan.facts[path] as MediaFacts)),
  },
})
for (const { files, series } of plan.groups) {
  if (!engine.items().some((it) => it.batch.series === series))
    engine.add(files, { series, options: { duplicates: 'upload' } })
}
if (plan.retry) engine.retry(engine.items().map((it) => it.id))
await engine.atRest()
await engine.close()
// The hashing thread would end by itself; a life that is over should not be waited for.
process.exit(0)
