import type { Step } from '../../src-shared/item/steps.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, withoutSecrets } from '../../src-shared/problems.ts'
import { noWork } from '../../src-shared/item/work.ts'
import type { Allocation } from '../tams/index.ts'
import type { RateLimit } from '../transfer/index.ts'
import type { ConnectionKeeper, LiveConnection } from './connection-keeper.ts'
import { fileFacts } from './file-facts.ts'
import type { EnginePorts } from './ports.ts'
import type { Progress } from './progress.ts'
import type { Queue } from './queue.ts'
import { retryDelayMs } from './retry-policy.ts'
import type { SourceLedger } from './source-ledger.ts'
import { allocateStorage } from './steps/allocate-storage.ts'
import { makeFlow } from './steps/make-flow.ts'
import { makeSource } from './steps/make-source.ts'
import { registerSegment } from './steps/register-segment.ts'
import { sendMedia } from './steps/send-media.ts'
import { failedWith, type StepContext, type StepResult } from './steps/step.ts'

/** What running an item needs; the same for all of them. */
export interface RunContext {
  readonly queue: Queue
  readonly ports: EnginePorts
  readonly connection: ConnectionKeeper
  readonly sources: SourceLedger
  readonly progress: Progress
  readonly rateLimit: RateLimit
  readonly allocations: Map<string, Allocation>
}

const stepFunctions: Readonly<Record<Step, (context: StepContext) => Promise<StepResult>>> = {
  source: makeSource,
  flow: makeFlow,
  storage: allocateStorage,
  media: sendMedia,
  segment: registerSegment,
}

/** One presigned PUT carries at most this. Source: S3. */
const LARGEST_PUT_BYTES = 5 * 1024 ** 3

/** Links that died are asked for again, but not for ever. */
const MOST_ATTEMPTS = 12

/** Reads a file: what it is, and how large and old it was then. */
export async function probeItem(context: RunContext, id: string, signal: AbortSignal): Promise<void> {
  const { queue, ports } = context
  const item = queue.get(id)
  if (item?.life.state.name !== 'probing') return
  const { runId } = item.life
  const startedMs = ports.clock.nowMs()
  const before = await fileFacts(item.path)
  const facts = 'code' in before ? failed(before) : await settled(() => ports.probe(item.path, signal))
  if (signal.aborted) return
  const seconds = (ports.clock.nowMs() - startedMs) / 1000
  if (!facts.ok || 'code' in before) {
    queue.dispatch([id], { type: 'unreadable', runId, problem: facts.ok ? problem('internal') : facts.problem })
    return
  }
  // Said before anything is made in the store that would then stay empty.
  if (before.size > LARGEST_PUT_BYTES) {
    queue.dispatch([id], { type: 'unreadable', runId, problem: problem('file-too-large', { limit: '5 GiB' }) })
    return
  }
  queue.dispatch([id], { type: 'probed', runId }, (it) => ({
    ...it, ...before, facts: facts.value, stepSeconds: { ...it.stepSeconds, probe: seconds },
    // A file that is read again may be another one: what was made for the old one is not continued.
    work: it.facts === null ? it.work : noWork(ports.newId()),
  }))
  queue.dispatch([id], { type: 'start' })
}

/** Takes an item through its steps until it is done, fails, or somebody stops it. */
export async function uploadItem(context: RunContext, id: string, signal: AbortSignal): Promise<void> {
  const { queue, ports, progress } = context
  for (;;) {
    const item = queue.get(id)
    if (signal.aborted || item?.life.state.name !== 'uploading') return
    const { runId, state: { step, attempt } } = item.life
    const startedMs = ports.clock.nowMs()
    const result = await runStep(context, id, step, signal)
    if (hasStopped(signal)) return
    const addTime = (seconds: number) => (it: typeof item) => ({ ...it, stepSeconds: { ...it.stepSeconds, [step]: (it.stepSeconds[step] ?? 0) + seconds } })
    const timed = addTime((ports.clock.nowMs() - startedMs) / 1000)
    if (result.type === 'done') {
      queue.dispatch([id], { type: 'step-done', runId, step, atMs: ports.clock.nowMs() }, timed)
    } else if (result.type === 'back' && attempt < MOST_ATTEMPTS) {
      queue.dispatch([id], { type: 'step-undone', runId, backTo: result.to }, timed)
    } else {
      const trouble = result.type === 'back' ? result.because : result.problem
      if (step === 'media') progress.sent(id, 0)
      const delay = result.type === 'back' ? null : retryDelayMs(trouble, attempt, ports.random())
      queue.dispatch([id], { type: 'step-failed', runId, problem: trouble, retryAtMs: delay === null ? null : ports.clock.nowMs() + delay }, timed)
    }
  }
}

/** Asked anew after every wait; the compiler believes that a signal never changes. */
const hasStopped = (signal: AbortSignal): boolean => signal.aborted

async function runStep(context: RunContext, id: string, step: Step, signal: AbortSignal): Promise<StepResult> {
  const item = context.queue.get(id)
  if (!item?.facts) return failedWith(problem('internal', {}, 'an item without facts was queued'))
  const { facts } = item
  const connection = await serverOf(context, id)
  if (!connection.ok) return failedWith(connection.problem)
  const result = await settled(async () => ok(await stepFunctions[step]({
    item: () => context.queue.get(id) ?? item,
    facts,
    save: (change) => void context.queue.update(id, (it) => ({ ...it, work: change(it.work) })),
    connection: connection.value,
    sources: context.sources,
    ports: context.ports,
    allocations: context.allocations,
    rateLimit: context.rateLimit,
    signal,
    onProgress: (bytes) => context.progress.sent(id, bytes),
  })))
  const answer = result.ok ? result.value : failedWith(result.problem)
  if (!signal.aborted) context.connection.report(answer.type === 'failed' ? failed(answer.problem) : ok(null))
  return answer
}

/** The connection, as long as it is still the one this item began on: an upload never changes its server midway. */
async function serverOf(context: RunContext, id: string): Promise<Outcome<LiveConnection>> {
  const live = await context.connection.live()
  if (!live.ok) return live
  const begun = context.queue.get(id)?.work.server ?? null
  if (begun === null) context.queue.update(id, (it) => ({ ...it, work: { ...it.work, server: live.value.server } }))
  else if (begun !== live.value.server) return failed(problem('other-server', { server: begun }))
  return live
}

/** Exceptions are bugs; one of them must cost one item, with its detail, and never the queue. */
async function settled<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work()
  } catch (error) {
    return failed(problem('internal', {}, withoutSecrets(error instanceof Error ? (error.stack ?? error.message) : String(error))))
  }
}
