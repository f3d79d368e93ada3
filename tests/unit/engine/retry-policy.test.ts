import { describe, expect, it } from 'vitest'
import { retryDelayMs } from '../../../src-main/engine/upload/retry-policy.ts'
import { problem } from '../../../src-shared/problems.ts'

describe('trying again', () => {
  it('waits longer each time, up to a minute, with full jitter', () => {
    expect([1, 2, 3, 4, 5].map((attempt) => retryDelayMs(problem('connection-lost'), attempt, 1))).toEqual([
      1000, 2000, 4000, 8000, 16000,
    ])
    expect(retryDelayMs(problem('connection-lost'), 3, 0)).toBe(0)
  })

  it('ends after enough tries', () => {
    expect(retryDelayMs(problem('connection-lost'), 10, 0.5)).toBeNull()
  })

  it('waits as long as the server asks', () => {
    expect(retryDelayMs({ ...problem('server-busy', { status: 429 }), retryAfterSeconds: 30 }, 1, 0.5)).toBe(30_000)
  })

  it.each(['request-refused', 'forbidden', 'flow-read-only', 'flow-gone', 'not-media', 'signature-refused'] as const)(
    'does not happen for %s, which gets no better',
    (code) => {
      expect(retryDelayMs(problem(code), 1, 0.5)).toBeNull()
    },
  )
})
