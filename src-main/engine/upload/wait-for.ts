import type { Clock } from '../ports.ts'

/** Waits so many ms; ends early where somebody stops the item. */
export const waitFor = (clock: Clock, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const callOff = clock.after(ms, end)
    signal.addEventListener('abort', end, { once: true })
    function end(): void {
      callOff()
      signal.removeEventListener('abort', end)
      resolve()
    }
  })
