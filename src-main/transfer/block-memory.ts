/** Measured before the first line: below this, reading in Node costs more than the network; see docs/performance.md. */
export const BLOCK_BYTES = 1024 * 1024

/** One block's worth of memory that both the sending and the hashing thread can see. */
export type Slot = Uint8Array<SharedArrayBuffer>

const free: Slot[] = []

/**
 * [Note: Shared blocks are not collected] V8 does not count shared memory: handing every block over in memory of its
 * own left 3 GB of a 4 GiB file behind before the first collection. So the slots of the whole process are few and are
 * written again and again, which also spares the system from handing out and clearing fresh pages for every block.
 */
export const takeSlot = (): Slot => free.pop() ?? new Uint8Array(new SharedArrayBuffer(BLOCK_BYTES))

/**
 * Only once nobody reads it any more: neither the hashing thread nor the socket. A slot of which that is not sure is
 * left to the collector.
 */
export const giveBack = (slot: Slot): void => void free.push(slot)
