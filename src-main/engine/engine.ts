import { basename } from 'node:path'
import type { Announce, Totals } from '../../src-shared/contract.ts'
import { isEditable, type ItemChanges } from '../../src-shared/item/edit.ts'
import { uploadOptionsSchema, type UploadOptions } from '../../src-shared/item/item.ts'
import { nextLife } from '../../src-shared/item/next-state.ts'
import { isAtRest } from '../../src-shared/item/state.ts'
import { noWork, type PieceRecord } from '../../src-shared/item/work.ts'
import { stemOf } from '../../src-shared/naming/flow-name.ts'
import { createRateLimit, type RateLimit } from '../transfer/index.ts'
import type { Hold } from '../../src-shared/connection.ts'
import type { Problem } from '../../src-shared/problems.ts'
import { ProblemError } from '../../src-shared/outcome.ts'
import { coalesceEvents } from './queue/coalesce-events.ts'
import { createBreaker } from './servers/breaker.ts'
import { createContentIndex } from './queue/content-index.ts'
import { withChanges } from './item/edit-item.ts'
import type { Connections } from './servers/connections.ts'
import type { Journal } from './journal/journal.ts'
import { createNetworkWatch } from './servers/network-watch.ts'
import type { EnginePorts } from './ports.ts'
import { FORGETFUL } from './upload/find-duplicate.ts'
import { createProgress } from './queue/progress.ts'
import { openQueue, type QueueChange } from './queue/queue.ts'
import type { QueueItem } from './item/queue-item.ts'
import { createTrash } from './queue/trash.ts'
import { probeItem, uploadItem, type RunContext } from './upload/run-item.ts'
import { createScheduler } from './queue/scheduler.ts'
import { createSourceLedger } from './upload/source-ledger.ts'

/** A file to upload, with the names it gets. */
export interface NewItem {
  readonly path: string
  readonly size: number
  readonly modifiedMs: number
  readonly sourceName?: string
  readonly flowName?: string
  /** The media file that this one belongs to. */
  readonly sidecarOf?: string
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
  /** The pieces of an item that is cut. */
  pieces: (id: string) => PieceRecord[]
  item: (id: string) => QueueItem | undefined
  /** Why nothing begins although items wait; null while all is well. */
  hold: () => Hold | null
  /** Looks now whether what is held may go on. */
  lookNow: () => Promise<void>
  add: (files: readonly NewItem[], how: AddOptions) => string[]
  pause: (ids: readonly string[]) => void
  resume: (ids: readonly string[]) => void
  cancel: (ids: readonly string[]) => void
  retry: (ids: readonly string[]) => void
  /** Takes items out of the list; for some minutes they can be brought back as they were. */
  remove: (ids: readonly string[]) => void
  restore: (ids: readonly string[]) => void
  /** Begins with what was read and waits for somebody to start it. */
  start: (ids: readonly string[]) => void
  /** Changes names and tags of what is not in the store yet; answers the ids it could change. */
  edit: (edits: readonly { readonly id: string; readonly changes: ItemChanges }[]) => string[]
  move: (ids: readonly string[], before: string | null) => void
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

/** Problems that reading the file again may settle. */
const OF_THE_FILE: ReadonlySet<string> = new Set([
  'file-missing',
  'file-unreadable',
  'file-empty',
  'file-changed',
  'not-media',
  'media-damaged',
  'probe-timeout',
  'ffprobe-missing',
  'file-too-large',
])

/** Opens the engine on a journal and continues what an earlier process left unfinished. */
export function openEngine({
  journal,
  connection,
  ports,
  concurrency,
  announce,
  holdBackEarlier = false,
  gone = () => undefined,
}: EngineOptions): Engine {
  const { clock, newId } = ports
  const progress = createProgress(clock.nowMs)
  const resting = new Set<() => void>()
  let journalIsBroken = false
  const queue = openQueue(journal, heard)
  const content = createContentIndex()
  content.keep(queue.all())
  const breaker = createBreaker({
    clock,
    random: ports.random,
    checkServer: async () => (await network.check()) ?? (await connection.check()).problem,
    isListening: ports.isListening,
    changed: holdChanged,
  })
  const network = createNetworkWatch(clock, ports.network, breaker, () => open.size > 0 && !connection.isLocal())
  const context: RunContext = {
    queue,
    reachDisk: journal.reachDisk,
    pieces: { all: journal.pieces, save: journal.savePieces, forget: journal.forgetPieces },
    ports,
    connection,
    breaker,
    progress,
    sources: createSourceLedger(journal, newId),
    rateLimit: createRateLimit(null),
    sending: new Map(),
    duplicates: {
      journal,
      cleared: new Set(),
      inQueue: (fingerprint) => content.ids(fingerprint).flatMap((id) => queue.get(id) ?? []),
    },
  }
  const removed = createTrash(clock, gone)
  const heldBack = new Set(holdBackEarlier ? queue.all().map((it) => it.id) : [])
  /** Items that nothing but the engine needs to move. */
  const open = new Set<string>()
  const waitsForBreaker = new Set<string>()
  const scheduler = createScheduler({
    queue: () => queue,
    isHeldBack: (id) => heldBack.has(id),
    mayUpload: () => breaker.hold() === null,
    clock,
    uploads: concurrency,
    probes: PROBES,
    probe: (id, signal) => probeItem(context, id, signal),
    upload: (id, signal) => uploadItem(context, id, signal),
    broke: journalBroke,
  })
  const willMove = () => open.size > (breaker.hold()?.needsPerson ? waitsForBreaker.size : 0)
  const isMoving = () => scheduler.isBusy() || willMove()
  const announcer = coalesceEvents(clock, () => queue, progress, isMoving, announce)

  function release(ids: readonly string[]): void {
    for (const id of ids) heldBack.delete(id)
    const items = ids.flatMap((id) => queue.get(id) ?? [])
    note(items)
    scheduler.offer(items)
    scheduler.wake()
  }

  /** Who moves: kept as items change, so that asking costs nothing however long the queue is. */
  function note(items: readonly QueueItem[]): void {
    for (const {
      id,
      life: { state },
    } of items) {
      const moves = !heldBack.has(id) && !isAtRest(state)
      if (moves) open.add(id)
      else open.delete(id)
      if (moves && state.name === 'queued') waitsForBreaker.add(id)
      else waitsForBreaker.delete(id)
      if (moves) progress.count([id])
    }
  }

  function heard(change: QueueChange): void {
    note(change.changed)
    content.keep(change.changed)
    for (const id of change.removed) forget(id)
    for (const { id, life } of change.changed)
      if (life.state.name === 'done' || life.state.name === 'cancelled') forgetBytes(id)
    scheduler.take(change)
    announcer.take(change)
    if (resting.size > 0) queueMicrotask(tellResting)
  }

  function forget(id: string): void {
    open.delete(id)
    waitsForBreaker.delete(id)
    content.forget(id)
    forgetBytes(id)
  }

  function forgetBytes(id: string): void {
    progress.forget(id)
    context.sending.delete(id)
    context.duplicates.cleared.delete(id)
  }

  function tellResting(): void {
    if (willMove()) return
    for (const tell of resting) tell()
    resting.clear()
  }

  function holdChanged(hold: Hold | null): void {
    announce('queue:held', { hold })
    if (hold === null && journalIsBroken) recover()
    else if (hold === null) scheduler.wake()
    queueMicrotask(tellResting)
  }

  /**
   * Nothing can be written down, so nothing may happen: all work stops as if the process had died, and what a restart
   * does is done when the disk takes writes again.
   */
  function journalBroke(error: unknown): void {
    if (!(error instanceof ProblemError)) throw error
    if (journalIsBroken) return
    journalIsBroken = true
    void scheduler.stopAll()
    breaker.open(error.problem, () => Promise.resolve(writeTest(error.problem)))
  }

  function writeTest(before: Problem): Problem | null {
    try {
      journal.saveSetting('written', String(clock.nowMs()))
      return null
    } catch (error) {
      return error instanceof ProblemError ? error.problem : before
    }
  }

  function recover(): void {
    void scheduler.stopAll().then(() => {
      try {
        restarted()
        journalIsBroken = false
        scheduler.wake()
      } catch (error) {
        journalIsBroken = false
        journalBroke(error)
      }
    })
  }

  /** Whoever ran these items before is gone. What waits to be started waits on. */
  function restarted(): void {
    queue.dispatch(
      queue
        .all()
        .filter((it) => !(it.options.waits && it.life.state.name === 'ready'))
        .map((it) => it.id),
      { type: 'restarted' },
    )
  }

  if (journal.damage) journal.saveSetting(FORGETFUL, String(clock.nowMs()))
  restarted()
  note(queue.all())
  scheduler.offer(queue.all())
  scheduler.wake()

  return {
    items: queue.all,
    item: queue.get,
    pieces: journal.pieces,
    hold: breaker.hold,
    lookNow: async () => {
      if (breaker.hold()) await breaker.checkNow()
      else await connection.check()
    },
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
        options: file.sidecarOf === undefined ? full : { ...full, sidecarOf: file.sidecarOf, segment: 'off' },
        addedMs: clock.nowMs(),
        position: first + index,
        life: { state: { name: 'probing' }, runId: 1 },
        facts: null,
        work: noWork(newId()),
        tries: 0,
        stepSeconds: {},
        fingerprint: null,
        troubles: [],
      }))
      queue.add(items)
      return items.map((it) => it.id)
    },
    pause: (ids) => void queue.dispatch(ids, { type: 'pause' }),
    resume: (ids) => {
      release(ids)
      queue.dispatch(ids, { type: 'resume' })
    },
    cancel: (ids) => void queue.dispatch(ids, { type: 'cancel' }),
    retry: (ids) => {
      release(ids)
      const isOfTheFile = (id: string) => OF_THE_FILE.has(problemOf(queue.get(id))?.code ?? '')
      const duplicates = new Set(ids.filter((id) => problemOf(queue.get(id))?.code === 'duplicate'))
      // Retrying what the store has already is the answer "upload it again".
      queue.dispatch(
        ids.filter((id) => !isOfTheFile(id)),
        { type: 'retry', probeAgain: false },
        (it) => (duplicates.has(it.id) ? { ...it, options: { ...it.options, duplicates: 'upload' } } : it),
      )
      queue.dispatch(ids.filter(isOfTheFile), { type: 'retry', probeAgain: true })
    },
    remove: (ids) => {
      removed.keep(
        ids
          .flatMap((id) => queue.get(id) ?? [])
          .map((item) => ({ item, pieces: item.work.pieces ? journal.pieces(item.id) : [] })),
      )
      queue.dispatch(ids, { type: 'cancel' })
      queue.remove(ids)
    },
    restore: (ids) => {
      const back = removed.take(ids)
      for (const { item, pieces } of back) if (pieces.length > 0) journal.savePieces(item.id, pieces)
      // What still runs of it was begun under an earlier number and is a stranger.
      queue.add(
        back.map(({ item }) => ({
          ...item,
          life: nextLife({ ...item.life, runId: item.life.runId + 1 }, { type: 'restarted' }),
        })),
      )
    },
    start: (ids) => void queue.dispatch(ids, { type: 'start' }),
    edit: (edits) =>
      edits.flatMap(({ id, changes }) => {
        const item = queue.get(id)
        if (!item || !isEditable(item.life.state)) return []
        queue.update(id, (it) => withChanges(it, changes))
        return [id]
      }),
    move: queue.move,
    setConcurrency: scheduler.setConcurrency,
    setUseMetered: network.setUseMetered,
    rateLimit: context.rateLimit,
    atRest: () =>
      new Promise((resolve) => {
        resting.add(resolve)
        queueMicrotask(tellResting)
      }),
    finish: scheduler.finish,
    close: async () => {
      network.close()
      breaker.close()
      await scheduler.close()
      announcer.close()
      removed.close()
      journal.close()
    },
  }
}

const problemOf = (item: QueueItem | undefined): Problem | null =>
  item?.life.state.name === 'failed' ? item.life.state.problem : null
