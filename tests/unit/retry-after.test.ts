import { describe, expect, it } from 'vitest'
import { retryAfterSeconds } from '../../src-shared/retry-after.ts'

describe('how long a server asks us to wait', () => {
  const nowMs = Date.UTC(2026, 0, 1, 12, 0, 0)

  it.each([
    ['7', 7],
    ['0', 0],
    [' 1.5 ', 1.5],
    ['3600', 3600],
    ['2147484', 3600],
    ['99999999999999999999999999', 3600],
    ['Thu, 01 Jan 2026 12:00:30 GMT', 30],
    ['Thursday, 01-Jan-26 12:00:30 GMT', 30],
    ['Thu Jan  1 12:00:30 2026', 30],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
    ['Fri, 01 Jan 2027 12:00:00 GMT', 3600],
    ['-5', null],
    ['soon', null],
    ['', null],
  ])('is, where it says %j, %s seconds', (said, seconds) => {
    expect(retryAfterSeconds({ 'retry-after': said }, nowMs)).toBe(seconds)
  })

  it('is not said where nothing is', () => {
    expect(retryAfterSeconds({}, nowMs)).toBeNull()
  })

  it('is counted by the clock of whoever says a date', () => {
    const date = 'Thu, 01 Jan 2026 15:00:00 GMT'
    expect(retryAfterSeconds({ 'retry-after': 'Thu, 01 Jan 2026 15:00:30 GMT', date }, nowMs)).toBe(30)
  })
})
