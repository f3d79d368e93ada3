import { stat, type FileHandle } from 'node:fs/promises'
import { hasSameLook, type FileLook } from '../../src-shared/file-identity.ts'

/**
 * What changed about an open file, in words for the technical detail; null where nothing did.
 *
 * [Note: Inodes are for one sitting] Size and time are compared with what was written down when the file was added. The
 * inode is compared only between the open file and its path: some file systems of camera cards (exFAT) and shares hand
 * out new ones after every mount, and a file that was merely unplugged must not count as changed.
 */
export async function changeOf(handle: FileHandle, path: string, expected: FileLook): Promise<string | null> {
  const now = await handle.stat({ bigint: true })
  if (Number(now.size) !== expected.size) return `${expected.size} bytes when it was read, ${now.size} now`
  // The same floating point arithmetic that Node does for `mtimeMs`.
  const look = { size: Number(now.size), modifiedMs: Number(now.mtimeNs) / 1e6 }
  if (!hasSameLook(expected, look)) return 'it was written to after it was read'
  const there = await stat(path, { bigint: true }).catch(() => null)
  if (!there) return 'it was moved or removed while it was being sent'
  return there.ino === now.ino && there.dev === now.dev ? null : 'another file took its place'
}
