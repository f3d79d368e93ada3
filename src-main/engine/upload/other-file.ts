import { problem, type Problem } from '../../../src-shared/problems.ts'
import type { StepContext } from './steps/step.ts'

/** The pieces say what the file's look did not: what was sent is of another one. A retry begins anew. */
export function otherFile({ save }: Pick<StepContext, 'save'>, detail: string): Problem {
  save((work) => ({ ...work, sent: 'other' }))
  return problem('file-changed', {}, detail)
}
