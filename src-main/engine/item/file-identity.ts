import { hasSameLook, type FileLook } from '../../../src-shared/file-identity.ts'
import type { MediaFacts } from '../../../src-shared/media-facts.ts'
import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { digestOfLooks, fileSetOf, looksOf } from '../../media/index.ts'

/**
 * Looks at a file, or at all files that are one item: their bytes together, and the latest time. Answers `file-missing`
 * or `file-unreadable` where one cannot be asked.
 */
export async function lookAtFile(path: string): Promise<Outcome<FileLook>> {
  const look = await lookAtAll(path)
  return look.ok ? ok({ size: look.value.size, modifiedMs: look.value.modifiedMs }) : look
}

async function lookAtAll(path: string): Promise<Outcome<FileLook & { readonly partsLook: string | null }>> {
  const set = await fileSetOf(path)
  if (!set.ok) return set
  const files = set.value?.files ?? [path]
  const looks = await looksOf(files)
  if (!looks.ok) return looks
  return ok({
    size: looks.value.reduce((sum, it) => sum + it.size, 0),
    modifiedMs: looks.value.reduce((latest, it) => Math.max(latest, it.modifiedMs), 0),
    partsLook: set.value === null ? null : digestOfLooks(files, looks.value),
  })
}

/** What is wrong with a file since it was read; null where it still looks the same. */
export async function changeSinceRead(
  item: FileLook & { readonly path: string; readonly facts: Pick<MediaFacts, 'partsLook'> | null },
): Promise<Problem | null> {
  const now = await lookAtAll(item.path)
  if (!now.ok) return now.problem
  if (!hasSameLook(item, now.value)) {
    const what =
      now.value.size === item.size
        ? 'it was written to after it was read'
        : `${item.size} bytes when it was read, ${now.value.size} now`
    return problem('file-changed', {}, what)
  }
  const partsLook = item.facts?.partsLook ?? null
  return partsLook === null || partsLook === now.value.partsLook
    ? null
    : problem('file-changed', {}, 'one of its files was written to after they were read')
}
