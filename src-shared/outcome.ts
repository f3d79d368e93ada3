import type { Problem } from './problems.ts'

/**
 * What every fallible operation answers: a value, or a {@link Problem} a person can act on.
 *
 * Exceptions are left to bugs, so a caller that forgets the unhappy side does not compile.
 */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

/**
 * A problem on its way through code that cannot answer with one: a failure of the journal under everything, and no
 * more.
 */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value })

export const failed = <T = never>(problem: Problem): Outcome<T> => ({ ok: false, problem })
