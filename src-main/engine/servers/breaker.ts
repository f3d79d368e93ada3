import type { Hold } from '../../../src-shared/connection.ts'
import type { Step } from '../../../src-shared/item/steps.ts'
import { mayBeEverybodys, problem, type Problem } from '../../../src-shared/problems.ts'
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
   *   `store`: where bytes of the item were sent to last, whole or in pieces: the URL without its query (a link is a
   *   secret); null where none were
   */
  judge: (
    id: string,
    problem: Problem,
    seen: { readonly step: Step; readonly wasServer: boolean; readonly store: string | null },
  ) => Promise<'item' | 'everybody'>
  /** A step went well: what went wrong at it before was not everybody's. */
  wentWell: (step: Step) => void
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
  /** Whether anybody is there who takes objects at this URL. */
  readonly isListening: (url: string, signal: AbortSignal) => Promise<boolean>
  readonly onHoldChange: (hold: Hold | null) => void
}

/** A look that has not ended by then never will: every request of ours has given up long before. */
const LOOK_IS_LOST_MS = 150_000

export function createBreaker({ clock, random, isListening, onHoldChange, ...ports }: BreakerPorts): Breaker {
  const checkServer = newestOf(ports.checkServer)
  let state = allIsWell
  let callOffTimer: () => void = () => undefined
  let asking: Promise<Problem | null> | null = null
  const closing = new AbortController()

  function dispatch(event: BreakerEvent): void {
    if (closing.signal.aborted) return
    const before = state
    state = nextBreakerState(state, event, { atMs: clock.nowMs(), chance: random() })
    // Another look, or none: what is not of the hold itself (a streak, a check that a person vouched for) tells nobody.
    const isSameHold =
      state.name === 'open' && before.name === 'open' ? state.looks === before.looks : state.name === before.name
    if (isSameHold) return
    if (state.name === 'open') lookIn(state.nextLookMs - clock.nowMs())
    else callOffTimer()
    onHoldChange(holdOf(state))
  }

  function lookIn(ms: number): void {
    callOffTimer()
    callOffTimer = clock.after(ms, () => void look())
  }

  /**
   * Looks whether what is held for is back. Any number of looks may overlap: none waits for another, which may have
   * begun long before the server came back. While the queue is held a timer is always set, or nobody would look again.
   */
  async function look(): Promise<void> {
    if (state.name !== 'open' || closing.signal.aborted) return
    const { check, problem: known } = state
    lookIn(LOOK_IS_LOST_MS)
    // A look that ends with a fault has found nothing better.
    const found = await check().catch(() => known)
    dispatch({ type: 'looked', check, problem: found })
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
    found: Problem,
    { wasServer, store }: { readonly wasServer: boolean; readonly store: string | null },
  ): Promise<{ readonly problem: Problem; readonly check: Check } | null> {
    if (wasServer) return { problem: found, check: checkServer }
    if (!mayBeEverybodys(found)) return null
    if (state.name === 'open') return state
    const server = await askServer()
    if (server) return { problem: server, check: checkServer }
    if (store === null) return null
    const away = found.code.startsWith('store-') ? found : problem('store-unreachable', { host: new URL(store).host })
    const check = newestOf(async () => ((await isListening(store, closing.signal)) ? null : away))
    return (await check()) && { problem: away, check }
  }

  return {
    hold: () => holdOf(state),
    judge: async (id, found, seen) => {
      const cause = await findCause(found, seen)
      if (cause) {
        dispatch({ type: 'away', ...cause, isNews: false })
        return 'everybody'
      }
      const before = state
      dispatch({ type: 'refused', id, step: seen.step, problem: found })
      return state.name === 'open' && state.problem === found && state !== before ? 'everybody' : 'item'
    },
    wentWell: (step) => dispatch({ type: 'went-well', step }),
    open: (found, check) => dispatch({ type: 'away', problem: found, check: newestOf(check), isNews: true }),
    checkNow: async () => {
      if (state.name === 'closed') return
      const { problem: known } = state
      if (!(await checkServer().catch(() => known))) dispatch({ type: 'mended' })
      await look()
    },
    close: () => {
      closing.abort()
      callOffTimer()
    },
  }
}

/** The same check; one that ends after another that began later is out of date, and answers what that one found. */
function newestOf(check: Check): Check {
  let begun = 0
  let newest: { readonly number: number; readonly found: Problem | null } | null = null
  return async () => {
    begun += 1
    const number = begun
    const found = await check()
    if (newest === null || newest.number < number) newest = { number, found }
    return newest.found
  }
}
