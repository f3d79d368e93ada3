import { uploadOptionsSchema } from '../../src-shared/item/item.ts'
import { stemOf } from '../../src-shared/naming/flow-name.ts'
import type { AddOptions, Engine, NewItem, QueueItem } from '../engine/index.ts'

/**
 * Adds files; but one that an earlier run of the same command left unfinished is continued instead, so that repeating a
 * command that was killed ends the same as `framehaul resume` and makes nothing twice.
 */
export function addOrContinue(engine: Engine, server: string, files: readonly NewItem[], how: AddOptions): string[] {
  const options = uploadOptionsSchema.parse(how.options)
  const keyOf = (
    it: { path: string; size: number; modifiedMs: number },
    sourceName: string,
    flowName: string,
    of: unknown,
  ) => JSON.stringify([it.path, it.size, it.modifiedMs, sourceName, flowName, how.series, of])
  const unfinished = new Map<string, QueueItem>()
  for (const item of engine.items()) {
    const { name } = item.life.state
    if (
      name === 'done' ||
      name === 'cancelled' ||
      item.batch.series !== how.series ||
      (item.work.server ?? server) !== server
    )
      continue
    unfinished.set(keyOf(item, item.sourceName, item.flowName, item.options), item)
  }
  const continued: string[] = []
  const fresh: NewItem[] = []
  for (const file of files) {
    const key = keyOf(
      file,
      file.sourceName ?? options.sourceName ?? stemOf(file.path),
      file.flowName ?? options.flowName ?? stemOf(file.path),
      options,
    )
    const item = unfinished.get(key)
    if (item) continued.push(item.id)
    else fresh.push(file)
    unfinished.delete(key)
  }
  engine.resume(continued)
  engine.retry(continued)
  return [...continued, ...(fresh.length > 0 ? engine.add(fresh, how) : [])]
}
