import { retryRuleOf, type Problem } from '../../../src-shared/problems.ts'

/**
 * How long to wait before the next try; null where another try cannot help or enough were made.
 *
 * Exponential with full jitter, so that many items do not return in step. A server that names a time is obeyed. The
 * rule of each problem stands in the catalogue (`src-shared/problem-catalogue.ts`).
 *
 * @param attempt the try that just failed, counted from 1
 * @param random from 0 up to 1
 */
export function retryDelayMs(problem: Problem, attempt: number, random: number): number | null {
  const rule = retryRuleOf(problem)
  if (!rule || attempt >= rule.tries) return null
  const jittered = random * Math.min(rule.longestDelayMs, rule.firstDelayMs * 2 ** (attempt - 1))
  return Math.max(jittered, (problem.retryAfterSeconds ?? 0) * 1000)
}
