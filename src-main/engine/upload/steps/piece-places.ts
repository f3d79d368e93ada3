import { ok, type Outcome } from '../../../../src-shared/outcome.ts'
import { hasRunOut } from '../../../transfer/index.ts'
import type { Allocation, TamsClient } from '../../../tams/index.ts'
import type { Clock } from '../../ports.ts'

/** Places that are asked for together; few, because a link begins to die at once. */
const PLACES_AT_ONCE = 4

/** Places in the store for pieces, a few asked for at a time; one whose link ran out meanwhile is passed over. */
export interface PiecePlaces {
  next: () => Promise<Outcome<Allocation>>
}

export function createPiecePlaces(client: TamsClient, flowId: string, clock: Clock, signal: AbortSignal): PiecePlaces {
  const kept: { readonly place: Allocation; readonly issuedMs: number; readonly aheadAtIssueMs: number }[] = []

  return {
    next: async () => {
      for (let it = kept.shift(); it; it = kept.shift()) {
        const { place, ...issued } = it
        const now = { nowMs: clock.nowMs(), aheadMs: client.clockAheadMs() }
        if (!hasRunOut({ url: place.url, ...issued, ...now })) return ok(place)
      }
      const allocated = await client.allocate(flowId, PLACES_AT_ONCE, signal)
      if (!allocated.ok) return allocated
      const [place, ...rest] = allocated.value
      const issued = { issuedMs: clock.nowMs(), aheadAtIssueMs: client.clockAheadMs() }
      kept.push(...rest.map((it) => ({ place: it, ...issued })))
      return ok(place)
    },
  }
}
