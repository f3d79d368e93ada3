import { hasSameLook } from '../../src-shared/file-identity.ts'
import { uploadOptionsSchema, type UploadOptions } from '../../src-shared/item/item.ts'
import { clipNameOf } from '../../src-shared/naming/clip-names.ts'
import type { AddOptions, Engine, NewItem, QueueItem } from '../engine/index.ts'

/**
 * Adds files; but one that an earlier run of the same command left unfinished is continued instead, so that repeating a
 * command that was killed ends the same as `framehaul resume` and makes nothing twice.
 */
export function addOrContinue(engine: Engine, server: string, files: readonly NewItem[], how: AddOptions): string[] {
  const options = uploadOptionsSchema.parse(how.options)
  const unfinished = Map.groupBy(
    engine.items().filter((it) => isUnfinished(it) && (it.work.server ?? server) === server),
    (it) => requestOf(it.path, it.sourceName, it.flowName, it.batch.series, it.options),
  )
  const continued = new Set<string>()
  const fresh: NewItem[] = []
  for (const file of files) {
    const sourceName = file.sourceName ?? options.sourceName ?? clipNameOf(file.path)
    const flowName = file.flowName ?? options.flowName ?? clipNameOf(file.path)
    const same = unfinished.get(requestOf(file.path, sourceName, flowName, how.series, options)) ?? []
    const item = same.find((it) => hasSameLook(it, file) && !continued.has(it.id))
    if (item) continued.add(item.id)
    else fresh.push(file)
  }
  engine.resume([...continued])
  engine.retry([...continued])
  return [...continued, ...(fresh.length > 0 ? engine.add(fresh, how) : [])]
}

/** What was asked for, whatever the file holds. */
const requestOf = (
  path: string,
  sourceName: string,
  flowName: string,
  series: string | null,
  options: UploadOptions,
): string => JSON.stringify([path, sourceName, flowName, series, options])

const isUnfinished = ({ life: { state } }: QueueItem): boolean => state.name !== 'done' && state.name !== 'cancelled'
