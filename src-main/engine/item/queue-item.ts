import type { ItemDetails, ItemReceipt, ItemView, UploadOptions } from '../../../src-shared/item/item.ts'
import type { Life } from '../../../src-shared/item/next-state.ts'
import { abandonedObjects, currentObjects, isStored, type MediaObject } from '../../../src-shared/item/media-object.ts'
import type { Work } from '../../../src-shared/item/work.ts'
import type { MediaFacts } from '../../../src-shared/media-facts.ts'
import { mediaBrief } from '../../../src-shared/media-brief.ts'
import { formatUrns } from '../../tams/index.ts'

/** One file on its way: what is fixed, where it is in its life, and what was done for it so far. */
export interface QueueItem {
  readonly id: string
  readonly path: string
  readonly name: string
  /** As when it was added or last read. A file that differs has changed. */
  readonly size: number
  readonly modifiedMs: number
  readonly batch: { readonly id: string; readonly series: string | null }
  readonly sourceName: string
  readonly flowName: string
  readonly options: UploadOptions
  readonly addedMs: number
  readonly position: number
  readonly life: Life
  readonly facts: MediaFacts | null
  readonly work: Work
  readonly tries: number
  readonly stepSeconds: ItemView['stepSeconds']
  /** Of the content; null until it was read. */
  readonly fingerprint: string | null
  /** What went wrong on the way, the latest last; not all of a long story. */
  readonly troubles: ItemView['troubles']
}

/** What a door shows of an item. */
export function viewOf(item: QueueItem): ItemView {
  const { work, facts } = item
  const main =
    work.storedFlowId && facts
      ? [{ id: work.storedFlowId, format: formatUrns[facts.kind === 'none' ? 'data' : facts.kind] }]
      : []
  return {
    id: item.id,
    path: item.path,
    name: item.name,
    size: item.size,
    sourceName: item.sourceName,
    flowName: item.flowName,
    batch: item.batch,
    state: item.life.state,
    media: facts && mediaBrief(facts),
    kind: facts?.kind ?? null,
    tries: item.tries,
    stepSeconds: item.stepSeconds,
    sourceId: work.sourceId,
    flowId: work.storedFlowId,
    flows: [
      ...main,
      ...(work.storedFlowId ? work.members.map((it) => ({ id: it.flowId, format: formatUrns[it.format] })) : []),
    ],
    onTimeline: work.onTimeline,
    addedMs: item.addedMs,
    troubles: item.troubles,
    isTruncated: facts?.truncated ?? false,
    isAlreadyThere: work.isAlreadyThere,
    duplicateOf: work.duplicateOf,
  }
}

/**
 * An item as its receipt has it.
 *
 * @param objects all that it asked the store for, as the journal has them
 */
export const receiptOf = (item: QueueItem, objects: readonly MediaObject[]): ItemReceipt => ({
  ...viewOf(item),
  ...inStore(item, objects),
})

/** What a door shows when somebody looks at one item closely. */
export function detailsOf(item: QueueItem, objects: readonly MediaObject[]): ItemDetails {
  const { description, sourceType, location, tags, segment } = item.options
  return {
    facts: item.facts,
    server: item.work.server,
    options: {
      segment,
      ...(description === undefined ? {} : { description }),
      ...(sourceType === undefined ? {} : { sourceType }),
      ...(location === undefined ? {} : { location }),
      ...(tags ? { tags } : {}),
    },
    ...inStore(item, objects),
  }
}

const inStore = (
  { work: { flowId, abandonedFlows } }: QueueItem,
  objects: readonly MediaObject[],
): Pick<ItemReceipt, 'objects' | 'abandoned'> => ({
  objects: currentObjects(objects, flowId)
    .filter(isStored)
    .map(({ objectId, bytes, md5, sha256, etag, proof, client, timerange }) => ({
      objectId,
      bytes,
      md5,
      sha256,
      etag,
      proof,
      client,
      timerange,
    })),
  abandoned: { objects: abandonedObjects(objects, flowId).map((it) => it.objectId), flows: abandonedFlows },
})
