import { retriesItself, type Problem } from '../../src-shared/problems.ts'

const MOST_TRIES = 6
const FIRST_DELAY_MS = 1_000
const LONGEST_DELAY_MS = 60_000

/**
 * How long to wait before the next try; null where another try cannot help or enough were made.
 *
 * Exponential with full jitter, so that many items do not return in step. A server that names a time is obeyed.
 *
 * @param attempt the try that just failed, counted from 1
 * @param random from 0 up to 1
 */
export function retryDelayMs(problem: Problem, attempt: number, random: number): number | null {
  if (!retriesItself(problem) || attempt >= MOST_TRIES) return null
  const jittered = random * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1))
  return Math.max(jittered, (problem.retryAfterSeconds ?? 0) * 1000)
}
