import { ProblemError } from '../../src-shared/outcome.ts'
import type { Problem } from '../../src-shared/problems.ts'
import type { Journal } from './journal/index.ts'
import type { Breaker } from './servers/index.ts'

export interface JournalOutagePorts {
  readonly journal: Pick<Journal, 'saveSetting'>
  readonly breaker: Pick<Breaker, 'open'>
  readonly nowMs: () => number
  /** Stops all that runs; resolves when it has stopped. */
  readonly stopAll: () => Promise<void>
  /** Does what a restart does. */
  readonly restart: () => void
}

/**
 * Nothing can be written down, so nothing may happen: all work stops as if the process had died, and what a restart
 * does is done when the disk takes writes again.
 */
export interface JournalOutage {
  /** What was thrown under the engine's own work; throws it again where it is a bug. */
  begin: (error: unknown) => void
  /** The queue is no longer held. Answers whether it was held for the journal, which is being mended now. */
  end: () => boolean
}

export function createJournalOutage(ports: JournalOutagePorts): JournalOutage {
  let isOut = false

  function begin(error: unknown): void {
    if (!(error instanceof ProblemError)) throw error
    if (isOut) return
    isOut = true
    void ports.stopAll()
    ports.breaker.open(error.problem, () => Promise.resolve(tryWriting(error.problem)))
  }

  function tryWriting(before: Problem): Problem | null {
    try {
      ports.journal.saveSetting('written', String(ports.nowMs()))
      return null
    } catch (error) {
      return error instanceof ProblemError ? error.problem : before
    }
  }

  function restart(): void {
    isOut = false
    try {
      ports.restart()
    } catch (error) {
      begin(error)
    }
  }

  return {
    begin,
    end: () => {
      if (!isOut) return false
      void ports.stopAll().then(restart)
      return true
    },
  }
}
