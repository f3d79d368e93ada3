/** Half of what was known counts after this long: a speed smoothed like this does not make the time left jump. */
const HALF_LIFE_MS = 10_000
/** Shorter observations than this say nothing about the time left. */
const MEANINGFUL_AFTER_MS = 3_000

/** A smoothed speed. Immutable: every observation gives a new one. */
export interface Speed {
  readonly bytesPerSecond: number
  readonly observedMs: number
  readonly lastMs: number
}

export const startOfSpeed = (nowMs: number): Speed => ({ bytesPerSecond: 0, observedMs: 0, lastMs: nowMs })

/** Takes in that so many bytes moved since the last observation. */
export function observe(speed: Speed, bytes: number, nowMs: number): Speed {
  const elapsed = nowMs - speed.lastMs
  if (elapsed <= 0) return speed
  const instant = (bytes * 1000) / elapsed
  // Until there is enough to be smoothed it is the plain average: else a slow first moment would be seen for half a
  // minute.
  const weight = Math.max(1 - 2 ** (-elapsed / HALF_LIFE_MS), elapsed / (speed.observedMs + elapsed))
  return {
    bytesPerSecond: speed.bytesPerSecond + (instant - speed.bytesPerSecond) * weight,
    observedMs: speed.observedMs + elapsed,
    lastMs: nowMs,
  }
}

/** Seconds until so many bytes are sent; null while that would be a guess. */
export function secondsLeft(speed: Speed, bytesLeft: number): number | null {
  if (speed.observedMs < MEANINGFUL_AFTER_MS || speed.bytesPerSecond < 1) return null
  return bytesLeft / speed.bytesPerSecond
}
