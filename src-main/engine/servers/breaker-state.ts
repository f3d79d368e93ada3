import type { Hold } from '../../../src-shared/connection.ts'
import type { Step } from '../../../src-shared/item/steps.ts'
import { isConnectionWide, needsPerson, type Problem, type ProblemCode } from '../../../src-shared/problems.ts'

/** Looks whether what was missing is back; null where it is, else what is wrong now. */
export type Check = () => Promise<Problem | null>

/** Items in a row that met the same fault at the same step, which only a person can mend. */
interface Streak {
  readonly code: ProblemCode
  readonly step: Step
  readonly ids: ReadonlySet<string>
}

/**
 * Whether the queue may move: `closed` while all is well (as of an electric circuit), `open` while something is away
 * that every item needs.
 */
export type BreakerState =
  | { readonly name: 'closed'; readonly streak: Streak | null }
  | {
      readonly name: 'open'
      readonly streak: Streak | null
      readonly problem: Problem
      /** How to find out that it is back. */
      readonly check: Check
      readonly sinceMs: number
      /** Counted from 1; it is looked again less and less often. */
      readonly looks: number
      readonly nextLookMs: number
    }

/** When something happened, and chance from 0 up to 1 for the time until the next look. */
export interface Moment {
  readonly atMs: number
  readonly chance: number
}

export type BreakerEvent =
  /** Something is away for everybody; `isNews` where it replaces what the queue is held for already. */
  | { readonly type: 'away'; readonly problem: Problem; readonly check: Check; readonly isNews: boolean }
  /** An item met trouble that only a person can mend. */
  | { readonly type: 'refused'; readonly id: string; readonly step: Step; readonly problem: Problem }
  /** What was found by looking; an answer to a look of an earlier hold is a stranger's. */
  | { readonly type: 'looked'; readonly check: Check; readonly problem: Problem | null }
  /** A person says that it is mended, and the server is there. */
  | { readonly type: 'mended' }
  /** A step went well: what went wrong at it before was not everybody's. */
  | { readonly type: 'went-well'; readonly step: Step }

const FIRST_LOOK_MS = 1_000
const LONGEST_LOOK_MS = 30_000

/** So many items in a row with the same fault of the connection, and it is not theirs. */
const STREAK = 3

export const allIsWell: BreakerState = { name: 'closed', streak: null }

/** The next state. Pure and total: an event that means nothing here returns the very same object. */
export function nextBreakerState(state: BreakerState, event: BreakerEvent, moment: Moment): BreakerState {
  switch (event.type) {
    case 'away':
      return state.name === 'open' && !event.isNews ? state : opened(state, event.problem, event.check, moment)
    case 'refused':
      return refused(state, event, moment)
    case 'looked':
      if (state.name !== 'open' || state.check !== event.check) return state
      return event.problem
        ? opened(state, event.problem, event.check, moment)
        : { name: 'closed', streak: state.streak }
    case 'mended':
      // What only a person could mend is believed to be mended when a person says so.
      return state.name === 'open' && needsPerson(state.problem)
        ? { ...state, check: () => Promise.resolve(null) }
        : state
    case 'went-well':
      return state.streak?.step === event.step ? { ...state, streak: null } : state
  }
}

/** What a door shows of it. */
export const holdOf = (state: BreakerState): Hold | null =>
  state.name === 'closed'
    ? null
    : {
        problem: state.problem,
        sinceMs: state.sinceMs,
        nextLookMs: state.nextLookMs,
        needsPerson: needsPerson(state.problem),
      }

function opened(state: BreakerState, problem: Problem, check: Check, { atMs, chance }: Moment): BreakerState {
  const { sinceMs, looks } = state.name === 'open' ? state : { sinceMs: atMs, looks: 0 }
  const delay = Math.min(LONGEST_LOOK_MS, FIRST_LOOK_MS * 2 ** looks) * (0.5 + chance / 2)
  return { name: 'open', streak: state.streak, problem, check, sinceMs, looks: looks + 1, nextLookMs: atMs + delay }
}

function refused(
  state: BreakerState,
  { id, step, problem }: Extract<BreakerEvent, { type: 'refused' }>,
  moment: Moment,
): BreakerState {
  if (!isConnectionWide(problem) || !needsPerson(problem)) return state
  const { code } = problem
  const before = state.streak?.code === code && state.streak.step === step ? state.streak.ids : []
  const ids = new Set([...before, id])
  if (ids.size < STREAK) return { ...state, streak: { code, step, ids } }
  // Nothing to look at from here: somebody mends it and says so.
  return opened({ ...state, streak: null }, problem, () => Promise.resolve(problem), moment)
}
