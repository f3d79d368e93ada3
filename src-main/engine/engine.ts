import type { Hold } from '../../src-shared/connection.ts'
import type { Totals } from '../../src-shared/contract.ts'
import type { MediaObject } from '../../src-shared/item/media-object.ts'
import type { RateLimit } from '../transfer/index.ts'
import { createEngineCommands, type EngineCommands } from './engine-commands.ts'
import { restartInterrupted, wireEngine, type EngineOptions } from './engine-parts.ts'
import type { QueueItem } from './item/index.ts'
import { createTrash } from './queue/index.ts'
import { FORGETFUL } from './upload/index.ts'

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

/** Opens the engine on a journal and continues what an earlier process left unfinished. */
export function openEngine(options: EngineOptions): Engine {
  const { journal, connection, ports, gone = () => undefined } = options
  const { queue, progress, moving, breaker, network, context, scheduler, resting, events } = wireEngine(options)
  const trash = createTrash(ports.clock, gone)

  function letMove(items: readonly QueueItem[]): void {
    progress.count(moving.track(items))
    scheduler.offer(items)
    scheduler.wake()
  }

  function release(ids: readonly string[]): void {
    moving.release(ids)
    letMove(ids.flatMap((id) => queue.get(id) ?? []))
  }

  if (journal.damage) journal.saveSetting(FORGETFUL, String(ports.clock.nowMs()))
  restartInterrupted(queue)
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
