import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatTimeRange,
  instant,
  isEmpty,
  NEVER,
  overlaps,
  parseTimeRange,
  shift,
  timeRange,
  union,
  type TimeRange,
} from '../../../src-shared/time/timerange.ts'

const ranges: fc.Arbitrary<TimeRange> = fc.record({
  start: fc.option(fc.bigInt({ min: -20n, max: 20n })),
  startInclusive: fc.boolean(),
  end: fc.option(fc.bigInt({ min: -20n, max: 20n })),
  endInclusive: fc.boolean(),
})

/** Membership by definition, on a grid fine enough to tell open from closed ends. */
const holds = (range: TimeRange, halfTick: bigint) =>
  (range.start === null || halfTick > 2n * range.start || (halfTick === 2n * range.start && range.startInclusive)) &&
  (range.end === null || halfTick < 2n * range.end || (halfTick === 2n * range.end && range.endInclusive))
const grid = Array.from({ length: 101 }, (_, index) => BigInt(index - 50))

describe('time ranges', () => {
  it('are written as the specification writes them', () => {
    expect(formatTimeRange(timeRange(0n, 10_000_000_000n))).toBe('[0:0_10:0)')
    expect(formatTimeRange(instant(0n))).toBe('[0:0]')
    expect(formatTimeRange({ start: 5n * 10n ** 9n, startInclusive: false, end: null, endInclusive: true })).toBe(
      '(5:0_',
    )
    expect(formatTimeRange({ start: null, startInclusive: true, end: null, endInclusive: true })).toBe('_')
    expect(formatTimeRange(NEVER)).toBe('()')
  })

  it.each(['[0:0_10:0)', '(5:0_', '_', '()', '[1694429247:0]', '_10:0)'])(
    'are read from %s and written the same',
    (text) => {
      expect(formatTimeRange(parseTimeRange(text)!)).toBe(text)
    },
  )

  it('may be written without brackets, which are then inclusive', () => {
    expect(parseTimeRange('1:0_2:0')).toEqual({
      start: 10n ** 9n,
      startInclusive: true,
      end: 2n * 10n ** 9n,
      endInclusive: true,
    })
  })

  it.each(['', '[0:0', '0:0]', '(1:0)', '[0:0-1:0)', '[00:0_1:0)', 'x', '_['])('are not read from %j', (text) => {
    expect(parseTimeRange(text)).toBeNull()
  })

  it('hold after writing and reading exactly what they held before', () => {
    fc.assert(
      fc.property(ranges, (range) => {
        const again = parseTimeRange(formatTimeRange(range))
        return again !== null && grid.every((it) => holds(again, it) === (holds(range, it) && !isEmpty(range)))
      }),
    )
  })

  it('overlap exactly when some point lies in both', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        return overlaps(a, b) === grid.some((it) => holds(a, it) && holds(b, it))
      }),
    )
  })

  it('that meet end to start do not overlap', () => {
    expect(overlaps(timeRange(0n, 10n), timeRange(10n, 20n))).toBe(false)
    expect(overlaps(instant(10n), timeRange(10n, 20n))).toBe(true)
  })

  it('joined hold everything that either held', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) =>
        grid.every(
          (it) => (!(holds(a, it) && !isEmpty(a)) && !(holds(b, it) && !isEmpty(b))) || holds(union(a, b), it),
        ),
      ),
    )
  })

  it('moved by the offset start where the flow starts', () => {
    expect(formatTimeRange(shift(timeRange(1_400_000_000n, 10_333_333_333n), -1_400_000_000n))).toBe(
      '[0:0_8:933333333)',
    )
  })
})
