import type { Announce } from '../../../src-shared/contract.ts'
import type { Clock } from '../ports.ts'
import type { Progress } from './progress.ts'
import type { Queue, QueueChange } from './queue.ts'
import { viewOf } from '../item/index.ts'

/** A door gets at most ten updates a second, however many chunks move. */
const EVERY_MS = 100

/** Collects what changed and tells it to whoever listens, at a calm pace. */
export interface EventCoalescer {
  onChange: (change: QueueChange) => void
  /** Something is moving: keep reporting until it rests. */
  moving: () => void
  close: () => void
}

export function coalesceEvents(
  clock: Clock,
  queue: () => Queue,
  progress: Progress,
  isMoving: () => boolean,
  announce: Announce,
): EventCoalescer {
  const changed = new Set<string>()
  const removed = new Set<string>()
  let reordered = false
  let callOff: (() => void) | null = null

  function flush(): void {
    callOff = null
    const { get, all } = queue()
    if (changed.size > 0 || removed.size > 0 || reordered) {
      announce('queue:changed', {
        items: [...changed].flatMap((id) => get(id) ?? []).map(viewOf),
        removed: [...removed],
        order: reordered ? all().map((it) => it.id) : null,
      })
      changed.clear()
      removed.clear()
      reordered = false
    }
    const moved = progress.report(all())
    if (moved) announce('queue:progress', moved)
    if (isMoving()) soon()
    else progress.rest()
  }
  const soon = () => {
    callOff ??= clock.after(EVERY_MS, flush)
  }

  return {
    onChange: (change) => {
      for (const { id } of change.changed) {
        changed.add(id)
        // Brought back before its removal was told.
        removed.delete(id)
      }
      for (const id of change.removed) {
        changed.delete(id)
        removed.add(id)
      }
      reordered ||= change.reordered
      soon()
    },
    moving: soon,
    close: () => {
      callOff?.()
      flush()
      callOff?.()
    },
  }
}
