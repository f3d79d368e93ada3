import type { Hold } from '../../src-shared/connection.ts'
import { count } from '../../src-shared/words/quantities.ts'
import type { Output } from './output.ts'

/** Long enough for a server to be restarted or a line to be mended; a script still ends in the same hour. */
export const DEFAULT_SERVER_WAIT_SECONDS = 900

export interface ServerWait {
  /** The queue is held for this reason, or goes on again. */
  onHold: (hold: Hold | null) => void
  stop: () => void
}

/**
 * Says once that everything waits and once that it goes on; gives up when it takes too long. What is left is resumable.
 */
export function createServerWait(
  output: Output,
  limits: { readonly seconds: number; readonly onGiveUp: () => void },
  waitingCount: () => number,
): ServerWait {
  let timer: NodeJS.Timeout | undefined
  let announced: string | null = null
  let isOver = false
  return {
    onHold: (hold) => {
      if (isOver) return
      if (hold) timer ??= setTimeout(limits.onGiveUp, limits.seconds * 1000)
      else {
        clearTimeout(timer)
        timer = undefined
      }
      if (hold?.problem.code === announced) return
      if (hold) output.say(`${hold.problem.message} ${count(waitingCount(), 'file')} waiting. ${hold.problem.remedy}`)
      else if (announced !== null) output.say('It is back; continuing.')
      announced = hold?.problem.code ?? null
    },
    stop: () => {
      isOver = true
      clearTimeout(timer)
    },
  }
}
