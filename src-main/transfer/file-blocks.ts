import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'

/** Measured before the first line: below this, reading in Node costs more than the network; see docs/performance.md. */
export const BLOCK_BYTES = 1024 * 1024

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

/**
 * Reads a range of a file as large blocks.
 *
 * Every block is fresh, because the socket holds it for as long as it needs it; memory is bounded by how far the stream
 * may read ahead (its high-water mark) and by what `beforeBlock` waits for.
 *
 * @param blockBytes asked before each block; see {@link BLOCK_BYTES}
 * @param beforeBlock awaited with each block before it is handed on: the place for hashing and for a speed limit
 */
export function fileBlocks(handle: FileHandle, start: number, length: number, blockBytes: () => number, beforeBlock: (block: Uint8Array) => Promise<void>): Readable {
  let position = start
  const end = start + length
  return new Readable({
    highWaterMark: BLOCK_BYTES,
    read() {
      void next().then((block) => this.push(block), (error: unknown) => this.destroy(error as Error))
    },
  })

  async function next(): Promise<Buffer | null> {
    if (position === end) return null
    const wanted = Math.min(blockBytes(), end - position)
    const memory = Buffer.allocUnsafeSlow(wanted)
    let filled = 0
    while (filled < wanted) {
      const { bytesRead } = await handle.read(memory, filled, wanted - filled, position + filled).catch((error: unknown) => { throw new FileUnreadable(error) })
      if (bytesRead === 0) throw new FileEndedEarly()
      filled += bytesRead
    }
    position += wanted
    await beforeBlock(memory)
    return memory
  }
}
