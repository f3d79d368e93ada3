import type { ItemChanges } from '../../../src-shared/item/edit.ts'
import type { UploadOptions } from '../../../src-shared/item/item.ts'
import type { QueueItem } from './queue-item.ts'

/** An item with other names, description and tags; empty text and tags of null take away. */
export function withChanges(item: QueueItem, { sourceName, flowName, tags, ...texts }: ItemChanges): QueueItem {
  const said = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined))
  const kept = Object.entries({ ...item.options, ...said }).filter(([name, value]) => !(name in said && value === ''))
  const options = Object.fromEntries(kept) as UploadOptions
  const allTags = Object.entries({ ...item.options.tags, ...tags }).filter(
    (it): it is [string, string] => it[1] !== null,
  )
  return {
    ...item,
    sourceName: sourceName ?? item.sourceName,
    flowName: flowName ?? item.flowName,
    options: tags ? { ...options, tags: Object.fromEntries(allTags) } : options,
  }
}
