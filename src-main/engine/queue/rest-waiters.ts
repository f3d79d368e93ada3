/** Whoever waits until nothing moves and nothing will by itself. */
export interface RestWaiters {
  willMove: () => boolean
  atRest: () => Promise<void>
  /** Something changed: looks, once what is being told has been told. */
  lookSoon: () => void
}

export function createRestWaiters(willMove: () => boolean): RestWaiters {
  const waiting = new Set<() => void>()

  function look(): void {
    if (willMove()) return
    for (const resolve of waiting) resolve()
    waiting.clear()
  }

  const lookSoon = () => {
    if (waiting.size > 0) queueMicrotask(look)
  }

  return {
    willMove,
    lookSoon,
    atRest: () =>
      new Promise((resolve) => {
        waiting.add(resolve)
        lookSoon()
      }),
  }
}
