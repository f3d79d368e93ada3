import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import { receiptText } from '../item/index.ts'
import { listFlows, listSegments, listSources, readFlow } from '../../tams/index.ts'
import type { LiveConnection } from '../servers/index.ts'
import type { CallContext, QueueHandlers } from './call-context.ts'

const MOST_IN_RECEIPT = 100_000

/** What was uploaded, and what is in the store. */
export function storeCalls({
  connection,
  journal,
  tickets,
}: CallContext): Pick<
  QueueHandlers,
  'history:list' | 'history:receipt' | 'store:sources' | 'store:flows' | 'store:flow' | 'store:segments' | 'store:play'
> {
  const withStore = async <T>(read: (live: LiveConnection) => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const live = await connection.live()
    return live.ok ? read(live.value) : live
  }
  return {
    'history:list': ({ search, before, limit }) =>
      Promise.resolve(ok({ uploads: journal.uploads(search, before, limit), total: journal.countUploads(search) })),
    'history:receipt': ({ search, form }) =>
      Promise.resolve(ok({ text: receiptText(journal.uploads(search, null, MOST_IN_RECEIPT), form) })),
    'store:sources': ({ page }) =>
      withStore(async ({ http }) => {
        const read = await listSources(http, page)
        return read.ok ? ok({ sources: [...read.value.entries], next: read.value.next }) : read
      }),
    'store:flows': ({ sourceId, page }) =>
      withStore(async ({ http }) => {
        const read = await listFlows(http, sourceId, page)
        return read.ok ? ok({ flows: [...read.value.entries], next: read.value.next }) : read
      }),
    'store:flow': ({ flowId }) => withStore(({ http }) => readFlow(http, flowId)),
    'store:segments': ({ flowId, page }) =>
      withStore(async ({ http }) => {
        const read = await listSegments(http, flowId, page)
        return read.ok ? ok({ segments: [...read.value.entries], next: read.value.next }) : read
      }),
    'store:play': ({ flowId, objectId, type }) =>
      Promise.resolve(ok({ address: tickets.ticket(flowId, objectId, type) })),
  }
}
