import { readdir, readFile, readlink, realpath } from 'node:fs/promises'

/** Source: `open(2)`, the flags that let a process write; `/proc/PID/fdinfo` shows them in octal. */
const WRITES = 0o3

/**
 * Which of these files some program has open for writing: a copy that pauses is no finished copy.
 *
 * Linux says so for the programs of the same user; other systems tell nobody, and on a share no system knows of other
 * machines. What is not known is not in the answer.
 */
export async function openForWriting(paths: readonly string[]): Promise<ReadonlySet<string>> {
  const open = new Set<string>()
  if (process.platform !== 'linux' || paths.length === 0) return open
  const wanted = new Map<string, string>()
  for (const path of paths) wanted.set(await realpath(path).catch(() => path), path)
  const processes = (await readdir('/proc').catch(() => [])).filter((it) => /^\d+$/.test(it))
  for (const id of processes)
    for (const fd of await readdir(`/proc/${id}/fd`).catch(() => [])) {
      const path = wanted.get(await readlink(`/proc/${id}/fd/${fd}`).catch(() => ''))
      if (path !== undefined && !open.has(path) && (await mayWrite(`/proc/${id}/fdinfo/${fd}`))) open.add(path)
    }
  return open
}

async function mayWrite(fdinfo: string): Promise<boolean> {
  const text = await readFile(fdinfo, 'utf8').catch(() => '')
  return (Number.parseInt(/^flags:\s*(\d+)/m.exec(text)?.[1] ?? '0', 8) & WRITES) !== 0
}
