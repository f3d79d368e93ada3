import type { ItemDetails, ItemView } from '../../src-shared/item/item.ts'
import { CopyButton, FactList, Section } from '../parts/facts.tsx'
import { words } from '../words/words.ts'
import { technicalDetail } from './technical-detail.ts'

/** All names, ids and digests of one item. */
export function ItemFacts({ item, details }: { readonly item: ItemView; readonly details: ItemDetails | null }) {
  const objects = details?.objects ?? []
  // One object is told as it is; of many, their number.
  const [object] = objects.length === 1 ? objects : []
  const { facts: names, proofs } = words.details
  const abandoned = details?.abandoned ?? { objects: [], flows: [] }
  const left = [
    abandoned.objects.length > 0 ? words.details.abandonedObjects(abandoned.objects.length) : '',
    abandoned.flows.length > 0 ? words.details.abandonedFlows(abandoned.flows.join(', ')) : '',
  ]
    .filter(Boolean)
    .join('; ')
  const tags = Object.entries(details?.options.tags ?? {})
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    [names.source, item.sourceName],
    [names.flow, item.flowName],
    [names.series, item.batch.series],
    [names.description, details?.options.description],
    [names.tags, tags],
    [names.file, item.path],
    [names.pieces, objects.length > 1 ? words.details.piecesOnTimeline(item.onTimeline) : null],
    [names.sourceId, item.sourceId],
    [names.flowId, item.flowId],
    [names.objectId, object?.objectId],
    [names.timerange, object?.timerange],
    ['MD5', object?.md5],
    ['SHA-256', object?.sha256],
    ['ETag', object?.etag],
    [names.checkedBy, object?.proof ? proofs[object.proof] : null],
    [names.carriedBy, object?.client === 'node' ? words.details.secondClient : null],
    [names.server, details?.server],
    [names.leftBehind, left],
  ]
  return (
    <Section
      title={words.details.namesAndIds}
      aside={
        <CopyButton look="icon" text={() => technicalDetail(item, details)}>
          {words.details.copyDetail}
        </CopyButton>
      }
    >
      <FactList facts={facts} />
    </Section>
  )
}
