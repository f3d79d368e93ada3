import type { Engine } from '../engine/index.ts'
import type { Output } from './output.ts'

/** A signal that comes twice at once came from the terminal and from a parent that passed it on: it counts once. */
const SAME_SIGNAL_MS = 300

/** What is to be finished and stands still for so long is left: a run that was asked to end must end. */
export const STANDSTILL_SECONDS = 30

export interface Interrupts {
  /** Whether somebody asked this run to end. */
  readonly isInterrupted: () => boolean
  /** Something was sent, or an item changed. */
  onMoved: () => void
  stopListening: () => void
}

/**
 * Ctrl-C once finishes what is being sent, as long as it moves; a second one stops at once, and so does a polite kill.
 *
 * @param signals where they come from
 */
export function listenForInterrupts(
  output: Pick<Output, 'say'>,
  engine: Pick<Engine, 'finish'>,
  onStop: () => void,
  signals: Pick<NodeJS.EventEmitter, 'on' | 'off'> = process,
): Interrupts {
  let isInterrupted = false
  let firstMs: number | null = null
  let standstill: NodeJS.Timeout | undefined
  const onMoved = () => {
    if (firstMs === null) return
    clearTimeout(standstill)
    standstill = setTimeout(onStop, STANDSTILL_SECONDS * 1000)
  }
  const onSignal = (signal: NodeJS.Signals) => {
    isInterrupted = true
    if (firstMs === null && signal === 'SIGINT') {
      firstMs = Date.now()
      output.say(
        `Finishing what is being sent; what stands still for ${STANDSTILL_SECONDS} seconds is left. ` +
          'Press Ctrl-C again to stop now.',
      )
      onMoved()
      void engine.finish().then(onStop)
    } else if (signal !== 'SIGINT' || Date.now() - (firstMs ?? 0) > SAME_SIGNAL_MS) {
      onStop()
    }
  }
  signals.on('SIGINT', onSignal)
  signals.on('SIGTERM', onSignal)
  return {
    isInterrupted: () => isInterrupted,
    onMoved,
    stopListening: () => {
      firstMs = null
      clearTimeout(standstill)
      signals.off('SIGINT', onSignal)
      signals.off('SIGTERM', onSignal)
    },
  }
}
