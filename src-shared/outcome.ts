import type { Problem } from './problems.ts'

/**
 * What every fallible operation answers: a value, or a {@link Problem} a person can act on.
 *
 * Exceptions are left to bugs, so a caller that forgets the unhappy side does not compile.
 */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value })

export const failed = <T = never>(problem: Problem): Outcome<T> => ({ ok: false, problem })
