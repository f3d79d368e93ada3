import type { QueueItem } from '../item/index.ts'
import type { Clock } from '../ports.ts'
import type { Queue, QueueChange } from './queue.ts'
import { createRetryTimers } from './retry-timers.ts'
import { createRunningWork, type WorkKind } from './running-work.ts'
import { createWorkLines } from './work-lines.ts'

export interface Scheduler {
  /** Looks for work that may begin now. */
  wake: () => void
  /** Tracks items that may wait: at the beginning, and when they are no longer held back. */
  offer: (items: readonly QueueItem[]) => void
  /** Reacts to what happened: stops what was stopped, sets timers, wakes. */
  onChange: (change: QueueChange) => void
  setConcurrency: (uploads: number) => void
  isBusy: () => boolean
  /** Begins nothing new and waits for what runs. */
  finish: () => Promise<void>
  /** Stops everything that runs and waits until it has stopped; begins again with the next wake. */
  stopAll: () => Promise<void>
  /** Stops everything for good. */
  close: () => Promise<void>
}

export interface SchedulerPorts {
  readonly queue: () => Queue
  readonly clock: Clock
  readonly isHeldBack: (id: string) => boolean
  /** Whether uploads may begin: not while something is away that all of them need. */
  readonly mayUpload: () => boolean
  readonly uploads: number
  readonly probes: number
  readonly probe: (id: string, signal: AbortSignal) => Promise<void>
  readonly upload: (id: string, signal: AbortSignal) => Promise<void>
  /** The journal could not be written. */
  readonly onFault: (error: unknown) => void
}

/**
 * Decides which items run. Uploads begin in the order of the queue, so many at a time; files are read beside them.
 *
 * It holds nothing that the queue does not say: only who waits (`work-lines.ts`), the timers of those who wait for
 * another try (`retry-timers.ts`), and the handles by which running work is stopped (`running-work.ts`).
 */
export function createScheduler(ports: SchedulerPorts): Scheduler {
  const running = createRunningWork({ ...ports, onEnd })
  const lines = createWorkLines((id) => (running.has(id) || ports.isHeldBack(id) ? undefined : ports.queue().get(id)))
  const guarded = guardedBy(ports.onFault)
  const timers = createRetryTimers(ports.clock, (id) =>
    guarded(() => void ports.queue().dispatch([id], { type: 'timer' })),
  )
  let uploads = ports.uploads
  let closed = false

  function begin(id: string, kind: WorkKind): void {
    const item = ports.queue().get(id)
    if (item) running.begin(item, kind)
  }

  function onEnd(id: string): void {
    // It may wait again already, as after a pause that was taken back at once.
    const now = ports.queue().get(id)
    if (now) lines.offer([now])
    wake()
  }

  function nextUpload(): string | null {
    const { upload, large } = running.counts()
    return lines.nextUpload({ most: uploads, running: upload, largeRunning: large })
  }

  function wake(): void {
    guarded(() => {
      while (!closed && running.counts().probe < ports.probes) {
        const id = lines.nextProbe()
        if (id === null) break
        begin(id, 'probe')
      }
      while (!closed && ports.mayUpload()) {
        const id = nextUpload()
        if (id === null) break
        ports.queue().dispatch([id], { type: 'slot-freed' }, (it) => ({ ...it, tries: it.tries + 1 }))
        begin(id, 'upload')
      }
    })
  }

  function onChange({ changed, removed }: QueueChange): void {
    for (const item of changed) {
      running.stopUnlessWanted(item)
      if (closed) timers.forget(item.id)
      else timers.set(item)
    }
    for (const id of removed) {
      running.stop(id)
      timers.forget(id)
    }
    lines.offer(changed)
    // Not from inside the change that is being told: the queue finishes telling first.
    queueMicrotask(wake)
  }

  function stopAll(): Promise<void> {
    timers.forgetAll()
    running.stopAll()
    return running.allEnded()
  }

  return {
    wake,
    offer: lines.offer,
    onChange,
    setConcurrency: (next) => {
      uploads = next
      wake()
    },
    isBusy: () => running.isBusy() || timers.count() > 0,
    finish: () => {
      closed = true
      return running.allEnded()
    },
    stopAll,
    close: () => {
      closed = true
      return stopAll()
    },
  }
}

/** What is thrown outside of work that somebody awaits is a fault too. */
const guardedBy =
  (onFault: SchedulerPorts['onFault']) =>
  (act: () => void): void => {
    try {
      act()
    } catch (error) {
      onFault(error)
    }
  }
