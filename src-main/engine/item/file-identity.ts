import { stat } from 'node:fs/promises'
import { hasSameLook, type FileLook } from '../../../src-shared/file-identity.ts'
import { fileProblem } from '../../../src-shared/file-problem.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { fileSetOf } from '../../media/index.ts'

/**
 * Looks at a file, or at all files that are one item: their bytes together, and the latest time. Answers `file-missing`
 * or `file-unreadable` where one cannot be asked.
 */
export async function lookAtFile(path: string): Promise<Outcome<FileLook>> {
  const set = await fileSetOf(path)
  if (!set.ok) return set
  if (set.value === null) return lookAtOne(path)
  let [size, modifiedMs] = [0, 0]
  for (const file of set.value.files) {
    const look = await lookAtOne(file)
    if (!look.ok) return failed({ ...look.problem, detail: file })
    size += look.value.size
    modifiedMs = Math.max(modifiedMs, look.value.modifiedMs)
  }
  return ok({ size, modifiedMs })
}

async function lookAtOne(path: string): Promise<Outcome<FileLook>> {
  try {
    const { size, mtimeMs } = await stat(path)
    return ok({ size, modifiedMs: mtimeMs })
  } catch (error) {
    return failed(fileProblem(error))
  }
}

/** What is wrong with a file since it was read; null where it still looks the same. */
export async function changeSinceRead(item: FileLook & { readonly path: string }): Promise<Problem | null> {
  const now = await lookAtFile(item.path)
  if (!now.ok) return now.problem
  if (hasSameLook(item, now.value)) return null
  const what =
    now.value.size === item.size
      ? 'it was written to after it was read'
      : `${item.size} bytes when it was read, ${now.value.size} now`
  return problem('file-changed', {}, what)
}
