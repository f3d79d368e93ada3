/** Bytes a second, shared by every transfer that is given the same limit. */
export interface RateLimit {
  /** Resolves when so many bytes may be sent; at once where there is no limit. Rejects with the signal's reason. */
  take: (bytes: number, signal: AbortSignal) => Promise<void>
  /** How much to take at a time, so that a slow limit still moves several times a second. At most `largest`. */
  blockBytes: (largest: number) => number
  /** Changes it for what is under way too; null lifts it. */
  set: (bytesPerSecond: number | null) => void
}

/**
 * A token bucket one second deep. Takers queue behind each other, so that many transfers share the limit evenly.
 *
 * @param nowMs a clock that only goes forward
 */
export function createRateLimit(
  bytesPerSecond: number | null,
  nowMs: () => number = () => performance.now(),
): RateLimit {
  let rate = bytesPerSecond
  /** The moment at which everything taken so far will have been paid for. */
  let paidUntilMs = nowMs()
  return {
    blockBytes: (largest) => (rate === null ? largest : Math.min(largest, Math.max(4_096, Math.floor(rate / 8)))),
    set: (next) => {
      rate = next
      paidUntilMs = Math.min(paidUntilMs, nowMs())
    },
    take: async (bytes, signal) => {
      if (rate === null) return
      paidUntilMs = Math.max(paidUntilMs, nowMs() - 1000) + (bytes * 1000) / rate
      const wait = paidUntilMs - nowMs()
      if (wait > 0) await sleep(wait, signal)
    },
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
