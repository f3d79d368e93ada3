import { describe, expect, it } from 'vitest'
import { limitAt, limitsSchema, type Limits } from '../../src-shared/limits.ts'

const MONDAY = 1
const SUNDAY = 0
const at = (day: number, time: string) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return { day, minutes: hours * 60 + minutes }
}
const limits: Limits = {
  bytesPerSecond: 9_000_000,
  schedule: [
    { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00', bytesPerSecond: 2_000_000 },
    { days: [0, 6], from: '22:00', to: '06:00', bytesPerSecond: null },
    { days: [3], from: '00:00', to: '00:00', bytesPerSecond: 1 },
  ],
}

describe('the speed limit', () => {
  it.each([
    [MONDAY, '07:59', 9_000_000],
    [MONDAY, '08:00', 2_000_000],
    [MONDAY, '17:59', 2_000_000],
    [MONDAY, '18:00', 9_000_000],
    [SUNDAY, '12:00', 9_000_000],
    [SUNDAY, '22:00', null],
    [MONDAY, '05:59', null],
    [MONDAY, '06:00', 9_000_000],
    [2, '05:59', 9_000_000],
    [3, '23:59', 1],
    [3, '09:00', 2_000_000],
  ])('on day %i at %s is %s', (day, time, wanted) => {
    expect(limitAt(limits, at(day, time))).toBe(wanted)
  })

  it('refuses a time of day that is none', () => {
    expect(
      limitsSchema.safeParse({
        bytesPerSecond: null,
        schedule: [{ days: [1], from: '24:00', to: '08:00', bytesPerSecond: 1 }],
      }).success,
    ).toBe(false)
  })
})
