import type { StateName } from '../../src-shared/item/state.ts'
import type { Clock } from './ports.ts'
import type { Queue, QueueChange } from './queue.ts'

export interface Scheduler {
  /** Looks for work that may begin now. */
  wake: () => void
  /** Reacts to what happened: stops what was stopped, sets timers, wakes. */
  take: (change: QueueChange) => void
  setConcurrency: (uploads: number) => void
  isBusy: () => boolean
  /** Begins nothing new and waits for what runs. */
  finish: () => Promise<void>
  /** Stops everything that runs and waits until it has stopped. */
  close: () => Promise<void>
}

export interface SchedulerPorts {
  readonly queue: () => Queue
  readonly clock: Clock
  readonly isHeldBack: (id: string) => boolean
  readonly uploads: number
  readonly probes: number
  readonly probe: (id: string, signal: AbortSignal) => Promise<void>
  readonly upload: (id: string, signal: AbortSignal) => Promise<void>
}

/**
 * Decides which items run. Uploads begin in the order of the queue, so many at a time; files are read beside them.
 *
 * It holds nothing that the queue does not say: only the handles by which running work is stopped.
 */
export function schedule(ports: SchedulerPorts): Scheduler {
  const running = new Map<string, { kind: 'probe' | 'upload'; runId: number; stop: AbortController; ended: Promise<void> }>()
  const timers = new Map<string, () => void>()
  let uploads = ports.uploads
  let closed = false

  const count = (kind: 'probe' | 'upload') => [...running.values()].filter((it) => it.kind === kind).length

  function begin(id: string, kind: 'probe' | 'upload'): void {
    const stop = new AbortController()
    const runId = ports.queue().get(id)?.life.runId ?? 0
    const ended = (kind === 'probe' ? ports.probe(id, stop.signal) : ports.upload(id, stop.signal)).finally(() => {
      running.delete(id)
      wake()
    })
    running.set(id, { kind, runId, stop, ended })
  }

  function wake(): void {
    if (closed) return
    const queue = ports.queue()
    let freeUploads = uploads - count('upload')
    let freeProbes = ports.probes - count('probe')
    for (const { id, life } of queue.all()) {
      if (freeUploads <= 0 && freeProbes <= 0) break
      if (running.has(id) || ports.isHeldBack(id)) continue
      if (life.state.name === 'queued' && freeUploads > 0) {
        freeUploads -= 1
        queue.dispatch([id], { type: 'slot-freed' }, (it) => ({ ...it, tries: it.tries + 1 }))
        begin(id, 'upload')
      } else if (life.state.name === 'probing' && freeProbes > 0) {
        freeProbes -= 1
        begin(id, 'probe')
      }
    }
  }

  const mayRun: ReadonlySet<StateName> = new Set(['probing', 'uploading', 'ready', 'queued'])

  function take({ changed, removed }: QueueChange): void {
    for (const { id, life } of changed) {
      const run = running.get(id)
      if (run && (!mayRun.has(life.state.name) || (run.kind === 'upload' && life.state.name === 'uploading' && life.runId !== run.runId))) run.stop.abort()
      timers.get(id)?.()
      timers.delete(id)
      if (life.state.name === 'waiting' && !closed) {
        const { untilMs } = life.state
        timers.set(id, ports.clock.after(Math.max(0, untilMs - ports.clock.nowMs()), () => {
          timers.delete(id)
          ports.queue().dispatch([id], { type: 'timer' })
        }))
      }
    }
    for (const id of removed) {
      running.get(id)?.stop.abort()
      timers.get(id)?.()
      timers.delete(id)
    }
    // Not from inside the change that is being told: the queue finishes telling first.
    queueMicrotask(wake)
  }

  const allEnded = async () => { while (running.size > 0) await Promise.allSettled([...running.values()].map((it) => it.ended)) }

  return {
    wake,
    take,
    setConcurrency: (next) => {
      uploads = next
      wake()
    },
    isBusy: () => running.size > 0 || timers.size > 0,
    finish: () => {
      closed = true
      return allEnded()
    },
    close: async () => {
      closed = true
      for (const callOff of timers.values()) callOff()
      timers.clear()
      for (const { stop } of running.values()) stop.abort()
      await allEnded()
    },
  }
}
