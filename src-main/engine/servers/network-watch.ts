import { problem, type Problem } from '../../../src-shared/problems.ts'
import type { Breaker } from './breaker.ts'
import type { Clock, NetworkPort } from '../ports.ts'

const LOOK_EVERY_MS = 5_000
/** Asking about cost starts a program. */
const ASK_COST_EVERY = 6

export interface NetworkWatch {
  setUseMetered: (useMetered: boolean) => void
  /** What speaks against uploading now; null where nothing does. */
  check: () => Promise<Problem | null>
  close: () => void
}

/**
 * Holds the queue while this computer has no network, or one that costs by volume, and has the server looked at as soon
 * as the network is back. Watches only while there is something to upload, and not for a server on this computer.
 */
export function createNetworkWatch(
  clock: Clock,
  network: NetworkPort,
  breaker: Breaker,
  isNeeded: () => boolean,
): NetworkWatch {
  let useMetered = false
  let wasOnline = true
  let looks = 0
  let closed = false
  let callOff = clock.after(LOOK_EVERY_MS, () => void look())

  async function check(): Promise<Problem | null> {
    if (!isNeeded()) return null
    if (!network.isOnline()) return problem('network-lost')
    return !useMetered && (await network.isMetered()) === true ? problem('network-metered') : null
  }

  async function look(): Promise<void> {
    if (isNeeded()) {
      const isOnline = network.isOnline()
      if (isOnline && !wasOnline) void breaker.checkNow()
      wasOnline = isOnline
      looks += 1
      if (!breaker.hold() && (!isOnline || looks % ASK_COST_EVERY === 1)) {
        const fault = await check()
        if (fault && !closed) breaker.open(fault, check)
      }
    }
    if (!closed) callOff = clock.after(LOOK_EVERY_MS, () => void look())
  }

  return {
    setUseMetered: (next) => {
      useMetered = next
      if (next && breaker.hold()?.problem.code === 'network-metered') void breaker.checkNow()
    },
    check,
    close: () => {
      closed = true
      callOff()
    },
  }
}
