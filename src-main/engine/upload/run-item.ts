import type { ItemView } from '../../../src-shared/item/item.ts'
import type { Step } from '../../../src-shared/item/steps.ts'
import { failed, ok, ProblemError, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, retryRuleOf, withoutSecrets, type Problem } from '../../../src-shared/problems.ts'
import { untilAborted } from '../../tams/index.ts'
import type { RateLimit } from '../../transfer/index.ts'
import type { Breaker, Connections, LiveConnection } from '../servers/index.ts'
import { anewAnywhere, mayBeginAnew, sourceKeysOf } from './begin-anew.ts'
import type { DuplicateFinder } from './find-duplicate.ts'
import { fingerprintOfPath, lookAtFile, type QueueItem } from '../item/index.ts'
import type { EnginePorts } from '../ports.ts'
import type { Journal } from '../journal/index.ts'
import type { Progress, Queue } from '../queue/index.ts'
import { readItem } from './read-item.ts'
import { retryDelayMs } from './retry-policy.ts'
import type { SourceLedger } from './source-ledger.ts'
import { allocateStorage } from './steps/allocate-storage.ts'
import { makeFlow } from './steps/make-flow.ts'
import { makeSource } from './steps/make-source.ts'
import { registerSegment } from './steps/register-segment.ts'
import { sendMedia } from './steps/send-media.ts'
import { nothingSent, type Sending } from './sending.ts'
import { failedWith, type StepContext, type StepResult } from './steps/step.ts'
import { afterTouch } from './touched-file.ts'
import { workAfterReading } from './work-after-reading.ts'

/** What running an item needs; the same for all of them. */
export interface RunContext {
  readonly queue: Queue
  readonly journal: Pick<Journal, 'objects' | 'objectsOfOthers' | 'saveObjects' | 'reachDisk'>
  readonly ports: EnginePorts
  readonly connection: Connections
  readonly breaker: Breaker
  readonly sources: SourceLedger
  readonly progress: Progress
  readonly rateLimit: RateLimit
  readonly duplicates: DuplicateFinder
  readonly sending: Map<string, Sending>
}

const stepFunctions: Readonly<Record<Step, (context: StepContext) => Promise<StepResult>>> = {
  source: makeSource,
  flow: makeFlow,
  storage: allocateStorage,
  media: sendMedia,
  segment: registerSegment,
}

const TROUBLES_KEPT = 10

/** What goes back for a trouble that nothing is tried again for does so once. */
const TRIES_OF_A_STEP_BACK = 2

const TRIES_OF_A_TOUCHED_FILE = 5

/** Reads a file: what it is, how large and old it was then, and what tells its content from other. */
export async function probeItem(context: RunContext, id: string, signal: AbortSignal): Promise<void> {
  const { queue, ports } = context
  const item = queue.get(id)
  if (item?.life.state.name !== 'probing') return
  const { runId } = item.life
  const startedMs = ports.clock.nowMs()
  const unreadable = (wrong: Problem) => void queue.dispatch([id], { type: 'unreadable', runId, problem: wrong })
  const reading = await settled(() => readItem(item, ports, signal))
  if (signal.aborted) return
  if (!reading.ok) return unreadable(reading.problem)
  const { look, facts, fingerprint } = reading.value
  const work = await workAfterReading(item, context.journal.objects(id), reading.value, { newId: ports.newId, signal })
  if (hasStopped(signal)) return
  if (!work.ok) return unreadable(work.problem)
  // Links and places that were asked for one flow are none of another's.
  if (work.value.flowId !== item.work.flowId) context.sending.delete(id)
  queue.dispatch([id], { type: 'probed', runId }, (it) => ({
    ...it,
    ...look,
    facts,
    fingerprint,
    stepSeconds: { ...it.stepSeconds, probe: (ports.clock.nowMs() - startedMs) / 1000 },
    work: work.value,
  }))
  if (!item.options.waits) queue.dispatch([id], { type: 'start' })
}

/** Takes an item through its steps until it is done, fails, waits, or somebody stops it. */
export async function uploadItem(context: RunContext, id: string, signal: AbortSignal): Promise<void> {
  const { queue, ports, progress, breaker } = context
  for (;;) {
    const item = queue.get(id)
    if (signal.aborted || item?.life.state.name !== 'uploading') return
    const {
      runId,
      state: { step, attempt },
    } = item.life
    const startedMs = ports.clock.nowMs()
    const { result, wasSeen } = await runStep(context, id, step, signal)
    if (hasStopped(signal)) return
    const seconds = (ports.clock.nowMs() - startedMs) / 1000
    const timed = (it: QueueItem) => ({
      ...it,
      stepSeconds: { ...it.stepSeconds, [step]: (it.stepSeconds[step] ?? 0) + seconds },
    })
    if (result.type === 'done') {
      breaker.wentWell(step)
      queue.dispatch([id], { type: 'step-done', runId, step, atMs: ports.clock.nowMs() }, timed)
      continue
    }
    if (result.type === 'already-there') {
      context.journal.saveObjects(id, result.objects)
      queue.dispatch([id], { type: 'already-there', runId, atMs: ports.clock.nowMs() }, (it) => ({
        ...timed(it),
        work: { ...result.work, isAlreadyThere: true },
      }))
      return
    }
    const trouble = result.type === 'back' ? result.because : result.problem
    const troubled = (it: QueueItem) => withTrouble(timed(it), step, trouble, ports.clock.nowMs())
    if (step === 'media') progress.sent(id, 0)
    // As it is by now: the step may have put something on the timeline.
    const now = queue.get(id) ?? item
    if (mayBeginAnew(now, trouble)) {
      beginAnew(context, now, trouble, troubled)
      continue
    }
    if (result.type === 'back' && (result.attempt ?? attempt) < (retryRuleOf(trouble)?.tries ?? TRIES_OF_A_STEP_BACK)) {
      queue.dispatch([id], { type: 'step-undone', runId, backTo: result.to }, troubled)
      continue
    }
    const touched = await touchedFile(context, now, trouble, attempt, signal)
    if (hasStopped(signal)) return
    if (touched) {
      queue.dispatch([id], { type: 'step-undone', runId, backTo: step }, (it) => touched(timed(it)))
      continue
    }
    const seen = { step, wasServer: wasSeen, store: context.sending.get(id)?.lastPlace ?? null }
    const whose = await untilAborted(breaker.judge(id, trouble, seen), signal)
    if (hasStopped(signal)) return
    if (whose === 'everybody') {
      queue.dispatch([id], { type: 'held', runId }, (it) => ({ ...timed(it), tries: Math.max(0, it.tries - 1) }))
      return
    }
    const delay = result.type === 'back' ? null : retryDelayMs(trouble, attempt, ports.random())
    queue.dispatch(
      [id],
      { type: 'step-failed', runId, problem: trouble, retryAtMs: delay === null ? null : ports.clock.nowMs() + delay },
      troubled,
    )
  }
}

/** How the item goes on where its file was merely touched; a file that is touched again and again is being written. */
const touchedFile = async (
  { journal, ports }: RunContext,
  item: QueueItem,
  trouble: Problem,
  attempt: number,
  signal: AbortSignal,
): Promise<((it: QueueItem) => QueueItem) | null> =>
  trouble.code === 'file-changed' && attempt < TRIES_OF_A_TOUCHED_FILE
    ? afterTouch(item, journal.objects(item.id), ports, signal)
    : null

/** Takes the item to its first step, under new ids. */
function beginAnew(context: RunContext, item: QueueItem, trouble: Problem, change: (it: QueueItem) => QueueItem): void {
  const { queue, journal, ports, sources } = context
  const { id, life, work } = item
  // Links lead to where the old ones were.
  context.sending.delete(id)
  if (trouble.code === 'flow-gone' && work.server !== null) sources.forget(sourceKeysOf(item, work.server))
  queue.dispatch([id], { type: 'step-undone', runId: life.runId, backTo: 'source' }, (it) => ({
    ...change(it),
    work: anewAnywhere(it.work, journal.objects(id), ports.newId(), trouble),
  }))
}

function withTrouble(item: QueueItem, step: Step, { code, message }: Problem, atMs: number): QueueItem {
  const trouble: ItemView['troubles'][number] = { atMs, step, code, message }
  return { ...item, troubles: [...item.troubles, trouble].slice(-TROUBLES_KEPT) }
}

/** Asked anew after every wait; the compiler believes that a signal never changes. */
const hasStopped = (signal: AbortSignal): boolean => signal.aborted

/** `wasSeen`: the problem was found by looking at the server itself. */
async function runStep(
  context: RunContext,
  id: string,
  step: Step,
  signal: AbortSignal,
): Promise<{ result: StepResult; wasSeen: boolean }> {
  const item = context.queue.get(id)
  if (!item?.facts)
    return { result: failedWith(problem('internal', {}, 'an item without facts was queued')), wasSeen: false }
  const { facts } = item
  // Others may wait for the same look: it goes on without this one.
  const live = await untilAborted(context.connection.live(), signal)
  if (live === null) return { result: failedWith(problem('connection-lost')), wasSeen: false }
  if (!live.ok) return { result: failedWith(live.problem), wasSeen: true }
  const other = serverChange(context, id, live.value)
  if (other) return { result: failedWith(other), wasSeen: false }
  const sending = context.sending.get(id) ?? nothingSent()
  context.sending.set(id, sending)
  const result = await settled(async () =>
    ok(
      await stepFunctions[step]({
        item: () => context.queue.get(id) ?? item,
        facts,
        save: (change) => void context.queue.update(id, (it) => ({ ...it, work: change(it.work) })),
        onDisk: context.journal.reachDisk,
        grown: async () => {
          const now = await lookAtFile(item.path)
          if (now.ok) context.queue.update(id, (it) => ({ ...it, ...now.value }))
        },
        finished: async () => {
          const now = await lookAtFile(item.path)
          const content = now.ok ? await fingerprintOfPath(item.path, now.value.size) : now
          if (now.ok && content.ok)
            context.queue.update(id, (it) => ({ ...it, ...now.value, fingerprint: content.value }))
        },
        objects: {
          all: () => context.journal.objects(id),
          save: (objects) => context.journal.saveObjects(id, objects),
          ofOthers: (objectId) => context.journal.objectsOfOthers(objectId, id),
        },
        connection: { ...live.value, client: live.value.client.withSignal(signal) },
        sources: context.sources,
        duplicates: context.duplicates,
        ports: context.ports,
        sending,
        rateLimit: context.rateLimit,
        signal,
        onProgress: (bytes) => context.progress.sent(id, bytes),
      }),
    ),
  )
  return { result: result.ok ? result.value : failedWith(result.problem), wasSeen: false }
}

/**
 * An upload never changes its server midway: what is wrong where the connection is no longer the one this item began
 * on.
 */
function serverChange({ queue }: RunContext, id: string, { server }: LiveConnection): Problem | null {
  const begun = queue.get(id)?.work.server ?? null
  if (begun === null) queue.update(id, (it) => ({ ...it, work: { ...it.work, server } }))
  return begun === null || begun === server ? null : problem('other-server', { server: begun })
}

/**
 * Exceptions are bugs; one of them must cost one item, with its detail, and never the queue. A journal that cannot be
 * written is everybody's.
 */
async function settled<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ProblemError) throw error
    return failed(
      problem('internal', {}, withoutSecrets(error instanceof Error ? (error.stack ?? error.message) : String(error))),
    )
  }
}
