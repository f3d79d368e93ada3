import { open, type FileHandle } from 'node:fs/promises'

/**
 * Waits until what was written to a file before the call is on the disk; all who ask meanwhile share the next round.
 */
export interface DiskSync {
  reach: () => Promise<void>
  close: () => Promise<void>
}

/** @param path of a file that exists and is not replaced while this lives */
export function syncOf(path: string): DiskSync {
  let file: Promise<FileHandle> | null = null
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null

  async function sync(): Promise<void> {
    // Writable, because Windows flushes no other.
    file ??= open(path, 'r+')
    await (await file).datasync()
  }

  return {
    reach: () => {
      if (next) return next
      // A round that began before this write may have missed it.
      next = running.then(() => {
        next = null
        const round = sync()
        running = round.catch(() => undefined)
        return round
      })
      return next
    },
    close: async () => {
      await running
      await (await file)?.close()
    },
  }
}
