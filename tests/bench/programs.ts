import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const here = (path: string) => resolve(import.meta.dirname, path)
const cli = here('../../out/main/cli.js')
const quiet = '--disable-warning=ExperimentalWarning'

export interface Usage {
  readonly peakMiB: number
  readonly cpuSeconds: number
}

export interface CliRun extends Usage {
  readonly wallSeconds: number
  /** The lines of `--json` of one type. */
  readonly results: readonly { readonly outcome: string; readonly seconds: Readonly<Record<string, number>> }[]
}

/** Runs the built command line and tells what it took; the program that people get, not the sources. */
export async function framehaul(args: readonly string[], folder: string): Promise<CliRun> {
  const usageFile = join(folder, 'usage.json')
  const startedMs = performance.now()
  const { stdout } = await run(process.execPath, [quiet, '--import', here('print-usage.mjs'), cli, ...args, '--json'], {
    env: { ...process.env, BENCH_USAGE: usageFile },
    maxBuffer: 1024 ** 3,
  })
  const wallSeconds = (performance.now() - startedMs) / 1000
  const lines = stdout.split('\n').filter((it) => it.startsWith('{"type":"result"'))
  const usage = JSON.parse(await readFile(usageFile, 'utf8')) as Usage
  return { ...usage, wallSeconds, results: lines.map((it) => JSON.parse(it) as CliRun['results'][number]) }
}

export interface Server {
  readonly url: string
  stop: () => void
}

/** Starts a server command of the built program and waits for the line that says where it listens. */
export async function serve(args: readonly string[]): Promise<Server> {
  const child: ChildProcess = spawn(process.execPath, [quiet, cli, ...args, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [first] = (await once(child.stdout!, 'data')) as [Buffer]
  const { url } = JSON.parse(String(first).split('\n')[0] ?? '') as { url: string }
  return { url, stop: () => void child.kill('SIGKILL') }
}

/** Runs a shell tool and tells the CPU seconds it used. */
export async function cpuOf(command: string, args: readonly string[]): Promise<{ cpuSeconds: number; stdout: string }> {
  const { stdout, stderr } = await run('bash', ['-c', 'TIMEFORMAT="%U %S"; time "$@"', 'bash', command, ...args])
  const [user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  return { cpuSeconds: user + system, stdout }
}

/** Objects that were measured are not needed; the disk is. */
export const forgetObjects = (storeFolder: string): Promise<void> =>
  rm(join(storeFolder, 'objects'), { recursive: true, force: true })
