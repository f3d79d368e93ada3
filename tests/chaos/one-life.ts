import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NewItem } from '../../src-main/engine/engine-commands.ts'
import type { Journal } from '../../src-main/engine/journal/journal.ts'
import type { Clock } from '../../src-main/engine/ports.ts'
import { cutMedia, type MediaTool, type MediaTools } from '../../src-main/media/index.ts'
import type { TamsClient } from '../../src-main/tams/index.ts'
import { putObject } from '../../src-main/transfer/index.ts'
import type { MediaFacts } from '../../src-shared/media-facts.ts'
import { ok } from '../../src-shared/outcome.ts'
import { lifeConnections, lifeEngine, lifeJournal } from './life-engine.ts'
import type { Plant } from './plants.ts'

/** What a life of the engine is told. */
export interface LifePlan {
  readonly folder: string
  readonly url: string
  readonly seed: number
  readonly groups: readonly {
    readonly series: string | null
    /** How long the pieces of its files are; null where they go whole. */
    readonly segment: number | null
    readonly files: readonly NewItem[]
  }[]
  /** What a probe says of each file: the engine's reading of media is not what is tried here. */
  readonly facts: Readonly<Record<string, MediaFacts>>
  readonly tools: MediaTools
  /** Reading fails after so many seconds of a file that is cut, which ffmpeg takes for its end; null: it never does. */
  readonly readsAllSeconds: number | null
  /** Retry what failed: the last life, when all is calm. */
  readonly retry: boolean
  /** A fault put into the engine on purpose, to see whether anybody notices. */
  readonly plant: Plant | null
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

/** ffmpeg on a disk that fails: it reads so far, takes that for the end and exits with 0. */
function failingReader(): MediaTool {
  const path = join(plan.folder, 'ffmpeg')
  writeFileSync(path, `#!/bin/sh\nexec "${plan.tools.ffmpeg?.path}" -t ${plan.readsAllSeconds} "$@"\n`, { mode: 0o755 })
  return { path, origin: 'setting' }
}

const opened = lifeJournal(plan.folder)
const journal: Journal =
  plan.plant === 'skip-journal'
    ? {
        ...opened,
        save: (items) => {
          if (!items.some((it) => it.life.state.name === 'uploading')) opened.save(items)
        },
      }
    : opened
const keeper = lifeConnections(journal, plan.url)
/** Repeats without asking whether the first try took effect. */
const blind = (client: TamsClient): TamsClient => ({
  ...client,
  withSignal: (signal) => blind(client.withSignal(signal)),
  createFlow: (draft) => client.createFlow(draft, false),
  createSource: (draft) => client.createSource(draft, false),
  findSegment: () => Promise.resolve(ok(null)),
})
/** Has everything on its timeline. */
const believed = (client: TamsClient): TamsClient => ({
  ...client,
  withSignal: (signal) => believed(client.withSignal(signal)),
  timeline: () => Promise.resolve(ok(Object.assign(new Set<string>(), { has: () => true }))),
})
const planted = plan.plant === 'blind-post' ? blind : plan.plant === 'trust-server' ? believed : null
const connection: typeof keeper = planted
  ? {
      ...keeper,
      live: async () => {
        const live = await keeper.live()
        if (!live.ok) return live
        return ok({ ...live.value, client: planted(live.value.client) })
      },
    }
  : keeper
const engine = lifeEngine({
  journal,
  connection,
  concurrency: 3,
  clock: hasty,
  seed: plan.seed,
  factsOf: (path) => plan.facts[path] as MediaFacts,
  // Where a line may hang, nobody waits for long; where all is calm, only a busy computer is slow.
  timeouts: plan.retry ? {} : { stallMs: 400, answerMs: 400 },
  cut: ({ itemId, facts, seconds, ...what }) =>
    cutMedia(plan.readsAllSeconds === null ? plan.tools : { ...plan.tools, ffmpeg: failingReader() }, {
      ...what,
      facts: plan.plant === 'trust-cut' ? { ...facts, truncated: true } : facts,
      seconds: seconds ?? 1,
      folder: join(plan.folder, 'pieces', itemId),
    }),
  put: async (what) => {
    const sent = await putObject(what)
    return sent.ok && plan.plant === 'trust-store' ? ok({ ...sent.value, isProven: true }) : sent
  },
})
for (const { files, series, segment } of plan.groups) {
  if (!engine.items().some((it) => it.path === files[0]?.path))
    engine.add(files, { series, options: { duplicates: 'upload', segment: segment ?? 'off' } })
}
if (plan.retry) engine.retry(engine.items().map((it) => it.id))
await engine.atRest()
await engine.close()
// The hashing thread would end by itself; a life that is over should not be waited for.
process.exit(0)
