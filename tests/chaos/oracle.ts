import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { readJournal } from '../../src-main/engine/journal/open-journal.ts'
import type { QueueItem } from '../../src-main/engine/item/queue-item.ts'
import { abandonedObjects } from '../../src-shared/item/media-object.ts'
import { parseTimeRange } from '../../src-shared/time/timerange.ts'
import { sha256, type MaterialFile } from './material.ts'

/** What the journal says: its items, and the objects that it knows it left behind. */
export interface InJournal {
  readonly items: readonly QueueItem[]
  readonly abandoned: readonly string[]
}

export function readQueue(folder: string): InJournal {
  const journal = readJournal(folder)
  if (!journal.ok) throw new Error(journal.problem.message)
  const items = journal.value.load()
  const abandoned = items.flatMap((it) => abandonedObjects(journal.value.objects(it.id), it.work.flowId))
  journal.value.close()
  return { items, abandoned: abandoned.map((it) => it.objectId) }
}

interface Segment {
  readonly flow: string
  readonly object: string
  readonly start: bigint
  readonly end: bigint
}

interface StoredFlow {
  readonly id: string
  readonly flow_collection?: readonly { readonly id: string }[]
}

/** The store as it is on its disk: its own tables, and the objects by the SHA-256 of their names. */
interface InStore {
  readonly flows: readonly StoredFlow[]
  readonly segments: readonly Segment[]
  readonly sources: number
  /** Name and content, each as a SHA-256. */
  readonly objects: ReadonlyMap<string, string>
}

async function readStore(folder: string): Promise<InStore> {
  const db = new DatabaseSync(join(folder, 'store.sqlite'), { readBigInts: true })
  const flows = db
    .prepare('SELECT doc FROM flows')
    .all()
    .map((row) => JSON.parse(String(row['doc'])) as StoredFlow)
  const segments = db
    .prepare('SELECT flow_id, object_id, start_ns, end_ns FROM segments ORDER BY start_ns')
    .all()
    .map((row) => ({
      flow: String(row['flow_id']),
      object: String(row['object_id']),
      start: row['start_ns'] as bigint,
      end: row['end_ns'] as bigint,
    }))
  const sources = db.prepare('SELECT id FROM sources').all().length
  db.close()
  const objects = new Map<string, string>()
  const entries = await readdir(join(folder, 'objects'), { recursive: true, withFileTypes: true }).catch(() => [])
  for (const { name, parentPath } of entries)
    if (/^[\da-f]{64}$/.test(name)) objects.set(name, sha256(await readFile(join(parentPath, name))))
  return { flows, segments, sources, objects }
}

/** A file of the run, by its path, and whether somebody wrote over it. */
export interface RunFile extends MaterialFile {
  readonly path: string
  readonly isChanged: () => boolean
}

/** The oracle: the store's own tables and files against what was asked for. Empty where all is well. */
export async function whatIsWrong(
  { items, abandoned }: InJournal,
  files: readonly RunFile[],
  folder: string,
): Promise<string[]> {
  const store = await readStore(folder)
  const { flows, segments, sources, objects } = store
  const wrong: string[] = []
  if (items.length !== files.length) wrong.push(`${items.length} items for ${files.length} files`)
  for (const item of items) {
    const file = files.find((it) => it.path === item.path)
    wrong.push(...(file ? whatIsWrongWith(item, file, store) : [`nobody asked for ${item.path}`]))
  }
  // What began anew may leave a flow that holds something: only a person may remove it, and the journal says so.
  const abandonedFlows = new Set(items.flatMap((it) => it.work.abandonedFlows))
  const own = new Set(items.map((it) => it.work.storedFlowId ?? it.work.flowId))
  const strange = segments.filter((it) => !own.has(it.flow) && !abandonedFlows.has(it.flow))
  if (strange.length > 0) wrong.push(`${strange.length} segments in flows of no item`)
  const members = new Set(flows.flatMap((it) => it.flow_collection?.map((member) => member.id) ?? []))
  for (const { id } of flows) {
    if (!segments.some((it) => it.flow === id) && !members.has(id) && !abandonedFlows.has(id))
      wrong.push(`the flow ${id} is an orphan that nobody reports`)
  }
  // The series and each of the others; and in the dialects that know members, a source for every track of a multi file.
  const multi = files.filter((it) => it.facts.kind === 'multi')
  const expected = files.length - 2 + (members.size > 0 ? 2 * multi.length : 0)
  if (sources !== expected) wrong.push(`${sources} sources instead of ${expected}`)
  const accounted = new Set([...segments.map((it) => it.object), ...abandoned].map(sha256))
  for (const name of objects.keys())
    if (!accounted.has(name)) wrong.push('an object was left behind that nobody reports')
  return wrong
}

/** Done is done: all objects of one version of the file in their order, without a gap, to its last sample. */
function whatIsWrongWith(
  { flowName, life: { state }, work }: QueueItem,
  { facts, versions, isChanged }: RunFile,
  { segments, objects }: InStore,
): string[] {
  if (state.name !== 'done') {
    const why = state.name === 'failed' ? ` (${state.problem.code}: ${state.problem.detail ?? ''})` : ''
    return [`${flowName} ended as ${state.name}${why}`]
  }
  const own = segments.filter((it) => it.flow === (work.storedFlowId ?? work.flowId))
  const wrong: string[] = []
  const [first, last] = [own[0], own.at(-1)]
  if (own.some((it, index) => index > 0 && it.start !== own[index - 1]?.end))
    wrong.push(`the segments of ${flowName} do not follow one another`)
  const range = parseTimeRange(facts.timerange)
  const whole = (range?.end ?? 0n) - (range?.start ?? 0n)
  const covered = first && last ? last.end - first.start : 0n
  // One of the dialects says times in milliseconds.
  if (covered < whole - 1_000_000n || covered > whole + 1_000_000n)
    wrong.push(`${flowName} covers ${covered} ns of ${whole} ns`)
  const there = own.map((it) => objects.get(sha256(it.object)) ?? 'nothing').join()
  if (!versions.slice(0, isChanged() ? 2 : 1).some((it) => it.objects.join() === there))
    wrong.push(`${flowName} holds ${own.length} objects that are not those of its file`)
  return wrong
}
