import { z } from 'zod'
import { calls, isCallName, type Handlers } from './contract.ts'
import { failed, ProblemError, type Outcome } from './outcome.ts'
import { problem, withoutSecrets } from './problems.ts'

/**
 * Answers one call that came over a border: parses what is asked, runs the handler, and always settles.
 *
 * Exceptions of a handler are bugs; they become a problem with a detail instead of a promise that never settles.
 */
export async function serveCall(handlers: Handlers, name: unknown, ask: unknown): Promise<Outcome<unknown>> {
  if (!isCallName(name)) return failed(problem('bad-call', { field: 'an unknown call' }))
  const asked = calls[name].ask.safeParse(ask)
  if (!asked.success)
    return failed(
      problem('bad-call', { field: asked.error.issues[0]?.path.join('.') || name }, z.prettifyError(asked.error)),
    )
  try {
    // The name picks the schema and the handler together; the compiler cannot follow that.
    const handler = handlers[name] as (asked: unknown) => Promise<Outcome<unknown>>
    return await handler(asked.data)
  } catch (error) {
    if (error instanceof ProblemError) return failed(error.problem)
    return failed(
      problem('internal', {}, withoutSecrets(error instanceof Error ? (error.stack ?? error.message) : String(error))),
    )
  }
}
