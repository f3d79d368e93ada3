import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { largeClip } from '../helpers/clips.ts'

const run = promisify(execFile)
const here = (path: string) => resolve(import.meta.dirname, path)

export interface Measured {
  readonly state: string
  readonly bytes: number
  readonly seconds: number
  readonly peakMiB: number
  readonly cpuSeconds: number
}

/**
 * Uploads a sparse but valid file of each size, every time with a fresh engine in a process of its own and a store in
 * another, and tells what each took.
 */
export async function measureUploads(sizes: readonly number[]): Promise<Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), 'framehaul-bench-'))
  const store = spawn(
    process.execPath,
    [here('../../bin/framehaul.js'), 'sandbox', '--port', '0', '--json', '--data', join(folder, 'store')],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  try {
    const [first] = (await once(store.stdout, 'data')) as [Buffer]
    const { url } = JSON.parse(String(first).split('\n')[0] ?? '') as { url: string }
    const measured: Measured[] = []
    for (const [index, size] of sizes.entries()) {
      const file = await largeClip(folder, `${index}.mp4`, size)
      const { stdout } = await run(process.execPath, [
        '--disable-warning=ExperimentalWarning',
        here('one-upload.ts'),
        join(folder, `data-${index}`),
        url,
        file,
      ])
      measured.push(JSON.parse(stdout) as Measured)
      await rm(join(folder, 'store', 'objects'), { recursive: true, force: true })
    }
    return measured
  } finally {
    store.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
}
