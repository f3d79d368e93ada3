import { execFile } from 'node:child_process'
import { rename, rm, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { MediaTool } from '../media-tools.ts'
import { safetyOptions } from '../safety-options.ts'
import type { PieceFile } from './piece-writer.ts'
import type { Wrapper } from './tried-pairs.ts'

const run = promisify(execFile)

/**
 * Writes a first piece anew as a file without fragments, whose edit list hides what lies before its beginning: pictures
 * that only later ones need, and the sound beside them. Most readers pass over the edit lists of fragments.
 *
 * Rejects with what ffmpeg says.
 */
export async function hideBeginning(
  ffmpeg: MediaTool,
  piece: PieceFile,
  format: Wrapper,
  signal: AbortSignal,
): Promise<PieceFile> {
  const plain = `${piece.path}.plain`
  const args = [
    ...['-y', '-nostdin', ...safetyOptions(piece.path), '-copyts', '-i', `file:${piece.path}`],
    ...['-map', '0', '-c', 'copy', '-copyinkf', '-map_chapters', '-1'],
    ...(format === 'mp4' ? ['-strict', '-2'] : []),
    ...['-movflags', 'faststart', '-write_tmcd', '0', '-f', format, `file:${plain}`],
  ]
  try {
    await run(ffmpeg.path, args, { signal, killSignal: 'SIGKILL', windowsHide: true })
    await rename(plain, piece.path)
  } catch (error) {
    for (const path of [plain, piece.path]) await rm(path, { force: true })
    throw error
  }
  return { ...piece, bytes: (await stat(piece.path)).size }
}
