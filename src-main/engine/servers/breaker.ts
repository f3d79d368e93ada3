import type { Hold } from '../../../src-shared/connection.ts'
import { mayBeEverybodys, type Problem } from '../../../src-shared/problems.ts'
import type { Clock } from '../ports.ts'
import { allIsWell, holdOf, nextBreakerState, type BreakerEvent, type Check } from './breaker-state.ts'

/**
 * Holds the whole queue while something is away that every item needs, so that 5,000 items do not fail one by one.
 *
 * It opens when an item met trouble and a look at the server shows that the trouble is everybody's; it looks again by
 * itself, less and less often, and closes when all is well. Its states are in `breaker-state.ts`; here are the looks,
 * the timer and who is told.
 */
export interface Breaker {
  /** Why nothing begins now; null while all is well. */
  hold: () => Hold | null
  /**
   * Decides whose trouble it is. `everybody` means that the queue is held now.
   *
   * @param seen `wasServer`: the problem comes from looking at the server itself, so there is no need to look again;
   *   `store`: where the object's bytes were sent to
   */
  judge: (
    id: string,
    problem: Problem,
    seen: { readonly wasServer: boolean; readonly store: string | null },
  ) => Promise<'item' | 'everybody'>
  /** A step went well: what went wrong before was not everybody's. */
  wentWell: () => void
  /** Holds at once, until the check finds nothing wrong. */
  open: (problem: Problem, check: Check) => void
  /** Looks now instead of later. */
  checkNow: () => Promise<void>
  /** Ends; nothing is looked at any more. */
  close: () => void
}

export interface BreakerPorts {
  readonly clock: Clock
  readonly random: () => number
  /** Asks the TAMS server how it is. */
  readonly checkServer: Check
  /** Whether anything at all answers at an object store's origin. */
  readonly isListening: (origin: string) => Promise<boolean>
  readonly onHoldChange: (hold: Hold | null) => void
}

export function createBreaker({ clock, random, checkServer, isListening, onHoldChange }: BreakerPorts): Breaker {
  let state = allIsWell
  let callOffTimer: () => void = () => undefined
  let looking: Promise<void> | null = null
  let asking: Promise<Problem | null> | null = null
  let isClosed = false

  function dispatch(event: BreakerEvent): void {
    if (isClosed) return
    const before = state
    state = nextBreakerState(state, event, { atMs: clock.nowMs(), chance: random() })
    // Another look, or none: what is not of the hold itself (a streak, a check that a person vouched for) tells nobody.
    const isSameHold =
      state.name === 'open' && before.name === 'open' ? state.looks === before.looks : state.name === before.name
    if (isSameHold) return
    callOffTimer()
    if (state.name === 'open') callOffTimer = clock.after(state.nextLookMs - clock.nowMs(), () => void look())
    onHoldChange(holdOf(state))
  }

  /** Asked anew after every wait; the compiler believes that a state never changes. */
  const holdCheck = (): Check | null => (state.name === 'open' ? state.check : null)

  function look(): Promise<void> {
    looking ??= (async () => {
      // A person may vouch for it while it is being looked at: then what was found is out of date, and it is looked
      // again.
      for (let isOutOfDate = true; isOutOfDate && state.name === 'open' && !isClosed;) {
        const { check } = state
        dispatch({ type: 'looked', check, problem: await check() })
        isOutOfDate = holdCheck() !== check
      }
    })().finally(() => {
      looking = null
    })
    return looking
  }

  /** Many items find out at the same time; one look answers all of them. */
  function askServer(): Promise<Problem | null> {
    asking ??= checkServer().finally(() => {
      asking = null
    })
    return asking
  }

  /** What is away for everybody, with how to find out that it is back; null where the trouble is the item's. */
  async function findCause(
    problem: Problem,
    { wasServer, store }: { readonly wasServer: boolean; readonly store: string | null },
  ): Promise<{ readonly problem: Problem; readonly check: Check } | null> {
    if (wasServer) return { problem, check: checkServer }
    if (!mayBeEverybodys(problem)) return null
    if (state.name === 'open') return state
    const server = await askServer()
    if (server) return { problem: server, check: checkServer }
    if (problem.code !== 'store-unreachable' || store === null || (await isListening(store))) return null
    return { problem, check: async () => ((await isListening(store)) ? null : problem) }
  }

  return {
    hold: () => holdOf(state),
    judge: async (id, problem, seen) => {
      const cause = await findCause(problem, seen)
      if (cause) {
        dispatch({ type: 'away', ...cause, isNews: false })
        return 'everybody'
      }
      const before = state
      dispatch({ type: 'refused', id, problem })
      return state.name === 'open' && state.problem === problem && state !== before ? 'everybody' : 'item'
    },
    wentWell: () => dispatch({ type: 'went-well' }),
    open: (problem, check) => dispatch({ type: 'away', problem, check, isNews: true }),
    checkNow: async () => {
      if (state.name === 'closed') return
      if (!(await checkServer())) dispatch({ type: 'mended' })
      await look()
    },
    close: () => {
      isClosed = true
      callOffTimer()
    },
  }
}
