import { availableParallelism } from 'node:os'
import type { Hold } from '../../src-shared/connection.ts'
import type { Announce } from '../../src-shared/contract.ts'
import { createRateLimit } from '../transfer/index.ts'
import type { Journal } from './journal/index.ts'
import { createJournalOutage, type JournalOutage } from './journal-outage.ts'
import type { EnginePorts } from './ports.ts'
import {
  coalesceEvents,
  createContentIndex,
  createMovingItems,
  createProgress,
  createRestWaiters,
  createScheduler,
  openQueue,
  type Queue,
  type QueueChange,
} from './queue/index.ts'
import { createBreaker, createNetworkWatch, type Connections } from './servers/index.ts'
import { createSourceLedger, probeItem, uploadItem, type RunContext } from './upload/index.ts'

export interface EngineOptions {
  readonly journal: Journal
  readonly connection: Connections
  readonly ports: EnginePorts
  readonly concurrency: number
  readonly announce: Announce
  /** Leave what an earlier process did not finish where it is, until somebody resumes or retries it. */
  readonly holdBackEarlier?: boolean
  /** These paths belong to no item any more, nor can one of them be brought back. */
  readonly gone?: (paths: readonly string[]) => void
}

/** Files that are read at a time: by each core one, but not so many that a disk does nothing but seek. */
const probesAtOnce = (): number => Math.min(8, Math.max(2, availableParallelism()))

/** What is counted of the queue beside it; kept as items change, so that asking costs nothing. */
function createQueueTrackers(nowMs: () => number, heldBack: readonly string[]) {
  const progress = createProgress(nowMs)
  const moving = createMovingItems(heldBack)
  const content = createContentIndex()
  return {
    progress,
    moving,
    content,
    onChange: ({ changed, removed }: QueueChange): void => {
      progress.count(moving.track(changed))
      content.keep(changed)
      for (const id of removed) {
        moving.forget(id)
        content.forget(id)
      }
    },
  }
}

/** The parts of an engine, and who is told what by whom. Nothing moves yet. */
export function wireEngine({ journal, connection, ports, concurrency, announce, holdBackEarlier }: EngineOptions) {
  const { clock } = ports
  const queue = openQueue(journal, onQueueChange)
  const trackers = createQueueTrackers(clock.nowMs, holdBackEarlier ? queue.all().map((it) => it.id) : [])
  const { progress, moving, content } = trackers
  content.keep(queue.all())
  const breaker = createBreaker({
    clock,
    random: ports.random,
    checkServer: async () => (await network.check()) ?? (await connection.check()).problem,
    isListening: async (url, signal) => {
      const way = await connection.way()
      return way.ok && ports.isListening(url, signal, way.value)
    },
    onHoldChange,
  })
  const network = createNetworkWatch(clock, ports.network, breaker, () => moving.count() > 0 && !connection.isLocal())
  const context: RunContext = {
    queue,
    journal,
    ports,
    connection,
    breaker,
    progress,
    sources: createSourceLedger(journal, ports.newId),
    rateLimit: createRateLimit(null),
    sending: new Map(),
    duplicates: {
      journal,
      cleared: new Set(),
      inQueue: (fingerprint) => content.ids(fingerprint).flatMap((id) => queue.get(id) ?? []),
    },
  }
  const scheduler = createScheduler({
    queue: () => queue,
    isHeldBack: moving.isHeldBack,
    mayUpload: () => breaker.hold() === null,
    clock,
    uploads: concurrency,
    probes: probesAtOnce(),
    probe: (id, signal) => probeItem(context, id, signal),
    upload: (id, signal) => uploadItem(context, id, signal),
    onFault: (error) => outage.begin(error),
  })
  const outage: JournalOutage = createJournalOutage({
    journal,
    breaker,
    nowMs: clock.nowMs,
    stopAll: scheduler.stopAll,
    restart: () => {
      restartInterrupted(queue)
      scheduler.wake()
    },
  })
  const resting = createRestWaiters(() => moving.count() > (breaker.hold()?.needsPerson ? moving.countQueued() : 0))
  const isMoving = () => scheduler.isBusy() || resting.willMove()
  const events = coalesceEvents(clock, () => queue, progress, isMoving, announce)

  function onQueueChange(change: QueueChange): void {
    trackers.onChange(change)
    const ended = change.changed.filter(({ life: { state } }) => state.name === 'done' || state.name === 'cancelled')
    for (const id of [...change.removed, ...ended.map((it) => it.id)]) forgetBytes(id)
    scheduler.onChange(change)
    events.onChange(change)
    resting.lookSoon()
  }

  function forgetBytes(id: string): void {
    progress.forget(id)
    context.sending.delete(id)
    context.duplicates.cleared.delete(id)
  }

  function onHoldChange(hold: Hold | null): void {
    announce('queue:held', { hold })
    if (hold === null && !outage.end()) scheduler.wake()
    resting.lookSoon()
  }

  return { queue, progress, moving, breaker, network, context, scheduler, resting, events }
}

/** Whoever ran these items before is gone. What waits to be started waits on. */
export function restartInterrupted(queue: Queue): void {
  const interrupted = queue.all().filter((it) => !(it.options.waits && it.life.state.name === 'ready'))
  queue.dispatch(
    interrupted.map((it) => it.id),
    { type: 'restarted' },
  )
}
