/**
 * Who is next: ids by their position in the queue, as a binary heap.
 *
 * An item may be offered again at any time; entries that are out of date are dropped when they come up. So an item that
 * does not wait costs nothing, however many of them the queue holds.
 */
export interface WaitingLine {
  offer: (id: string, position: number) => void
  /** The first place that is still taken; null where nobody waits. */
  first: () => Place | null
  /** Takes the first one out. */
  shift: () => string | null
}

export interface Place {
  readonly id: string
  readonly position: number
}

/** @param stillWaits whether the item waits, and at this very position */
export function createWaitingLine(stillWaits: (place: Place) => boolean): WaitingLine {
  const heap: Place[] = []
  const before = (a: number, b: number) => (heap[a]?.position ?? Infinity) < (heap[b]?.position ?? Infinity)
  const swap = (a: number, b: number) => {
    const [first, second] = [heap[a], heap[b]]
    if (first && second) [heap[a], heap[b]] = [second, first]
  }

  function rise(at: number): void {
    for (let parent = (at - 1) >> 1; at > 0 && before(at, parent); parent = (at - 1) >> 1) {
      swap(at, parent)
      at = parent
    }
  }

  function sink(at: number): void {
    for (;;) {
      const left = 2 * at + 1
      const least = before(left + 1, left) ? left + 1 : left
      if (!before(least, at)) return
      swap(at, least)
      at = least
    }
  }

  function dropFirst(): void {
    const last = heap.pop()
    if (heap.length === 0 || !last) return
    heap[0] = last
    sink(0)
  }

  const first = (): Place | null => {
    while (heap[0] && !stillWaits(heap[0])) dropFirst()
    return heap[0] ?? null
  }

  return {
    offer: (id, position) => {
      heap.push({ id, position })
      rise(heap.length - 1)
    },
    first,
    shift: () => {
      const found = first()
      if (found) dropFirst()
      return found?.id ?? null
    },
  }
}
