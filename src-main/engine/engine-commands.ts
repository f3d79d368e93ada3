import { basename } from 'node:path'
import { isEditable, type ItemChanges } from '../../src-shared/item/edit.ts'
import { uploadOptionsSchema, type UploadOptions } from '../../src-shared/item/item.ts'
import { nextLife } from '../../src-shared/item/next-state.ts'
import { noWork } from '../../src-shared/item/work.ts'
import { clipNameOf } from '../../src-shared/naming/clip-names.ts'
import { isOfTheFile, needsAnotherBeginning, type Problem } from '../../src-shared/problems.ts'
import { withChanges, type QueueItem } from './item/index.ts'
import type { Journal, KnownFile } from './journal/index.ts'
import type { EnginePorts } from './ports.ts'
import type { Queue, Trash } from './queue/index.ts'

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
  /** Files of a watched folder that are known from now on; written together with the items. */
  readonly known?: readonly KnownFile[]
}

/** What a person may ask of the queue. */
export interface EngineCommands {
  add: (files: readonly NewItem[], how: AddOptions) => string[]
  pause: (ids: readonly string[]) => void
  resume: (ids: readonly string[]) => void
  cancel: (ids: readonly string[]) => void
  retry: (ids: readonly string[]) => void
  /** Takes items out of the list; for some minutes they can be brought back. */
  remove: (ids: readonly string[]) => void
  /** Takes back a removal or a cancel: everything is as it was, and what was being sent waits for its turn. */
  restore: (ids: readonly string[]) => void
  /** Begins with what was read and waits for somebody to start it. */
  start: (ids: readonly string[]) => void
  /** Changes names and tags of what is not in the store yet; answers the ids it could change. */
  edit: (edits: readonly { readonly id: string; readonly changes: ItemChanges }[]) => string[]
  move: (ids: readonly string[], before: string | null) => void
}

export interface EngineCommandsPorts {
  readonly queue: Queue
  readonly journal: Pick<Journal, 'objects' | 'saveObjects'>
  readonly trash: Trash
  readonly ports: Pick<EnginePorts, 'clock' | 'newId'>
  /** These items are no longer kept where an earlier process left them. */
  readonly release: (ids: readonly string[]) => void
}

export function createEngineCommands({ queue, journal, trash, ports, release }: EngineCommandsPorts): EngineCommands {
  const itemsOf = (ids: readonly string[]): QueueItem[] => ids.flatMap((id) => queue.get(id) ?? [])

  function retry(ids: readonly string[]): void {
    release(ids)
    const { again, duplicate, anew, other } = Object.groupBy(itemsOf(ids), (it) => {
      const failure = failureOf(it)
      if (failure && isOfTheFile(failure)) return 'again'
      if (failure && needsAnotherBeginning(failure)) return 'anew'
      return failure?.code === 'duplicate' ? 'duplicate' : 'other'
    })
    queue.dispatch(idsOf(other), { type: 'retry', probeAgain: false })
    // Retrying what lost its place in the store is the answer "begin it anew", whatever of it is there.
    queue.dispatch(idsOf(anew), { type: 'retry', probeAgain: false }, (it) => ({
      ...it,
      work: { ...it.work, beginsAnew: 'whatever-is-there' },
    }))
    // Retrying what the store has already is the answer "upload it again".
    queue.dispatch(idsOf(duplicate), { type: 'retry', probeAgain: false }, (it) => ({
      ...it,
      options: { ...it.options, duplicates: 'upload' },
    }))
    queue.dispatch(idsOf(again), { type: 'retry', probeAgain: true })
  }

  return {
    add: (files, how) => {
      const items = newItems(files, how, queue.nextPosition(), ports)
      queue.add(items, how.known)
      return items.map((it) => it.id)
    },
    pause: (ids) => void queue.dispatch(ids, { type: 'pause' }),
    resume: (ids) => {
      release(ids)
      queue.dispatch(ids, { type: 'resume' })
    },
    cancel: (ids) => void queue.dispatch(ids, { type: 'cancel' }),
    retry,
    remove: (ids) => {
      trash.keep(itemsOf(ids).map((item) => ({ item, objects: journal.objects(item.id) })))
      queue.dispatch(ids, { type: 'cancel' })
      queue.remove(ids)
    },
    restore: (ids) => {
      // Before the others come back: what was cancelled when it was removed stays so.
      queue.dispatch(ids, { type: 'restored' })
      const back = trash.restore(ids)
      for (const { item, objects } of back) if (objects.length > 0) journal.saveObjects(item.id, objects)
      queue.add(back.map(({ item }) => broughtBack(item)))
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
  }
}

function newItems(
  files: readonly NewItem[],
  { series, options }: AddOptions,
  firstPosition: number,
  { clock, newId }: EngineCommandsPorts['ports'],
): QueueItem[] {
  const full: UploadOptions = uploadOptionsSchema.parse(options)
  const batch = { id: newId(), series }
  // Files that were added together are not a series unless somebody says so: each has its own source.
  const isOneEach = series === null && full.sourceName === undefined
  return files.map((file, index) => ({
    id: newId(),
    path: file.path,
    name: basename(file.path),
    size: file.size,
    modifiedMs: file.modifiedMs,
    batch: isOneEach ? { id: newId(), series } : batch,
    sourceName: file.sourceName ?? full.sourceName ?? clipNameOf(file.path),
    flowName: file.flowName ?? full.flowName ?? clipNameOf(file.path),
    options: file.sidecarOf === undefined ? full : { ...full, sidecarOf: file.sidecarOf, segment: 'off' },
    addedMs: clock.nowMs(),
    position: firstPosition + index,
    life: { state: { name: 'probing' }, runId: 1 },
    facts: null,
    work: noWork(newId()),
    tries: 0,
    stepSeconds: {},
    fingerprint: null,
    troubles: [],
  }))
}

/** A removal ends what runs as a cancel does, and is taken back as one; what runs on all the same is a stranger. */
function broughtBack(item: QueueItem): QueueItem {
  const ended = nextLife(item.life, { type: 'cancel' })
  return ended === item.life ? item : { ...item, life: nextLife(ended, { type: 'restored' }) }
}

const idsOf = (items: readonly QueueItem[] = []): string[] => items.map((it) => it.id)

const failureOf = ({ life: { state } }: QueueItem): Problem | null => (state.name === 'failed' ? state.problem : null)
