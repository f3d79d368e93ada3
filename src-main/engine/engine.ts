import type { Hold } from '../../src-shared/connection.ts'
import type { Announce, Totals } from '../../src-shared/contract.ts'
import type { MediaObject } from '../../src-shared/item/media-object.ts'
import { createRateLimit, type RateLimit } from '../transfer/index.ts'
import { createEngineCommands, type EngineCommands } from './engine-commands.ts'
import type { QueueItem } from './item/index.ts'
import { createJournalOutage } from './journal-outage.ts'
import type { Journal } from './journal/index.ts'
import type { EnginePorts } from './ports.ts'
import {
  coalesceEvents,
  createContentIndex,
  createMovingItems,
  createProgress,
  createRestWaiters,
  createScheduler,
  createTrash,
  openQueue,
  type QueueChange,
} from './queue/index.ts'
import { createBreaker, createNetworkWatch, type Connections } from './servers/index.ts'
import { createSourceLedger, FORGETFUL, probeItem, uploadItem, type RunContext } from './upload/index.ts'

/** The upload engine: a queue that keeps itself moving. Doors command it and hear what happens. */
export interface Engine extends EngineCommands {
  items: () => readonly QueueItem[]
  totals: () => Totals
  bytesSent: (id: string) => number
  /** All objects that an item asked the store for, in that order. */
  objects: (id: string) => MediaObject[]
  item: (id: string) => QueueItem | undefined
  /** Why nothing begins although items wait; null while all is well. */
  hold: () => Hold | null
  /** Looks now whether what is held may go on. */
  lookNow: () => Promise<void>
  setConcurrency: (uploads: number) => void
  setUseMetered: (useMetered: boolean) => void
  readonly rateLimit: RateLimit
  /** Resolves when nothing moves and nothing will by itself. */
  atRest: () => Promise<void>
  /** Begins nothing new; what runs is finished. Resolves when it is. */
  finish: () => Promise<void>
  /** Stops what runs; everything stays in the journal and continues the next time. */
  close: () => Promise<void>
}

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

const PROBES = 2

/**
 * Opens the engine on a journal and continues what an earlier process left unfinished. Wires the rooms, and no more.
 */
export function openEngine({
  journal,
  connection,
  ports,
  concurrency,
  announce,
  holdBackEarlier = false,
  gone = () => undefined,
}: EngineOptions): Engine {
  const { clock } = ports
  const progress = createProgress(clock.nowMs)
  const queue = openQueue(journal, onQueueChange)
  const moving = createMovingItems(holdBackEarlier ? queue.all().map((it) => it.id) : [])
  const content = createContentIndex()
  content.keep(queue.all())
  const breaker = createBreaker({
    clock,
    random: ports.random,
    checkServer: async () => (await network.check()) ?? (await connection.check()).problem,
    isListening: ports.isListening,
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
    probes: PROBES,
    probe: (id, signal) => probeItem(context, id, signal),
    upload: (id, signal) => uploadItem(context, id, signal),
    onFault: (error) => outage.begin(error),
  })
  const outage = createJournalOutage({
    journal,
    breaker,
    nowMs: clock.nowMs,
    stopAll: scheduler.stopAll,
    restart: () => {
      restart()
      scheduler.wake()
    },
  })
  const resting = createRestWaiters(() => moving.count() > (breaker.hold()?.needsPerson ? moving.countQueued() : 0))
  const isMoving = () => scheduler.isBusy() || resting.willMove()
  const events = coalesceEvents(clock, () => queue, progress, isMoving, announce)
  const trash = createTrash(clock, gone)

  function onQueueChange(change: QueueChange): void {
    progress.count(moving.track(change.changed))
    content.keep(change.changed)
    for (const id of change.removed) forget(id)
    for (const { id, life } of change.changed)
      if (life.state.name === 'done' || life.state.name === 'cancelled') forgetBytes(id)
    scheduler.onChange(change)
    events.onChange(change)
    resting.lookSoon()
  }

  function forget(id: string): void {
    moving.forget(id)
    content.forget(id)
    forgetBytes(id)
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

  /** Whoever ran these items before is gone. What waits to be started waits on. */
  function restart(): void {
    const interrupted = queue.all().filter((it) => !(it.options.waits && it.life.state.name === 'ready'))
    queue.dispatch(
      interrupted.map((it) => it.id),
      { type: 'restarted' },
    )
  }

  function letMove(items: readonly QueueItem[]): void {
    progress.count(moving.track(items))
    scheduler.offer(items)
    scheduler.wake()
  }

  function release(ids: readonly string[]): void {
    moving.release(ids)
    letMove(ids.flatMap((id) => queue.get(id) ?? []))
  }

  if (journal.damage) journal.saveSetting(FORGETFUL, String(clock.nowMs()))
  restart()
  letMove(queue.all())

  return {
    ...createEngineCommands({ queue, journal, trash, ports, release }),
    items: queue.all,
    item: queue.get,
    objects: journal.objects,
    hold: breaker.hold,
    lookNow: async () => {
      if (breaker.hold()) await breaker.checkNow()
      else await connection.check()
    },
    totals: () => progress.totals(queue.all()),
    bytesSent: progress.bytesOf,
    setConcurrency: scheduler.setConcurrency,
    setUseMetered: network.setUseMetered,
    rateLimit: context.rateLimit,
    atRest: resting.atRest,
    finish: scheduler.finish,
    close: async () => {
      network.close()
      breaker.close()
      await scheduler.close()
      events.close()
      trash.close()
      journal.close()
    },
  }
}
