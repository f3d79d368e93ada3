import { formatTimeRange, type TimeRange } from '../../src-shared/time/timerange.ts'
import { formatTimestamp } from '../../src-shared/time/timestamp.ts'

/**
 * A time range as it is sent: an instant in the long form, `[0:0_0:0]`. Source: TAMS 8.2, schema `timerange`, allows
 * both; a server was seen that refuses `[0:0]`.
 */
export function wireTimeRange(range: TimeRange): string {
  const { start, end, startInclusive, endInclusive } = range
  return start !== null && start === end && startInclusive && endInclusive
    ? `[${formatTimestamp(start)}_${formatTimestamp(end)}]`
    : formatTimeRange(range)
}
