import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { hasSameLook, type FileLook } from '../../../src-shared/file-identity.ts'
import { fileProblem } from '../../../src-shared/file-problem.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'

/** Node asks a disk from four threads. */
const ASKED_AT_ONCE = 16

/** How each file looks, in their order. Answers `file-missing` or `file-unreadable` with the first one's path. */
export async function looksOf(files: readonly string[]): Promise<Outcome<readonly FileLook[]>> {
  const looks: FileLook[] = []
  for (let at = 0; at < files.length; at += ASKED_AT_ONCE) {
    const some = await Promise.all(files.slice(at, at + ASKED_AT_ONCE).map(lookOf))
    for (const look of some) {
      if (!look.ok) return look
      looks.push(look.value)
    }
  }
  return ok(looks)
}

/**
 * One name for the looks of all files of a set: SHA-256 over their paths, sizes and times, in hex. It tells that one of
 * 100,000 pictures was written again where their bytes together and the latest time do not, and costs a line.
 */
export function digestOfLooks(files: readonly string[], looks: readonly FileLook[]): string {
  const hash = createHash('sha256')
  for (const [index, path] of files.entries()) {
    const { size, modifiedMs } = looks[index] ?? { size: -1, modifiedMs: 0 }
    hash.update(`${path}\0${size}\0${Math.round(modifiedMs)}\n`)
  }
  return hash.digest('hex')
}

/** What is wrong with a file that looked like this; null where it still does. */
export async function changeOfOne(path: string, before: FileLook): Promise<Problem | null> {
  const now = await lookOf(path)
  if (!now.ok) return now.problem
  return hasSameLook(before, now.value) ? null : problem('file-changed', {}, path)
}

async function lookOf(path: string): Promise<Outcome<FileLook>> {
  try {
    const { size, mtimeMs } = await stat(path)
    return ok({ size, modifiedMs: mtimeMs })
  } catch (error) {
    return failed(fileProblem(error, `${(error as NodeJS.ErrnoException).code}: ${path}`))
  }
}
