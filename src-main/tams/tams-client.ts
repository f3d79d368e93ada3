import type { Dialect } from '../../src-shared/connection.ts'
import type { Outcome } from '../../src-shared/outcome.ts'
import type { TimeRange } from '../../src-shared/time/timerange.ts'
import type { Listed, SegmentFound, Timeline } from './shared-calls.ts'
import type { Allocation, FlowDraft, SegmentDraft, SourceDraft } from './drafts.ts'

/**
 * Writing to a TAMS store, whatever its dialect. Every method may be repeated with the same draft and means the same.
 *
 * A method whose `again` is true was tried before and its answer was lost: dialects without client-made ids then look
 * for what the first try made.
 */
export interface TamsClient {
  readonly dialect: Dialect
  /** Ends everything that is asked here at once: requests, what follows from them, and waits between. */
  readonly signal: AbortSignal
  /** The same store, asked for as long as this signal lets it, instead of the one that is here. */
  withSignal: (signal: AbortSignal) => TamsClient
  /** How far the server's clock is ahead of ours; presigned URLs die by that clock. */
  clockAheadMs: () => number
  /** The id of a source with exactly this label; null where the store has none. */
  findSource: (label: string) => Promise<Outcome<string | null>>
  /**
   * Makes the source; answers the id the store knows it by. The bbc dialect makes nothing: a flow brings its source.
   */
  createSource: (draft: SourceDraft, again: boolean) => Promise<Outcome<string>>
  /** Makes the flow and its members; answers the id the store knows it by. */
  createFlow: (draft: FlowDraft, again: boolean) => Promise<Outcome<string>>
  /** Gives label, description and tags to sources that came with a flow. */
  describeSource: (draft: SourceDraft) => Promise<Outcome<null>>
  /**
   * Whether a source, which came with a flow and was described, still has a label: a store that was emptied makes one
   * without with the next flow. Where nobody can tell, it has.
   */
  isDescribed: (sourceId: string) => Promise<Outcome<boolean>>
  /** Places for so many objects, one at least: the server may give fewer. */
  allocate: (flowId: string, count: number) => Promise<Outcome<readonly [Allocation, ...Allocation[]]>>
  /** The flow's segment of this object, or any where no object is named; null where it has none. */
  findSegment: (flowId: string, objectId: string | null) => Promise<Outcome<SegmentFound | null>>
  /** What lies on the flow's timeline, and where. */
  timeline: (flowId: string) => Promise<Outcome<Timeline>>
  /** Takes an object off the timeline, where it lies at exactly this time; one that is not there is as good. */
  removeSegment: (flowId: string, objectId: string, timerange: TimeRange) => Promise<Outcome<null>>
  /** The first flow that has this tag. */
  findFlowByTag: (name: string, value: string) => Promise<Outcome<Listed | null>>
  /** Removes a flow; one that is not there is as good. */
  removeFlow: (flowId: string) => Promise<Outcome<null>>
  register: (flowId: string, segments: readonly SegmentDraft[]) => Promise<Outcome<null>>
}
