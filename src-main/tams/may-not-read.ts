import type { Problem } from '../../src-shared/problems.ts'

/**
 * Whether an answer to a GET means that nobody with these credentials may read: a token may be there to write only. One
 * that is sent elsewhere was not refused, it has no answer.
 */
export const mayNotRead = ({ code, values }: Problem): boolean =>
  code === 'forbidden' || (code === 'request-refused' && Number(values?.['status']) >= 400)
