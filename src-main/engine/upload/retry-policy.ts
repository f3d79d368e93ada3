import { catalogue, type Problem, type ProblemCode } from '../../../src-shared/problems.ts'

/** How often and how slowly something is tried again. */
interface RetryRule {
  /** Tries in all, the first one included; they count anew when bytes were accepted. */
  readonly tries: number
  readonly firstDelayMs: number
  readonly longestDelayMs: number
}

const rule = (tries: number, firstDelayMs: number, longestDelayMs: number): RetryRule => ({
  tries,
  firstDelayMs,
  longestDelayMs,
})

/**
 * What Framehaul tries again by itself, and how. A code that is missing gets no better by repeating.
 *
 * `server-*` and `store-unreachable` stand here for the single fault of one request: where the server itself is away,
 * the breaker holds the whole queue and no item's tries are spent.
 */
export const retryTable: { readonly [C in ProblemCode]?: RetryRule } = {
  'server-unreachable': rule(8, 1_000, 60_000),
  'server-error': rule(8, 2_000, 120_000),
  'server-garbled': rule(5, 2_000, 60_000),
  'server-busy': rule(12, 2_000, 120_000),
  'store-unreachable': rule(8, 1_000, 60_000),
  'store-error': rule(8, 2_000, 120_000),
  'store-busy': rule(12, 2_000, 120_000),
  'connection-lost': rule(10, 1_000, 60_000),
  'http-broken': rule(4, 500, 10_000),
  stalled: rule(6, 1_000, 60_000),
  // Whatever changes bytes on the way seldom does so thrice; a broken disk or memory always does.
  'checksum-mismatch': rule(3, 1_000, 10_000),
  // A new link is there at once; a server that hands out dead ones is not asked for ever.
  'url-expired': rule(12, 0, 0),
  'network-lost': rule(8, 1_000, 60_000),
  'network-metered': rule(8, 1_000, 60_000),
}

/**
 * How long to wait before the next try; null where another try cannot help or enough were made.
 *
 * Exponential with full jitter, so that many items do not return in step. A server that names a time is obeyed.
 *
 * @param attempt the try that just failed, counted from 1
 * @param random from 0 up to 1
 */
export function retryDelayMs(problem: Problem, attempt: number, random: number): number | null {
  const found = retryTable[problem.code]
  if (!found || attempt >= found.tries) return null
  const jittered = random * Math.min(found.longestDelayMs, found.firstDelayMs * 2 ** (attempt - 1))
  return Math.max(jittered, (problem.retryAfterSeconds ?? 0) * 1000)
}

/** How many tries a problem gets in all; null where it gets no second one. */
export const triesFor = (code: ProblemCode): number | null => retryTable[code]?.tries ?? null

/** Whether the fault is one of the connection that only a person can mend. */
export const needsPerson = (problem: Problem): boolean => catalogue[problem.code].retry !== 'soon'
