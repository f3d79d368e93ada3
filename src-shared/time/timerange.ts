import { formatTimestamp, parseTimestamp, type Nanoseconds } from './timestamp.ts'

/**
 * A TAMS time range. A missing bound (null) reaches to eternity on that side.
 *
 * Source: TAMS 8.2, schema `timerange`, and application note 0008.
 */
export interface TimeRange {
  readonly start: Nanoseconds | null
  readonly startInclusive: boolean
  readonly end: Nanoseconds | null
  readonly endInclusive: boolean
}

/** The range that holds nothing, `()`. */
export const NEVER: TimeRange = { start: 0n, startInclusive: false, end: 0n, endInclusive: false }

/** `[start_end)`: from the first sample to the timestamp of the sample after the last one. */
export const timeRange = (start: Nanoseconds, end: Nanoseconds): TimeRange => ({
  start,
  startInclusive: true,
  end,
  endInclusive: false,
})

/** `[time]`: one sample without a duration, such as a still image. */
export const instant = (time: Nanoseconds): TimeRange => ({
  start: time,
  startInclusive: true,
  end: time,
  endInclusive: true,
})

/** Whether no point in time lies in the range. */
export function isEmpty(range: TimeRange): boolean {
  if (range.start === null || range.end === null) return false
  return range.start > range.end || (range.start === range.end && !(range.startInclusive && range.endInclusive))
}

/** Writes a range in the specification's form; empty ranges are all `()`. */
export function formatTimeRange(range: TimeRange): string {
  if (isEmpty(range)) return '()'
  const open = range.startInclusive ? '[' : '('
  const close = range.endInclusive ? ']' : ')'
  if (range.start === null && range.end === null) return '_'
  if (range.start !== null && range.start === range.end) return `[${formatTimestamp(range.start)}]`
  const start = range.start === null ? '' : open + formatTimestamp(range.start)
  const end = range.end === null ? '' : formatTimestamp(range.end) + close
  return `${start}_${end}`
}

/** Reads every form the specification allows: `[a_b)`, `[a]`, `a_b`, `[a_`, `_b)`, `_`, `()`. Null where it is none. */
export function parseTimeRange(text: string): TimeRange | null {
  if (text === '()') return NEVER
  const match = /^([[(])?(-?\d+:\d+)?(?:(_)(-?\d+:\d+)?)?([\])])?$/.exec(text)
  if (!match || text === '') return null
  const [, open, first, separator, second, close] = match
  const startInclusive = open !== '('
  const endInclusive = close !== ')'
  if (!separator) {
    if (first === undefined || !startInclusive || !endInclusive || (open === undefined) !== (close === undefined))
      return null
    const time = parseTimestamp(first)
    return time === null ? null : instant(time)
  }
  // A bracket needs a time beside it: eternity has no end that could be included.
  if ((open !== undefined && first === undefined) || (close !== undefined && second === undefined)) return null
  const start = first === undefined ? null : parseTimestamp(first)
  const end = second === undefined ? null : parseTimestamp(second)
  if ((first !== undefined && start === null) || (second !== undefined && end === null)) return null
  return { start, startInclusive, end, endInclusive }
}

/** Whether two ranges share at least one point in time. */
export function overlaps(a: TimeRange, b: TimeRange): boolean {
  return !isEmpty(a) && !isEmpty(b) && endsAfterStartOf(a, b) && endsAfterStartOf(b, a)
}

function endsAfterStartOf(a: TimeRange, b: TimeRange): boolean {
  if (a.end === null || b.start === null) return true
  return a.end > b.start || (a.end === b.start && a.endInclusive && b.startInclusive)
}

/** Moves a range along the timeline. */
export const shift = (range: TimeRange, by: Nanoseconds): TimeRange => ({
  ...range,
  start: range.start === null ? null : range.start + by,
  end: range.end === null ? null : range.end + by,
})

/** The smallest range that covers both; an empty one adds nothing. */
export function union(a: TimeRange, b: TimeRange): TimeRange {
  if (isEmpty(a)) return b
  if (isEmpty(b)) return a
  const aStartsFirst =
    a.start === null || (b.start !== null && (a.start < b.start || (a.start === b.start && a.startInclusive)))
  const aEndsLast = a.end === null || (b.end !== null && (a.end > b.end || (a.end === b.end && a.endInclusive)))
  const first = aStartsFirst ? a : b
  const last = aEndsLast ? a : b
  return { start: first.start, startInclusive: first.startInclusive, end: last.end, endInclusive: last.endInclusive }
}
