import type { FileHandle } from 'node:fs/promises'
import { BLOCK_BYTES, giveBack, takeSlot, type Slot } from './block-memory.ts'
import type { HashSession } from './hasher.ts'

/** The file ended before the range did: somebody is writing to it. */
export class FileEndedEarly extends Error {}

/** The disk did not give what it should; `code` is the system's. */
export class FileUnreadable extends Error {
  readonly code: string
  constructor(error: unknown) {
    super((error as Error).message)
    this.code = (error as NodeJS.ErrnoException).code ?? ''
  }
}

/** A range of an open file, and what is done with every block on its way. */
export interface BlocksOf {
  readonly handle: FileHandle
  readonly start: number
  readonly length: number
  /** Asked before each block: at most so many bytes. */
  readonly blockBytes: () => number
  readonly hash: HashSession | null
  /** Awaited before a block is handed on: the place for a speed limit. */
  readonly beforeBlock: (bytes: number) => Promise<void>
}

interface Block {
  readonly slot: Slot
  readonly bytes: Slot
}

/** Blocks that may wait for the hashing thread while the next ones are sent. */
const MOST_UNHASHED = 3

/**
 * Reads a range of a file as large blocks, one ahead of the one that is being sent, while a thread beside hashes them.
 *
 * Whoever takes the blocks asks for the next one only when the socket has taken the one before: its memory is then used
 * again. Memory does not depend on the length.
 */
export async function* fileBlocks(of: BlocksOf): AsyncGenerator<Uint8Array, void, void> {
  let position = of.start
  const end = of.start + of.length
  const unhashed: { hashed: Promise<void>; slot: Slot }[] = []

  async function read(): Promise<Block | null> {
    if (position === end) return null
    const slot = takeSlot()
    const bytes = slot.subarray(0, Math.min(of.blockBytes(), BLOCK_BYTES, end - position))
    for (let filled = 0; filled < bytes.length;) {
      const { bytesRead } = await of.handle
        .read(bytes, filled, bytes.length - filled, position + filled)
        .catch((error: unknown) => {
          throw new FileUnreadable(error)
        })
      if (bytesRead === 0) throw new FileEndedEarly()
      filled += bytesRead
    }
    position += bytes.length
    return { slot, bytes }
  }

  async function waitForHashing(most: number): Promise<void> {
    while (unhashed.length > most) {
      const first = unhashed.shift()
      await first?.hashed
      if (first) giveBack(first.slot)
    }
  }

  let ahead = read()
  for (let block = await ahead; block !== null; block = await ahead) {
    ahead = read()
    // Whoever stops taking blocks never hears how the last reading ended.
    ahead.catch(() => undefined)
    const hashed = of.hash?.update(block.bytes) ?? Promise.resolve()
    hashed.catch(() => undefined)
    await of.beforeBlock(block.bytes.length)
    yield block.bytes
    unhashed.push({ hashed, slot: block.slot })
    await waitForHashing(MOST_UNHASHED)
  }
  await waitForHashing(0)
}
