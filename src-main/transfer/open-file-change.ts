import { stat, type FileHandle } from 'node:fs/promises'
import { isGone } from '../../src-shared/file-problem.ts'
import { hasSameLook, type FileLook } from '../../src-shared/file-identity.ts'

export interface FileChange {
  /** In words for the technical detail. */
  readonly what: string
  /** The file is no longer where it was: removed, or on a card that was pulled. */
  readonly isGone: boolean
}

/**
 * What changed about an open file; null where nothing did.
 *
 * [Note: Inodes are for one sitting] Size and time are compared with what was written down when the file was added. The
 * inode is compared only between the open file and its path: some file systems of camera cards (exFAT) and shares hand
 * out new ones after every mount, and a file that was merely unplugged must not count as changed.
 */
export async function changeOf(handle: FileHandle, path: string, expected: FileLook): Promise<FileChange | null> {
  const changed = (what: string): FileChange => ({ what, isGone: false })
  const there = await stat(path, { bigint: true }).catch((error: unknown) => error as NodeJS.ErrnoException)
  // Asked first: an open file on a card that was pulled may still answer from memory.
  if (there instanceof Error)
    return isGone(there) ? { what: `${there.code}: it was moved or removed`, isGone: true } : changed(there.message)
  const now = await handle.stat({ bigint: true })
  if (Number(now.size) !== expected.size) return changed(`${expected.size} bytes when it was read, ${now.size} now`)
  // The same floating point arithmetic that Node does for `mtimeMs`.
  const look = { size: Number(now.size), modifiedMs: Number(now.mtimeNs) / 1e6 }
  if (!hasSameLook(expected, look)) return changed('it was written to after it was read')
  return there.ino === now.ino && there.dev === now.dev ? null : changed('another file took its place')
}
