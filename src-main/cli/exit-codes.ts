import type { Problem } from '../../src-shared/problems.ts'

/** What the process says when it ends; part of the command line's contract. */
export const exitCodes = { allDone: 0, someFailed: 1, wrongCall: 2, noServer: 3, interrupted: 130 } as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends a command early with a problem that is not about a single item. */
export class CommandStopped extends Error {
  readonly problem: Problem
  readonly code: ExitCode
  constructor(problem: Problem, code: ExitCode) {
    super(problem.message)
    this.problem = problem
    this.code = code
  }
}
