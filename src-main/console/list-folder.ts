import { opendir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Answer, FolderEntry } from '../../src-shared/contract.ts'
import { compareNatural } from '../../src-shared/naming/natural-order.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'

const MOST_ENTRIES = 5_000

/**
 * One folder of this machine for the browser's picker: folders first, hidden entries left out. Empty is the home
 * folder.
 */
export async function listFolder(asked: string): Promise<Outcome<Answer<'folder:list'>>> {
  const path = asked === '' ? homedir() : resolve(asked)
  const entries: FolderEntry[] = []
  try {
    for await (const entry of await opendir(path)) {
      if (entry.name.startsWith('.') || entries.length >= MOST_ENTRIES) continue
      const child = join(path, entry.name)
      const info = await stat(child).catch(() => null)
      if (info?.isDirectory() || info?.isFile())
        entries.push({
          name: entry.name,
          path: child,
          kind: info.isDirectory() ? 'folder' : 'file',
          size: info.size,
          modifiedMs: info.mtimeMs,
        })
    }
  } catch (error) {
    return failed(
      (error as NodeJS.ErrnoException).code === 'EACCES'
        ? problem('file-unreadable', {}, path)
        : problem('no-such-path', { path: asked }),
    )
  }
  entries.sort((a, b) => (a.kind === b.kind ? compareNatural(a.name, b.name) : a.kind === 'folder' ? -1 : 1))
  const parent = dirname(path)
  return ok({ path, parent: parent === path ? null : parent, entries })
}
