import type { Problem } from '../../src-shared/problems.ts'

/** Whether an answer to a GET means that nobody with these credentials may read: a token may be there to write only. */
export const mayNotRead = ({ code }: Problem): boolean => code === 'forbidden' || code === 'request-refused'
