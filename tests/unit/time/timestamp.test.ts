import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { divideRounded, parseRational, rational } from '../../../src-shared/time/rational.ts'
import { formatTimestamp, parseTimestamp, sampleTime, ticksToNanoseconds } from '../../../src-shared/time/timestamp.ts'

const commonRates = [
  '24000/1001',
  '24/1',
  '25/1',
  '30000/1001',
  '30/1',
  '50/1',
  '60000/1001',
  '60/1',
  '120000/1001',
  '44100/1',
  '48000/1',
  '96000/1',
].map((it) => parseRational(it)!)

describe('timestamps', () => {
  it('are written as the specification writes them', () => {
    expect(formatTimestamp(40_000_000n)).toBe('0:40000000')
    expect(formatTimestamp(-7_000_000n)).toBe('-0:7000000')
    expect(formatTimestamp(59_857_336_466_667n)).toBe('59857:336466667')
  })

  it('come back as they were written, whatever the time', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        (time) => parseTimestamp(formatTimestamp(time)) === time,
      ),
    )
  })

  it.each(['', '1', '01:0', '1:0000000001', '1:1000000000', '1:-1', '--1:0', ' 1:0', '1.5:0'])(
    'are not read from %j',
    (text) => {
      expect(parseTimestamp(text)).toBeNull()
    },
  )
})

describe('time from ticks', () => {
  it('knows that 1.466667 s in a transport stream is 132000 ticks of 90 kHz', () => {
    expect(formatTimestamp(ticksToNanoseconds(132_000n, rational(1, 90_000)))).toBe('1:466666667')
  })

  it('is never further than half a nanosecond from the exact value', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
        fc.constantFrom(1001n, 1n),
        fc.constantFrom(24_000n, 30_000n, 90_000n, 48_000n, 1000n, 12_800n),
        (ticks, n, d) => {
          const error = ticksToNanoseconds(ticks, rational(n, d)) * d - ticks * n * 1_000_000_000n
          return 2n * (error < 0n ? -error : error) <= d
        },
      ),
    )
  })

  it('gives one frame after another without gap or overlap at every common rate', () => {
    fc.assert(
      fc.property(fc.constantFrom(...commonRates), fc.bigInt({ min: 0n, max: 10n ** 9n }), (rate, index) => {
        const period = divideRounded(rate.denominator * 1_000_000_000n, rate.numerator)
        const step = sampleTime(index + 1n, rate) - sampleTime(index, rate)
        return step - period >= -1n && step - period <= 1n
      }),
    )
  })

  it('is exact after an hour of 29.97', () => {
    expect(sampleTime(107_892n, rational(30_000, 1001))).toBe(3_599_996_400_000n)
  })

  it('rounds halves away from zero', () => {
    expect([divideRounded(5n, 2n), divideRounded(-5n, 2n), divideRounded(4n, 3n), divideRounded(-4n, 3n)]).toEqual([
      3n,
      -3n,
      1n,
      -1n,
    ])
  })
})
