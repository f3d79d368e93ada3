import { join } from 'node:path'
import type { QueueItem } from '../../src-main/engine/item/queue-item.ts'
import type { Work } from '../../src-shared/item/work.ts'
import { readQueue, type InJournal } from './read-queue.ts'
import { readStoreOnDisk, type StoreOnDisk } from './store-on-disk.ts'

export interface NightFile {
  readonly path: string
  readonly size: number
  readonly modifiedMs: number
  readonly bytes: Buffer
  readonly sha256: string
  /** Its source, which it shares with others; null where it has its own. */
  readonly series: string | null
}

/** What journal and stores say when nothing moves any more. */
export interface AfterNight extends InJournal {
  /** Before it was emptied, and since. */
  readonly stores: readonly [StoreOnDisk, StoreOnDisk]
  /** Whether a store has something on the timeline of an item's flow. */
  isIn: (store: 0 | 1, work: Work) => boolean
  addedSince: (earlier: AfterNight) => QueueItem[]
}

export async function readNight(folder: string): Promise<AfterNight> {
  const { items, abandoned } = readQueue(join(folder, 'data'))
  // What was registered just before the store was emptied, and looked for just after, began anew and is reported.
  const givenUp = new Set(items.flatMap((it) => it.work.abandonedFlows))
  const emptied = await readStoreOnDisk(join(folder, 'store 0'))
  const stores = [
    { ...emptied, segments: emptied.segments.filter((it) => !givenUp.has(it.flow)) },
    await readStoreOnDisk(join(folder, 'store 1')),
  ] as const
  const filled = stores.map((it) => new Set(it.segments.map(({ flow }) => flow)))
  return {
    items,
    abandoned,
    stores,
    isIn: (store, work) => filled[store]?.has(flowOf(work)) ?? false,
    addedSince: (earlier) => {
      const known = new Set(earlier.items.map((it) => it.id))
      return items.filter((it) => !known.has(it.id))
    },
  }
}

const flowOf = ({ storedFlowId, flowId }: Work): string => storedFlowId ?? flowId

/** Every file is done, once, in whatever store there was then; or it stands with a sentence that is true. */
export function whatIsWrongAtNight(
  night: AfterNight,
  files: readonly NightFile[],
  vanished: readonly NightFile[],
): string[] {
  const wrong: string[] = []
  const gone = new Set(vanished.map((it) => it.path))
  if (night.items.length !== files.length) wrong.push(`${night.items.length} items for ${files.length} files`)
  for (const { path, name, life, work } of night.items) {
    const { state } = life
    const stores = ([0, 1] as const).filter((it) => night.isIn(it, work)).length
    const why = state.name === 'failed' ? `failed (${state.problem.code}: ${state.problem.detail ?? ''})` : state.name
    if (gone.has(path) ? !why.startsWith('failed (file-missing') : why !== 'done') wrong.push(`${name}: ${why}`)
    if (stores !== (state.name === 'done' ? 1 : 0)) wrong.push(`${name}: ${why}, and in ${stores} stores`)
  }
  const times = timesOf(night.stores.flatMap(contentsOf))
  for (const [content, count] of times) if (count > 1) wrong.push(`the same bytes ${count} times: ${content}`)
  return [...wrong, ...night.stores.flatMap((it) => wrongSegments(it, night, files)), ...leftBehind(night)]
}

/** The store has every file, once; what it had already was not sent. */
export function whatIsWrongInTheMorning(night: AfterNight, morning: AfterNight, files: readonly NightFile[]): string[] {
  const wrong: string[] = []
  const [, store] = morning.stores
  const known = new Set(contentsOf(night.stores[1]))
  const contentOf = new Map(files.map((it) => [it.path, it.sha256]))
  for (const { path, name, life, work } of morning.addedSince(night)) {
    const wasThere = known.has(contentOf.get(path) ?? '')
    if (life.state.name !== 'done') wrong.push(`${name}: in the morning ${life.state.name}`)
    else if (work.isAlreadyThere !== wasThere) wrong.push(`${name}: ${wasThere ? 'sent once more' : 'not sent'}`)
  }
  const times = timesOf(contentsOf(store))
  for (const { path, sha256 } of files)
    if (times.get(sha256) !== 1) wrong.push(`${path}: ${times.get(sha256) ?? 0} times in the store in the morning`)
  return [...wrong, ...wrongSegments(store, morning, files), ...leftBehind(morning)]
}

const contentsOf = (store: StoreOnDisk): string[] =>
  store.segments.map(({ object }) => store.sha256Of(object) ?? `nothing under ${object}`)

function timesOf(contents: readonly string[]): Map<string, number> {
  const times = new Map<string, number>()
  for (const it of contents) times.set(it, (times.get(it) ?? 0) + 1)
  return times
}

/** Each flow that holds something is an item's, holds its file alone, and belongs to a source of the right name. */
function wrongSegments(store: StoreOnDisk, { items }: AfterNight, files: readonly NightFile[]): string[] {
  const wrong: string[] = []
  // What was found in the store has the flow of the item that had brought it.
  const itemOf = new Map(items.filter((it) => !it.work.isAlreadyThere).map((it) => [flowOf(it.work), it]))
  const contentOf = new Map(files.map((it) => [it.path, it.sha256]))
  const flows = new Map(store.flows.map((it) => [it.id, it]))
  const sources = new Map(store.sources.map((it) => [it.id, it]))
  const sourceOf = new Map<string, string>()
  const filled = new Set<string>()
  for (const { flow, object } of store.segments) {
    const item = itemOf.get(flow)
    if (!item) {
      wrong.push(`the flow ${flow} is no item's`)
      continue
    }
    if (filled.has(flow)) wrong.push(`${item.name} has more than one segment`)
    filled.add(flow)
    if (store.sha256Of(object) !== contentOf.get(item.path)) wrong.push(`${item.name} holds other bytes than its file`)
    const sourceId = flows.get(flow)?.source_id ?? ''
    const label = sources.get(sourceId)?.label
    if (label !== item.sourceName) wrong.push(`${item.name}: its source is called ${label ?? 'nothing'}`)
    const other = sourceOf.get(item.sourceName) ?? sourceId
    if (other !== sourceId) wrong.push(`there are two sources called ${item.sourceName}`)
    sourceOf.set(item.sourceName, sourceId)
  }
  return wrong
}

/** What is in the store and on no timeline, and nobody reports; of the emptied one nothing is left. */
function leftBehind({ items, abandoned, stores }: AfterNight): string[] {
  const [, store] = stores
  const reported = new Set(
    items.flatMap(({ work, life }) => [
      ...work.abandonedFlows,
      ...(life.state.name === 'failed' ? [flowOf(work)] : []),
    ]),
  )
  const filled = new Set(store.segments.map((it) => it.flow))
  const flows = store.flows.filter((it) => !filled.has(it.id) && !reported.has(it.id))
  const objects = store.othersThan([...store.segments.map((it) => it.object), ...abandoned])
  return [
    ...(flows.length > 0 ? [`${flows.length} flows are orphans that nobody reports`] : []),
    ...(objects > 0 ? [`${objects} objects were left behind that nobody reports`] : []),
  ]
}
