import { create } from 'zustand'
import { useQueue } from '../state/queue-store.ts'

/** How fast it went, second by second: seconds since 1970 and bytes a second. */
interface Throughput {
  readonly times: readonly number[]
  readonly rates: readonly number[]
}

const KEPT_SECONDS = 600

export const useThroughput = create<Throughput>(() => ({ times: [], rates: [] }))

/** Takes a value into the row; pure. A second without news is a second without movement only if somebody says so. */
export function withSample({ times, rates }: Throughput, second: number, rate: number): Throughput {
  if (times.at(-1) === second) return { times, rates: [...rates.slice(0, -1), rate] }
  const from = times.findIndex((it) => it > second - KEPT_SECONDS)
  const kept = from === -1 ? times.length : from
  return { times: [...times.slice(kept), second], rates: [...rates.slice(kept), rate] }
}

/** Counts what moved in each second; runs as long as the window. */
export function followThroughput(): void {
  let before = 0
  setInterval(() => {
    const {
      totals: { bytesSent },
      progress,
    } = useQueue.getState()
    // A queue that came to rest begins to count anew.
    const moved = bytesSent >= before ? bytesSent - before : 0
    before = bytesSent
    const { setState } = useThroughput
    const isIdle = moved === 0 && progress.size === 0
    setState((it) =>
      isIdle && (it.rates.length === 0 || it.rates.slice(-30).every((rate) => rate === 0))
        ? it
        : withSample(it, Math.floor(Date.now() / 1000), moved),
    )
  }, 1000)
}
