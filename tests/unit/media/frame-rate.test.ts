import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatRational, parseRational, rational } from '../../../src-shared/time/rational.ts'
import { settleFrameRate } from '../../../src-main/media/frame-rate.ts'

const settle = (claims: (string | null)[], times: bigint[], timeBase: string) => {
  const { rate, vfr } = settleFrameRate(
    claims.map((it) => (it === null ? null : parseRational(it))),
    times,
    parseRational(timeBase)!,
  )
  return vfr ? 'vfr' : rate && formatRational(rate)
}

describe('the frame rate of a file', () => {
  it('is what the headers claim where the packets agree', () => {
    expect(settle(['30000/1001', '30000/1001'], [0n, 1001n, 2002n, 3003n], '1/30000')).toBe('30000/1001')
  })

  it('keeps an unusual claim that fits', () => {
    expect(settle(['2997/125', '2997/125'], [3n, 45n, 86n, 128n, 170n, 212n], '1/1000')).toBe('2997/125')
  })

  it('is, of two claims that fit, the one that pictures are made at', () => {
    const times = [3n, 45n, 86n, 128n, 170n, 212n]
    expect(settle(['2997/125', '24000/1001'], times, '1/1000')).toBe('24000/1001')
    expect(settle(['24000/1001', '2997/125'], times, '1/1000')).toBe('24000/1001')
  })

  it('is a common one where the claims are averages of rounded times', () => {
    const rounded = (rate: number, tick: number) =>
      Array.from({ length: 96 }, (_, n) => BigInt(Math.round(n / rate / tick)))
    expect(settle(['19001/317', '19001/317'], rounded(60000 / 1001, 0.001), '1/1000')).toBe('60000/1001')
    expect(settle(['959/16', '60000/1001'], rounded(60000 / 1001, 0.001), '1/1000')).toBe('60000/1001')
    expect(settle(['989/33', '30000/1001'], rounded(30000 / 1001, 0.001), '1/1000')).toBe('30000/1001')
  })

  it('is seen through the error of times that a reader added up', () => {
    const added = Array.from({ length: 60 }, (_, n) => BigInt(Math.floor(n / 4) * 15015 + (n % 4) * 3750))
    expect(settle(['24000/1001'], added, '1/90000')).toBe('24000/1001')
  })

  it('is found in the packets where the headers name a clock', () => {
    expect(settle(['1000/1', '60/1'], [0n, 33n, 67n, 100n, 133n, 167n, 200n, 233n, 267n, 300n], '1/1000')).toBe('30/1')
  })

  it('survives a lost frame', () => {
    expect(
      settle(
        [null, '24/1'],
        [0n, 11250n, ...Array.from({ length: 56 }, (_, i) => 15000n + BigInt(i) * 3750n)],
        '1/90000',
      ),
    ).toBe('24/1')
  })

  /** Places on a grid of 60 Hz, of which every so many hold pictures. */
  const onGrid = (isThere: (place: number) => boolean, places = 600) =>
    Array.from({ length: places }, (_, place) => BigInt(place) * 1500n).filter((_, place) => isThere(place))

  it('varies where two of five pictures are left out, though all lie on the grid that the header names', () => {
    expect(
      settle(
        ['36/1', '60/1'],
        onGrid((it) => it % 5 < 3),
        '1/90000',
      ),
    ).toBe('vfr')
  })

  it('is fixed as long as nine of ten pictures come one period after the one before, and no longer', () => {
    expect(
      settle(
        ['60/1'],
        onGrid((it) => it % 11 !== 10 || it > 592),
        '1/90000',
      ),
    ).toBe('60/1')
    expect(
      settle(
        ['60/1'],
        onGrid((it) => it % 10 !== 9 || it > 592),
        '1/90000',
      ),
    ).toBe('vfr')
  })

  it('does not vary because of one pause', () => {
    expect(
      settle(
        ['60/1'],
        onGrid((it) => it < 100 || it > 500),
        '1/90000',
      ),
    ).toBe('60/1')
  })

  it('is the lower one where every second place is empty', () => {
    expect(
      settle(
        ['60/1', '30/1'],
        onGrid((it) => it % 2 === 0),
        '1/90000',
      ),
    ).toBe('30/1')
  })

  it('varies where pictures lie beside every grid', () => {
    expect(settle(['630000/47281', '30/1'], [0n, 29281n, 32281n, 35281n, 38281n, 41281n, 44281n], '1/90000')).toBe(
      'vfr',
    )
  })

  it('is not known from one picture, or from none', () => {
    expect(settle(['24/1', '24/1'], [0n], '1/1000')).toBeNull()
    expect(settle([null, '24/1'], [], '1/24')).toBeNull()
  })

  it('is found at every common rate, however the writer rounded, in any order of packets', () => {
    const rates = ['24000/1001', '24/1', '25/1', '30000/1001', '30/1', '50/1', '60000/1001', '60/1', '120/1']
    fc.assert(
      fc.property(
        fc.constantFrom(...rates),
        fc.integer({ min: 120, max: 400 }),
        fc.constantFrom(90_000n, 48_000n),
        fc.constantFrom(0n, 1n, 2n),
        fc.bigInt({ min: -1000n, max: 10n ** 10n }),
        (text, count, clock, rounding, first) => {
          const rate = parseRational(text)!
          const times = Array.from(
            { length: count },
            (_, index) =>
              first +
              (BigInt(index) * rate.denominator * clock +
                (rounding * rate.numerator) / 2n -
                (rounding === 2n ? 1n : 0n)) /
                rate.numerator,
          )
          const { rate: found } = settleFrameRate([null, rational(90_000)], times.reverse(), rational(1n, clock))
          return found !== null && formatRational(found) === text
        },
      ),
    )
  })
})
