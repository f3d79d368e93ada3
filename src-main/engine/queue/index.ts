/** Who waits, who runs, and what is told of it. */
export { coalesceEvents } from './coalesce-events.ts'
export { createContentIndex } from './content-index.ts'
export { type Progress, createProgress } from './progress.ts'
export { type Queue, type QueueChange, openQueue } from './queue.ts'
export { createScheduler } from './scheduler.ts'
export { createMovingItems } from './moving-items.ts'
export { createRestWaiters } from './rest-waiters.ts'
export { createTrash, type Trash } from './trash.ts'
