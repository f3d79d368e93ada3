import { readFileSync } from 'node:fs'
import type { NewItem } from '../../src-main/engine/engine-commands.ts'
import type { Connection } from '../../src-shared/connection.ts'
import type { MediaFacts } from '../../src-shared/media-facts.ts'
import { isAtRest } from '../../src-shared/item/state.ts'
import type { ProblemCode } from '../../src-shared/problems.ts'
import type { UploadOptions } from '../../src-shared/item/item.ts'
import { leapingClock } from './leaping-clock.ts'
import { lifeConnections, lifeEngine, lifeJournal } from './life-engine.ts'

/** What a life of a night is told. */
export interface NightLifePlan {
  readonly folder: string
  readonly url: string
  readonly auth: Connection['auth']
  /** How far the night's clock is ahead of this computer's when the life begins. */
  readonly aheadMs: number
  /** What a person adds first; nothing where an earlier life was told. */
  readonly groups: readonly {
    readonly series: string | null
    readonly options: Partial<UploadOptions>
    readonly files: readonly NewItem[]
  }[]
  /** Of every file. */
  readonly facts: MediaFacts
}

/** What it says of itself. */
export type NightNews =
  | { readonly type: 'leap'; readonly aheadMs: number }
  /** Why the whole queue waits; null where it goes on. */
  | { readonly type: 'held'; readonly code: ProblemCode | null }

/**
 * One life of the engine in a process of its own, until nothing moves. Where nothing is left but to wait, time is put
 * forward to the next thing that is due, so that a night of waiting is over in a moment.
 */
const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as NightLifePlan
const tell = (news: NightNews): void => void process.send?.(news)
const clock = leapingClock(plan.aheadMs, (aheadMs) => tell({ type: 'leap', aheadMs }))

// Whoever wanted to see it is gone.
process.on('disconnect', () => process.exit(1))

const journal = lifeJournal(plan.folder)
const engine = lifeEngine({
  journal,
  connection: lifeConnections(journal, plan.url, plan.auth, 'the secret of the night'),
  clock,
  seed: 1,
  concurrency: 4,
  factsOf: () => plan.facts,
  announce: (name, payload) => {
    if (name === 'queue:held' && 'hold' in payload)
      tell({ type: 'held', code: payload.hold === null ? null : payload.hold.problem.code })
    setImmediate(leap)
  },
})

function leap(): void {
  const hold = engine.hold()
  if (hold) {
    if (!hold.needsPerson) clock.leapTo(hold.nextLookMs)
    return
  }
  let nextMs = Infinity
  for (const {
    life: { state },
  } of engine.items()) {
    if (isAtRest(state)) continue
    if (state.name !== 'waiting') return
    nextMs = Math.min(nextMs, state.untilMs)
  }
  if (nextMs < Infinity) clock.leapTo(nextMs)
}

for (const { files, ...how } of plan.groups) engine.add(files, how)
await engine.atRest()
await engine.close()
// The hashing thread would end by itself; a life that is over should not be waited for.
process.exit(0)
