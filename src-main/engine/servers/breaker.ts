import type { Hold } from '../../../src-shared/connection.ts'
import type { Problem, ProblemCode } from '../../../src-shared/problems.ts'
import { isConnectionWide } from '../../../src-shared/problems.ts'
import type { Clock } from '../ports.ts'
import { needsPerson } from '../upload/retry-policy.ts'

/** Looks whether what was missing is back; null where it is, else what is wrong now. */
export type Check = () => Promise<Problem | null>

/**
 * Holds the whole queue while something is away that every item needs, so that 5,000 items do not fail one by one.
 *
 * It opens when an item met trouble and a look at the server shows that the trouble is everybody's; it looks again by
 * itself, less and less often, and closes when all is well.
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
  readonly changed: (hold: Hold | null) => void
}

const FIRST_LOOK_MS = 1_000
const LONGEST_LOOK_MS = 30_000

/** Trouble of one item that may be trouble of the server or of the line to it. */
const MAY_BE_EVERYBODYS: ReadonlySet<ProblemCode> = new Set([
  'server-unreachable',
  'server-error',
  'server-garbled',
  'server-not-tams',
  'server-certificate',
  'not-authorised',
  'login-failed',
  'connection-lost',
  'http-broken',
  'stalled',
  'store-unreachable',
  'store-error',
])

/** So many items in a row with the same fault of the connection, and it is not theirs. */
const STREAK = 3

export function createBreaker({ clock, random, checkServer, isListening, changed }: BreakerPorts): Breaker {
  let held: { hold: Hold; check: Check; looks: number } | null = null
  let callOff: (() => void) | null = null
  let looking: Promise<void> | null = null
  let asking: Promise<Problem | null> | null = null
  let streak: { code: ProblemCode; ids: Set<string> } | null = null
  let closed = false

  function open(problem: Problem, check: Check): void {
    if (closed) return
    const sinceMs = held?.hold.sinceMs ?? clock.nowMs()
    callOff?.()
    const looks = held?.looks ?? 0
    const delay = Math.min(LONGEST_LOOK_MS, FIRST_LOOK_MS * 2 ** looks) * (0.5 + random() / 2)
    held = {
      hold: { problem, sinceMs, nextLookMs: clock.nowMs() + delay, needsPerson: needsPerson(problem) },
      check,
      looks: looks + 1,
    }
    callOff = clock.after(delay, () => void look())
    changed(held.hold)
  }

  /** Many items find out at the same time. */
  function openOnce(problem: Problem, check: Check): void {
    if (!held) open(problem, check)
  }

  function look(): Promise<void> {
    looking ??= (async () => {
      const before = held
      const wrong = before ? await before.check() : null
      if (closed || !before || held !== before) return
      if (wrong) return open(wrong, before.check)
      callOff?.()
      held = null
      changed(null)
    })().finally(() => {
      looking = null
    })
    return looking
  }

  return {
    hold: () => held?.hold ?? null,
    judge: async (id, problem, { wasServer, store }) => {
      if (wasServer) {
        openOnce(problem, checkServer)
        return 'everybody'
      }
      if (MAY_BE_EVERYBODYS.has(problem.code)) {
        if (held) return 'everybody'
        asking ??= checkServer().finally(() => {
          asking = null
        })
        const server = await asking
        if (server) {
          openOnce(server, checkServer)
          return 'everybody'
        }
        if (problem.code === 'store-unreachable' && store !== null && !(await isListening(store))) {
          openOnce(problem, async () => ((await isListening(store)) ? null : problem))
          return 'everybody'
        }
      }
      if (isConnectionWide(problem) && needsPerson(problem)) {
        if (streak?.code !== problem.code) streak = { code: problem.code, ids: new Set() }
        streak.ids.add(id)
        if (streak.ids.size >= STREAK) {
          // Nothing to look at from here: somebody mends it and says so.
          streak = null
          open(problem, () => Promise.resolve(problem))
          return 'everybody'
        }
      }
      return 'item'
    },
    wentWell: () => {
      streak = null
    },
    open,
    checkNow: async () => {
      if (!held) return
      const server = await checkServer()
      // What only a person could mend is believed to be mended when a person says so and the server is there.
      if (!server && held.hold.needsPerson) held = { ...held, check: () => Promise.resolve(null) }
      await look()
    },
    close: () => {
      closed = true
      callOff?.()
    },
  }
}
