import type { Problem } from '../../src-shared/problems.ts'

/**
 * Whether an answer to a GET means that nobody with these credentials may read, or nobody at all: a token may be there
 * to write only. One that is sent elsewhere, or whose question was not understood, was not refused.
 */
export const mayNotRead = ({ code, values }: Problem): boolean =>
  code === 'forbidden' || (code === 'request-refused' && Number(values?.['status']) === 405)
