import type { StateName } from '../../../src-shared/item/state.ts'
import { chooseNext, LARGE_BYTES } from './choose-next.ts'
import type { Clock } from '../ports.ts'
import type { Queue, QueueChange } from './queue.ts'
import type { QueueItem } from '../item/index.ts'
import { createWaitingLine } from './waiting-line.ts'

export interface Scheduler {
  /** Looks for work that may begin now. */
  wake: () => void
  /** Takes note of items that may wait: at the beginning, and when they are no longer held back. */
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

type Kind = 'probe' | 'upload'

const waitsAs: { readonly [K in Kind]: StateName } = { probe: 'probing', upload: 'queued' }
const mayRun: ReadonlySet<StateName> = new Set(['probing', 'uploading', 'ready', 'queued'])

/**
 * Decides which items run. Uploads begin in the order of the queue, so many at a time; files are read beside them.
 *
 * It holds nothing that the queue does not say: only who waits, and the handles by which running work is stopped.
 */
export function createScheduler(ports: SchedulerPorts): Scheduler {
  const running = new Map<
    string,
    { kind: Kind; isLarge: boolean; runId: number; stop: AbortController; ended: Promise<void> }
  >()
  const timers = new Map<string, () => void>()
  const lineOf = (kind: Kind) =>
    createWaitingLine(({ id, position }) => {
      const item = ports.queue().get(id)
      return (
        item?.position === position &&
        item.life.state.name === waitsAs[kind] &&
        !running.has(id) &&
        !ports.isHeldBack(id)
      )
    })
  const lines = { probe: lineOf('probe'), small: lineOf('upload'), large: lineOf('upload') }
  const counts = { probe: 0, upload: 0, large: 0 }
  let uploads = ports.uploads
  let closed = false

  function offer(items: readonly QueueItem[]): void {
    for (const { id, position, size, life } of items) {
      if (life.state.name === 'probing') lines.probe.offer(id, position)
      else if (life.state.name === 'queued') (size >= LARGE_BYTES ? lines.large : lines.small).offer(id, position)
    }
  }

  function begin(id: string, kind: Kind): void {
    const stop = new AbortController()
    const item = ports.queue().get(id)
    const isLarge = kind === 'upload' && (item?.size ?? 0) >= LARGE_BYTES
    counts[kind] += 1
    if (isLarge) counts.large += 1
    const ended = (kind === 'probe' ? ports.probe(id, stop.signal) : ports.upload(id, stop.signal))
      .catch(ports.onFault)
      .finally(() => {
        running.delete(id)
        counts[kind] -= 1
        if (isLarge) counts.large -= 1
        // It may wait again already, as after a pause that was taken back at once.
        const now = ports.queue().get(id)
        if (now) offer([now])
        wake()
      })
    running.set(id, { kind, isLarge, runId: item?.life.runId ?? 0, stop, ended })
  }

  function nextUpload(): string | null {
    const [large, small] = [lines.large.first(), lines.small.first()]
    const line = chooseNext(large?.position ?? null, small?.position ?? null, {
      most: uploads,
      running: counts.upload,
      largeRunning: counts.large,
    })
    return line === null ? null : lines[line].take()
  }

  const wake = () =>
    guarded(() => {
      const queue = ports.queue()
      while (!closed && counts.probe < ports.probes) {
        const id = lines.probe.take()
        if (id === null) break
        begin(id, 'probe')
      }
      while (!closed && ports.mayUpload()) {
        const id = nextUpload()
        if (id === null) break
        queue.dispatch([id], { type: 'slot-freed' }, (it) => ({ ...it, tries: it.tries + 1 }))
        begin(id, 'upload')
      }
    })

  function guarded(act: () => void): void {
    try {
      act()
    } catch (error) {
      ports.onFault(error)
    }
  }

  function onChange({ changed, removed }: QueueChange): void {
    for (const { id, life } of changed) {
      const run = running.get(id)
      if (
        run &&
        (!mayRun.has(life.state.name) ||
          (run.kind === 'upload' && life.state.name === 'uploading' && life.runId !== run.runId))
      )
        run.stop.abort()
      timers.get(id)?.()
      timers.delete(id)
      if (life.state.name === 'waiting' && !closed) {
        const { untilMs } = life.state
        timers.set(
          id,
          ports.clock.after(Math.max(0, untilMs - ports.clock.nowMs()), () => {
            timers.delete(id)
            guarded(() => void ports.queue().dispatch([id], { type: 'timer' }))
          }),
        )
      }
    }
    for (const id of removed) {
      running.get(id)?.stop.abort()
      timers.get(id)?.()
      timers.delete(id)
    }
    offer(changed)
    // Not from inside the change that is being told: the queue finishes telling first.
    queueMicrotask(wake)
  }

  const allEnded = async () => {
    while (running.size > 0) await Promise.allSettled([...running.values()].map((it) => it.ended))
  }

  function stopAll(): Promise<void> {
    for (const callOff of timers.values()) callOff()
    timers.clear()
    for (const { stop } of running.values()) stop.abort()
    return allEnded()
  }

  return {
    wake,
    offer,
    onChange,
    setConcurrency: (next) => {
      uploads = next
      wake()
    },
    isBusy: () => running.size > 0 || timers.size > 0,
    finish: () => {
      closed = true
      return allEnded()
    },
    stopAll,
    close: () => {
      closed = true
      return stopAll()
    },
  }
}
