import { stat } from 'node:fs/promises'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { fileSetOf } from '../../media/index.ts'
import type { QueueItem } from './queue-item.ts'

/** Size and time of a file, or of all files that are one item; a problem where one cannot be asked. */
export async function fileFacts(path: string): Promise<{ size: number; modifiedMs: number } | Problem> {
  const set = await fileSetOf(path)
  if (!set.ok) return set.problem
  if (set.value === null) return plainFacts(path)
  let [size, modifiedMs] = [0, 0]
  for (const file of set.value.files) {
    const facts = await plainFacts(file)
    if ('code' in facts) return { ...facts, detail: file }
    size += facts.size
    modifiedMs = Math.max(modifiedMs, facts.modifiedMs)
  }
  return { size, modifiedMs }
}

async function plainFacts(path: string): Promise<{ size: number; modifiedMs: number } | Problem> {
  try {
    const { size, mtimeMs } = await stat(path)
    return { size, modifiedMs: mtimeMs }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return problem(code === 'ENOENT' || code === 'ENOTDIR' ? 'file-missing' : 'file-unreadable', {}, code)
  }
}

/** What is wrong with a file since it was read; null where it is still the same. */
export async function hasChanged(item: QueueItem): Promise<Problem | null> {
  const now = await fileFacts(item.path)
  if ('code' in now) return now
  return now.size === item.size && now.modifiedMs === item.modifiedMs
    ? null
    : problem('file-changed', {}, `${item.size} bytes when it was read, ${now.size} now`)
}
