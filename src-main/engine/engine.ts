import { basename } from 'node:path'
import type { Announce, Totals } from '../../src-shared/contract.ts'
import { uploadOptionsSchema, type UploadOptions } from '../../src-shared/item/item.ts'
import { isAtRest } from '../../src-shared/item/state.ts'
import { noWork } from '../../src-shared/item/work.ts'
import { stemOf } from '../../src-shared/naming/flow-name.ts'
import { createRateLimit, type RateLimit } from '../transfer/index.ts'
import type { Allocation } from '../tams/index.ts'
import { announceCalmly } from './announcer.ts'
import type { ConnectionKeeper } from './connection-keeper.ts'
import type { Journal } from './journal.ts'
import type { EnginePorts } from './ports.ts'
import { trackProgress } from './progress.ts'
import { openQueue, type QueueChange } from './queue.ts'
import type { QueueItem } from './queue-item.ts'
import { probeItem, uploadItem, type RunContext } from './run-item.ts'
import { schedule } from './scheduler.ts'
import { keepSources } from './source-ledger.ts'

/** A file to upload, with the names it gets. */
export interface NewItem {
  readonly path: string
  readonly size: number
  readonly modifiedMs: number
  readonly sourceName?: string
  readonly flowName?: string
}

export interface AddOptions {
  /** A series shares one batch, so that files of the same source name share the source. */
  readonly series: string | null
  readonly options: Partial<UploadOptions>
}

/** The upload engine: a queue that keeps itself moving. Doors command it and hear what happens. */
export interface Engine {
  items: () => readonly QueueItem[]
  totals: () => Totals
  bytesSent: (id: string) => number
  add: (files: readonly NewItem[], how: AddOptions) => string[]
  pause: (ids: readonly string[]) => void
  resume: (ids: readonly string[]) => void
  cancel: (ids: readonly string[]) => void
  retry: (ids: readonly string[]) => void
  remove: (ids: readonly string[]) => void
  move: (ids: readonly string[], before: string | null) => void
  setConcurrency: (uploads: number) => void
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
  readonly connection: ConnectionKeeper
  readonly ports: EnginePorts
  readonly concurrency: number
  readonly announce: Announce
  /** Leave what an earlier process did not finish where it is, until somebody resumes or retries it. */
  readonly holdBackEarlier?: boolean
}

const PROBES = 2

/** Problems that reading the file again may settle. */
const OF_THE_FILE: ReadonlySet<string> = new Set(['file-missing', 'file-unreadable', 'file-empty', 'file-changed', 'not-media', 'media-damaged', 'probe-timeout', 'ffprobe-missing', 'file-too-large'])

/** Opens the engine on a journal and continues what an earlier process left unfinished. */
export function openEngine({ journal, connection, ports, concurrency, announce, holdBackEarlier = false }: EngineOptions): Engine {
  const { clock, newId } = ports
  const progress = trackProgress(clock.nowMs)
  const resting = new Set<() => void>()
  const queue = openQueue(journal, heard)
  const context: RunContext = {
    queue, ports, connection, progress, sources: keepSources(journal, newId), rateLimit: createRateLimit(null), allocations: new Map<string, Allocation>(),
  }
  const heldBack = new Set(holdBackEarlier ? queue.all().map((it) => it.id) : [])
  const release = (ids: readonly string[]) => { for (const id of ids) heldBack.delete(id) }
  const mayMove = (item: QueueItem) => !heldBack.has(item.id) && !isAtRest(item.life.state)
  const scheduler = schedule({
    queue: () => queue, isHeldBack: (id) => heldBack.has(id), clock, uploads: concurrency, probes: PROBES,
    probe: (id, signal) => probeItem(context, id, signal),
    upload: (id, signal) => uploadItem(context, id, signal),
  })
  const isMoving = () => scheduler.isBusy() || queue.all().some(mayMove)
  const announcer = announceCalmly(clock, () => queue, progress, isMoving, announce)

  function heard(change: QueueChange): void {
    progress.count(change.changed.filter(mayMove).map((it) => it.id))
    for (const id of change.removed) forget(id)
    for (const { id, life } of change.changed) if (life.state.name === 'done' || life.state.name === 'cancelled') progress.forget(id)
    scheduler.take(change)
    announcer.take(change)
    if (resting.size > 0) queueMicrotask(tellResting)
  }

  function forget(id: string): void {
    progress.forget(id)
    context.allocations.delete(id)
  }

  function tellResting(): void {
    if (queue.all().some(mayMove)) return
    for (const tell of resting) tell()
    resting.clear()
  }

  // Whoever ran these items before is gone.
  queue.dispatch(queue.all().map((it) => it.id), { type: 'restarted' })
  scheduler.wake()

  return {
    items: queue.all,
    totals: () => progress.totals(queue.all()),
    bytesSent: progress.bytesOf,
    add: (files, { series, options }) => {
      const batch = { id: newId(), series }
      const first = queue.nextPosition()
      const full = uploadOptionsSchema.parse(options)
      const items = files.map((file, index): QueueItem => ({
        id: newId(),
        path: file.path,
        name: basename(file.path),
        size: file.size,
        modifiedMs: file.modifiedMs,
        // Files that were added together are not a series unless somebody says so: each has its own source.
        batch: series === null && full.sourceName === undefined ? { id: newId(), series } : batch,
        sourceName: file.sourceName ?? full.sourceName ?? stemOf(file.path),
        flowName: file.flowName ?? full.flowName ?? stemOf(file.path),
        options: full,
        addedMs: clock.nowMs(),
        position: first + index,
        life: { state: { name: 'probing' }, runId: 1 },
        facts: null,
        work: noWork(newId()),
        tries: 0,
        stepSeconds: {},
      }))
      queue.add(items)
      return items.map((it) => it.id)
    },
    pause: (ids) => void queue.dispatch(ids, { type: 'pause' }),
    resume: (ids) => {
      release(ids)
      queue.dispatch(ids, { type: 'resume' })
      scheduler.wake()
    },
    cancel: (ids) => void queue.dispatch(ids, { type: 'cancel' }),
    retry: (ids) => {
      release(ids)
      const isOfTheFile = (id: string) => {
        const state = queue.get(id)?.life.state
        return state?.name === 'failed' && OF_THE_FILE.has(state.problem.code)
      }
      queue.dispatch(ids.filter((id) => !isOfTheFile(id)), { type: 'retry', probeAgain: false })
      queue.dispatch(ids.filter(isOfTheFile), { type: 'retry', probeAgain: true })
    },
    remove: (ids) => {
      queue.dispatch(ids, { type: 'cancel' })
      queue.remove(ids)
    },
    move: queue.move,
    setConcurrency: scheduler.setConcurrency,
    rateLimit: context.rateLimit,
    atRest: () => new Promise((resolve) => {
      resting.add(resolve)
      queueMicrotask(tellResting)
    }),
    finish: scheduler.finish,
    close: async () => {
      await scheduler.close()
      announcer.close()
      journal.close()
    },
  }
}
