import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clockWords,
  drawn,
  panned,
  place,
  ticks,
  wholeSpan,
  zoomed,
} from '../../../src-renderer/store/timeline-scale.ts'

const segment = (timerange: string) => ({ objectId: timerange, timerange, canBeRead: true })
const many = (n: number) => place(Array.from({ length: n }, (_, at) => segment(`[${at * 10}:0_${at * 10 + 10}:0)`)))
const whole = { from: 0, to: 100 }

describe('the time axis of a flow', () => {
  it('begins with the first segment and ends with the last, whatever order the store gives', () => {
    const placed = place([segment('[10:0_20:500000000)'), segment('[-5:0_10:0)'), segment('()'), segment('nonsense')])
    expect(placed.map((it) => it.from)).toEqual([-5, 10])
    expect(wholeSpan(placed)).toEqual({ from: -5, to: 20.5 })
  })

  it('gives an instant a second to be seen in', () => {
    expect(wholeSpan(place([segment('[0:0_0:0]')]))).toEqual({ from: 0, to: 1 })
  })

  it('zooms around the place under the pointer', () => {
    const span = zoomed(whole, whole, 0.5, 20)
    expect(span).toEqual({ from: 10, to: 60 })
    expect((20 - span.from) / (span.to - span.from)).toBeCloseTo(0.2)
  })

  it('never leaves the flow, however one zooms and moves', () => {
    const moves = fc.array(
      fc.oneof(
        fc.record({ by: fc.constant('zoom' as const), n: fc.double({ min: 0.01, max: 100, noNaN: true }) }),
        fc.record({ by: fc.constant('pan' as const), n: fc.double({ min: -1000, max: 1000, noNaN: true }) }),
      ),
    )
    fc.assert(
      fc.property(moves, (all) => {
        const span = all.reduce(
          (it, { by, n }) => (by === 'zoom' ? zoomed(it, whole, n, (it.from + it.to) / 2) : panned(it, whole, n)),
          whole,
        )
        expect(span.from).toBeGreaterThanOrEqual(-1e-6)
        expect(span.to).toBeLessThanOrEqual(100 + 1e-6)
        expect(span.to - span.from).toBeGreaterThan(0.09)
      }),
    )
  })

  it('has no more marks than there is room for, at round times', () => {
    expect(ticks(whole, 6)).toEqual([0, 30, 60, 90])
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 500_000, noNaN: true }),
        (length) => ticks({ from: 0, to: length }, 8).length <= 9,
      ),
    )
  })

  it('draws ten thousand segments as no more bars than the screen has pixels, and loses none', () => {
    const placed = many(10_000)
    const bars = drawn(placed, wholeSpan(placed), 800)
    expect(bars.length).toBeLessThan(801)
    expect(bars.reduce((sum, it) => sum + it.count, 0)).toBe(10_000)
  })

  it('draws what is on the screen and nothing else', () => {
    expect(drawn(many(100), { from: 205, to: 225 }, 800).map((it) => it.from)).toEqual([200, 210, 220])
  })

  it.each([
    [0, false, '0:00'],
    [61.5, true, '1:01.50'],
    [3725, false, '1:02:05'],
    [-4.2, true, '-0:04.20'],
  ] as const)('%d s is %s', (seconds, fine, words) => {
    expect(clockWords(seconds, fine)).toBe(words)
  })
})
