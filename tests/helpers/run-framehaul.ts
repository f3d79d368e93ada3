import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { onTestFinished } from 'vitest'

const front = resolve(import.meta.dirname, '../../bin/framehaul.js')

/** A line of `--json`, with the fields that tests look into. */
export interface Line {
  readonly type: string
  readonly id: string
  readonly path: string
  readonly state: string
  readonly outcome: string
  readonly done: number
  readonly flowId: string
  readonly sourceId: string
  readonly sourceName: string
  readonly flowName: string
  readonly [field: string]: unknown
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Stdout as JSON lines. */
  readonly lines: Line[]
}

/** Runs the built command line as a shell would. */
export async function runFramehaul(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const child = start(args, env)
  return finished(child)
}

export function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [front, ...args], {
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

export async function finished(child: ChildProcess): Promise<Ran> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (data) => {
    stdout += String(data)
  })
  child.stderr?.on('data', (data) => {
    stderr += String(data)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return {
    code,
    stdout,
    stderr,
    get lines() {
      return stdout
        .split('\n')
        .filter(Boolean)
        .map((it) => JSON.parse(it) as Line)
    },
  }
}

/** Resolves once a command has said something that contains this; it may hear more of it afterwards. */
export function saidBy(child: ChildProcess, what: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', (data) => {
      said += String(data)
      if (said.includes(what)) resolve()
    })
    child.on('close', () => reject(new Error(`it ended without saying ${what}: ${said}`)))
  })
}

/** The address that a server command prints first. */
export async function listening(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const data of child.stdout!) {
    text += String(data)
    if (text.includes('\n')) return (JSON.parse(text.slice(0, text.indexOf('\n'))) as { url: string }).url
  }
  throw new Error(`it ended without listening: ${text}`)
}
