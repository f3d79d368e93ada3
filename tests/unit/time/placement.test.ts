import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MediaFacts } from '../../../src-shared/media-facts.ts'
import { atomicTime } from '../../../src-shared/time/atomic-time.ts'
import { isPlacement, placementOf, planOfPlacement } from '../../../src-shared/time/placement.ts'
import { formatTimestamp } from '../../../src-shared/time/timestamp.ts'
import { factsWith } from '../../helpers/media-facts.ts'

const facts = (more: Partial<MediaFacts> = {}) =>
  factsWith({ kind: 'none', container: 'video/quicktime', timerange: '[1:400000000_3:400000000)', ...more })
const file = { name: 'clip.mov', modifiedMs: Date.parse('2026-03-04T22:00:00Z') }
const originOf = (choice: string, more: Partial<MediaFacts> = {}, name = file.name) => {
  const placement = placementOf(choice, facts(more), { ...file, name })
  return placement.ok ? formatTimestamp(placement.value.origin) : placement.problem
}

describe('the place of a file on its flow', () => {
  it('is the beginning where nobody says more', () => {
    expect(originOf('zero', { timecode: '10:00:00:00' })).toBe('0:0')
  })

  const at25 = { timecode: '10:00:00:12', timecodeRate: '25/1' }
  it.each([
    ['the day it was recorded', { ...at25, recorded: '2026-05-01T09:00:00+02:00' }, 'A_20260502.mov', 1_777_593_637],
    ['the day in its name', at25, 'A_20260502.mov', 1_777_680_037],
    ['the day of the file', at25, 'A_0001.mov', 1_772_582_437],
  ])('is, by its timecode, on %s', (because, more, name, midnight) => {
    expect(originOf('timecode', more, name)).toBe(`${midnight + 36_000}:480000000`)
    const placement = placementOf('timecode', facts(more), { ...file, name })
    expect(placement).toMatchObject({ ok: true, value: { because: expect.stringContaining(because) } })
  })

  it.each([
    // A camera two hours ahead of UTC, before and after its midnight; one eight hours behind, in its evening.
    ['23:59:00:00', '2026-05-01T21:59:00Z', 1_777_593_637 + 86_340],
    ['00:30:00:00', '2026-05-01T22:30:00Z', 1_777_593_637 + 86_400 + 1_800],
    ['20:00:00:00', '2026-05-02T04:00:00Z', 1_777_593_637 + 72_000],
    ['23:30:00:00', '2026-05-01T23:30:00+02:00', 1_777_593_637 + 84_600],
  ])('is, by the timecode %s and recorded at %s, on the day of the camera', (timecode, recorded, origin) => {
    expect(originOf('timecode', { timecode, timecodeRate: '25/1', recorded })).toBe(`${origin}:0`)
  })

  it('is, by its timecode, on the day that a drone writes before the time', () => {
    expect(originOf('timecode', at25, 'DJI_20260501100000_0001_D.MP4')).toBe('1777629637:480000000')
  })

  it('is, by a Broadcast Wave, exact to the sample', () => {
    expect(originOf('timecode', { timecode: '12:40:59+29476/48000', recorded: '2026-05-01T12:40:59' })).toBe(
      `${1_777_593_637 + 45_659}:614083333`,
    )
  })

  it.each([
    ['2026-05-01T10:00:00Z', '1777629637:0'],
    ['2026-05-01T12:00:00+02:00', '1777629637:0'],
    ['2026-05-01T10:00:00', '1777629637:0'],
    ['2026-05-01T10:00:00.123456789Z', '1777629637:123456789'],
    ['2016-12-31T23:59:59Z', '1483228835:0'],
    ['2017-01-01T00:00:00Z', '1483228837:0'],
  ])('is, recorded at %s, on the scale without leap seconds', (recorded, origin) => {
    expect(originOf('recorded', { recorded })).toBe(origin)
    expect(originOf(recorded)).toBe(origin)
  })

  it('is as typed: a timestamp, or a timecode from zero on', () => {
    expect(originOf('1777629637:5')).toBe('1777629637:5')
    expect(originOf('01:00:00;00', { timecodeRate: '30000/1001' })).toBe('3599:996400000')
  })

  it.each([
    ['timecode', {}],
    ['timecode', { timecode: '10:00:00:30', timecodeRate: '25/1' }],
    ['timecode', { timecode: '10:00:00:10' }],
    ['recorded', {}],
    ['00:00:00;00', { timecodeRate: '25/1' }],
  ])('is not known by %s of a file that says %o', (choice, more) => {
    expect(originOf(choice, more)).toMatchObject({ code: 'place-unknown' })
  })

  it('is not known without a rate, and the file says so', () => {
    expect(originOf('timecode', { timecode: '10:00:00:10' })).toMatchObject({
      detail: 'It does not say how many pictures a second the timecode 10:00:00:10 counts.',
    })
  })

  it.each(['', 'now', '2026-05-01', '2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '25:00:00:00', '1:1000000000'])(
    '%j is none',
    (text) => {
      expect(isPlacement(text)).toBe(false)
    },
  )

  it('keeps the way back to the media’s own clock', () => {
    const placement = { origin: 10_000_000_000n, because: '' }
    expect(planOfPlacement(facts(), placement)).toMatchObject({ timerange: '[10:0_12:0)', tsOffset: '8:600000000' })
  })
})

describe('time without leap seconds', () => {
  it('is as far ahead of UTC as this computer says', async () => {
    const list = await readFile('/usr/share/zoneinfo/leap-seconds.list', 'utf8').catch(() => null)
    if (list === null) return console.log('This computer has no list of leap seconds: not compared.')
    const rows = [...list.matchAll(/^(\d{10})\s+(\d+)\s/gm)]
    expect(rows.length).toBeGreaterThan(27)
    for (const [, ntp, seconds] of rows) {
      const at = (BigInt(ntp!) - 2_208_988_800n) * 1_000_000_000n
      expect(atomicTime(at)).toBe(at + BigInt(seconds!) * 1_000_000_000n)
    }
    return undefined
  })

  it('never goes back', () => {
    const instants = fc.bigInt({ min: 0n, max: 2_208_988_800_000_000_000n })
    fc.assert(
      fc.property(instants, instants, (a, b) => {
        const [early, late] = a < b ? [a, b] : [b, a]
        expect(atomicTime(late)).toBeGreaterThanOrEqual(atomicTime(early))
      }),
    )
  })
})
