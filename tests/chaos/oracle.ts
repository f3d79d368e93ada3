import type { QueueItem } from '../../src-main/engine/item/queue-item.ts'
import { parseTimeRange } from '../../src-shared/time/timerange.ts'
import type { MaterialFile } from './material.ts'
import type { InJournal } from './read-queue.ts'
import { readStoreOnDisk, type StoreOnDisk } from './store-on-disk.ts'

/** A file of the run, by its path. */
export interface RunFile extends MaterialFile {
  readonly path: string
  /** Somebody wrote over it. */
  isChanged: boolean
}

/** The oracle: the store's own tables and files against what was asked for. Empty where all is well. */
export async function whatIsWrong(
  { items, abandoned }: InJournal,
  files: readonly RunFile[],
  folder: string,
): Promise<string[]> {
  const store = await readStoreOnDisk(folder)
  const { flows, segments, sources, othersThan } = store
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
  if (sources.length !== expected) wrong.push(`${sources.length} sources instead of ${expected}`)
  const left = othersThan([...segments.map((it) => it.object), ...abandoned])
  if (left > 0) wrong.push(`${left} objects were left behind that nobody reports`)
  return wrong
}

/** Done is done: all objects of one version of the file in their order, without a gap, to its last sample. */
function whatIsWrongWith(
  { flowName, life: { state }, work }: QueueItem,
  { facts, versions, isChanged }: RunFile,
  { segments, sha256Of }: StoreOnDisk,
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
  const there = own.map((it) => sha256Of(it.object) ?? 'nothing').join()
  if (!versions.slice(0, isChanged ? 2 : 1).some((it) => it.objects.join() === there))
    wrong.push(`${flowName} holds ${own.length} objects that are not those of its file`)
  return wrong
}
