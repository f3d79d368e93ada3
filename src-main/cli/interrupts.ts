import type { Engine } from '../engine/index.ts'
import type { Output } from './output.ts'

/** A signal that comes twice at once came from the terminal and from a parent that passed it on: it counts once. */
const SAME_SIGNAL_MS = 300

export interface Interrupts {
  /** Whether somebody asked this run to end. */
  readonly isInterrupted: () => boolean
  stopListening: () => void
}

/** Ctrl-C once finishes what is being sent, a second one stops at once, and so does a polite kill. */
export function listenForInterrupts(output: Output, engine: Engine, onStop: () => void): Interrupts {
  let isInterrupted = false
  let firstMs: number | null = null
  const onSignal = (signal: NodeJS.Signals) => {
    isInterrupted = true
    if (firstMs === null && signal === 'SIGINT') {
      firstMs = Date.now()
      output.say('Finishing what is being sent. Press Ctrl-C again to stop now.')
      void engine.finish().then(onStop)
    } else if (signal !== 'SIGINT' || Date.now() - (firstMs ?? 0) > SAME_SIGNAL_MS) {
      onStop()
    }
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    isInterrupted: () => isInterrupted,
    stopListening: () => {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}
