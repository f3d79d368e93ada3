import type { StateName } from '../../../src-shared/item/state.ts'
import type { QueueItem } from '../item/index.ts'
import { LARGE_BYTES } from './choose-next.ts'

export type WorkKind = 'probe' | 'upload'

/** The work that runs now, an item at most one: how much of each kind there is, and the handles that stop it. */
export interface RunningWork {
  begin: (item: QueueItem, kind: WorkKind) => void
  has: (id: string) => boolean
  isBusy: () => boolean
  /** How much runs; `large` are the uploads of large files among them. */
  counts: () => { readonly probe: number; readonly upload: number; readonly large: number }
  /** Stops the work of an item whose state, as it is now, no longer asks for it. */
  stopUnlessWanted: (item: QueueItem) => void
  stop: (id: string) => void
  stopAll: () => void
  /** Resolves when nothing runs any more. */
  allEnded: () => Promise<void>
}

export interface RunningWorkPorts {
  readonly probe: (id: string, signal: AbortSignal) => Promise<void>
  readonly upload: (id: string, signal: AbortSignal) => Promise<void>
  /** Work threw, or an item could not be changed. */
  readonly onFault: (error: unknown) => void
  /** The work of this item ended, however it did; it is counted no longer. */
  readonly onEnd: (id: string) => void
}

interface Run {
  readonly kind: WorkKind
  readonly isLarge: boolean
  readonly runId: number
  readonly stop: AbortController
  readonly ended: Promise<void>
}

const mayRun: ReadonlySet<StateName> = new Set(['probing', 'uploading', 'ready', 'queued'])

export function createRunningWork(ports: RunningWorkPorts): RunningWork {
  const running = new Map<string, Run>()
  const counts = { probe: 0, upload: 0, large: 0 }

  function count(kind: WorkKind, isLarge: boolean, by: 1 | -1): void {
    counts[kind] += by
    if (isLarge) counts.large += by
  }

  return {
    begin: ({ id, size, life: { runId } }, kind) => {
      const stop = new AbortController()
      const isLarge = kind === 'upload' && size >= LARGE_BYTES
      count(kind, isLarge, 1)
      const ended = ports[kind](id, stop.signal)
        .catch(ports.onFault)
        .finally(() => {
          running.delete(id)
          count(kind, isLarge, -1)
          ports.onEnd(id)
        })
      running.set(id, { kind, isLarge, runId, stop, ended })
    },
    has: (id) => running.has(id),
    isBusy: () => running.size > 0,
    counts: () => counts,
    stopUnlessWanted: ({ id, life }) => {
      const run = running.get(id)
      if (!run) return
      const isOfLaterRun = run.kind === 'upload' && life.state.name === 'uploading' && life.runId !== run.runId
      if (isOfLaterRun || !mayRun.has(life.state.name)) run.stop.abort()
    },
    stop: (id) => running.get(id)?.stop.abort(),
    stopAll: () => {
      for (const { stop } of running.values()) stop.abort()
    },
    allEnded: async () => {
      while (running.size > 0) await Promise.allSettled([...running.values()].map((it) => it.ended))
    },
  }
}
