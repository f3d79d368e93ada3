import type { Dialect } from '../../src-shared/connection.ts'
import { bbcClient } from './dialects/bbc.ts'
import { guideClient } from './dialects/guide.ts'
import { vastClient } from './dialects/vast.ts'
import type { TamsClient } from './tams-client.ts'
import type { TamsHttp } from './tams-http.ts'

/** The TAMS HTTP API: the only room that knows a TAMS path or field name. */
export { atRoot } from './api-description.ts'
export { authenticator, type Authenticator, type Credentials } from './credentials.ts'
export { checkDialect, detectDialect, type ServerFound } from './detect-dialect.ts'
export {
  formatUrns,
  type AudioEssence,
  type Essence,
  type FlowDraft,
  type Format,
  type MemberDraft,
  type SegmentDraft,
  type SourceDraft,
  type VideoEssence,
  type Allocation,
} from './drafts.ts'
export { listFlows, listSegments, listSources, readFlow, readUrl } from './browse.ts'
export { mayNotRead } from './may-not-read.ts'
export { readNotKept, type NotKept } from './read-kept.ts'
export type { TamsClient } from './tams-client.ts'
export { createSharedWork, untilAborted } from './stopping.ts'
export { tamsHttp, type TamsHttp } from './tams-http.ts'

/** The client for a dialect: one small file each. */
export const clientFor = (dialect: Dialect, http: TamsHttp): TamsClient =>
  ({ bbc: bbcClient, vast: vastClient, guide: guideClient })[dialect](http)
