/** What work answers; null as soon as whoever waits for it is stopped, while the work itself goes on. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const answer = Promise.withResolvers<T | null>()
  const stop = () => answer.resolve(null)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop)
  work.then(answer.resolve, answer.reject)
  return answer.promise.finally(() => signal.removeEventListener('abort', stop))
}

/** Work that answers everybody who asks for the same while it is under way. */
export interface SharedWork<T> {
  /**
   * Begins the work, or joins it. Whoever is stopped leaves the others to wait for it; when the last one has left, the
   * work's own signal stops it. Null where the asker was stopped before there was an answer.
   */
  ask: (key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>) => Promise<T | null>
}

export function createSharedWork<T>(): SharedWork<T> {
  const underWay = new Map<string, { readonly answer: Promise<T>; readonly stop: AbortController; askers: number }>()
  return {
    ask: async (key, signal, work) => {
      const stop = new AbortController()
      const it = underWay.get(key) ?? { answer: work(stop.signal), stop, askers: 0 }
      underWay.set(key, it)
      it.askers += 1
      try {
        return await untilAborted(it.answer, signal)
      } finally {
        it.askers -= 1
        if (it.askers === 0) {
          it.stop.abort()
          if (underWay.get(key) === it) underWay.delete(key)
        }
      }
    },
  }
}
