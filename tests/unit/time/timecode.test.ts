import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRational, rational, type Rational } from '../../../src-shared/time/rational.ts'
import {
  framesSinceMidnight,
  parseTimecode,
  timeOfSamples,
  timeOfTimecode,
  type Timecode,
} from '../../../src-shared/time/timecode.ts'

const framesOf = (text: string, rate: string) => framesSinceMidnight(parseTimecode(text)!, parseRational(rate)!)
const timeOf = (text: string, rate: string) => timeOfTimecode(parseTimecode(text)!, parseRational(rate)!)

describe('a timecode', () => {
  // By hand: frames = label − 2 a minute, but for every tenth; then 1001/30000 s each.
  it.each([
    ['00:00:00;00', '30000/1001', 0n, 0n],
    ['00:00:59;29', '30000/1001', 1_799n, 60_026_633_333n],
    ['00:01:00;02', '30000/1001', 1_800n, 60_060_000_000n],
    ['00:10:00;00', '30000/1001', 17_982n, 599_999_400_000n],
    ['01:00:00;00', '30000/1001', 107_892n, 3_599_996_400_000n],
    ['10:04:10;07', '30000/1001', 1_086_419n, 36_250_180_633_333n],
    ['01:00:00;00', '60000/1001', 215_784n, 3_599_996_400_000n],
    ['01:00:00:00', '30000/1001', 108_000n, 3_603_600_000_000n],
    ['01:00:00;00', '2997/100', 107_892n, 3_599_996_400_000n],
    ['01:00:00;00', '5994/100', 215_784n, 3_599_996_400_000n],
    ['01:00:00:00', '2997/125', 86_400n, 3_603_600_000_000n],
    ['10:00:00:12', '25/1', 900_012n, 36_000_480_000_000n],
    ['23:59:59:23', '24000/1001', 2_073_599n, 86_486_358_291_667n],
  ])('%s at %s is %s frames after midnight', (text, rate, frames, time) => {
    expect(framesOf(text, rate)).toBe(frames)
    expect(timeOf(text, rate)).toBe(time)
  })

  it.each([
    ['10:00:00:25', '25/1'],
    ['00:01:00;00', '30000/1001'],
    ['00:01:00;01', '30000/1001'],
    ['00:09:00;03', '60000/1001'],
    ['00:00:10;00', '25/1'],
    ['00:00:10;00', '24000/1001'],
  ])('%s at %s belongs to no picture', (text, rate) => {
    expect(framesOf(text, rate)).toBeNull()
  })

  it.each(['24:00:00:00', '10:60:00:00', '10:00:00', '1:00:00:00', '10:00:00:0', 'ten', ''])('%j is none', (text) => {
    expect(parseTimecode(text)).toBeNull()
  })

  /** The label after this one, as a generator counts. */
  function after({ hours, minutes, seconds, frames, isDropFrame }: Timecode, counted: number): Timecode {
    const next = { hours, minutes, seconds, frames: frames + 1, isDropFrame }
    if (next.frames === counted) Object.assign(next, { frames: 0, seconds: seconds + 1 })
    if (next.seconds === 60) Object.assign(next, { seconds: 0, minutes: minutes + 1 })
    if (next.minutes === 60) Object.assign(next, { minutes: 0, hours: (hours + 1) % 24 })
    const isLeftOut = isDropFrame && next.seconds === 0 && next.minutes % 10 !== 0 && next.frames === 0
    return isLeftOut ? { ...next, frames: counted / 15 } : next
  }

  it('is one frame after the label before it, at every minute of the day', () => {
    const rates: [Rational, number, boolean][] = [
      [rational(30000n, 1001n), 30, true],
      [rational(60000n, 1001n), 60, true],
      [rational(30000n, 1001n), 30, false],
      [rational(25n), 25, false],
    ]
    for (const [rate, counted, isDropFrame] of rates)
      for (let minute = 0; minute < 24 * 60 - 1; minute += 1) {
        const last = { hours: Math.floor(minute / 60), minutes: minute % 60, seconds: 59, frames: counted - 1 }
        const before = { ...last, isDropFrame }
        const frames = framesSinceMidnight(before, rate)!
        expect(framesSinceMidnight(after(before, counted), rate)).toBe(frames + 1n)
      }
  })

  it('of drop-frame is never further from the clock on the wall than a fifth of a second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_399 }), fc.integer({ min: 4, max: 29 }), (second, frames) => {
        const [hours, minutes, seconds] = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60]
        const label = { hours, minutes, seconds, frames, isDropFrame: true }
        const time = timeOfTimecode(label, rational(30000n, 1001n))!
        expect(Math.abs(Number(time) / 1e9 - (second + frames / 30))).toBeLessThan(0.2)
      }),
    )
  })
})

describe('samples since midnight', () => {
  it.each([
    ['12:40:59+29476/48000', 45_659_614_083_333n],
    ['00:00:00+1/44100', 22_676n],
    ['12:40:59', null],
  ])('%s', (text, time) => {
    expect(timeOfSamples(text)).toBe(time)
  })
})
