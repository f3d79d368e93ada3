// Runs programs beside each other: what each says is kept, and printed in one piece when it ends.
import { spawn } from 'node:child_process'

/** A script of a package, started by Node itself: no shell is in between on any system. */
export const tool = (path, ...args) => [`node_modules/${path}`, ...args]

/**
 * @typedef {{ status: number, output: string, seconds: number }} Ran
 * @returns {{ run: (name: string, args: readonly string[], env?: Record<string, string>) => Promise<Ran> }}
 */
export function besideEachOther() {
  const running = new Map()
  const isTerminal = process.stdout.isTTY
  const clear = () => isTerminal && process.stdout.write('\r\u001b[K')
  const live = () => {
    if (!isTerminal || running.size === 0) return
    const line = [...running].map(([name, startedMs]) => `${name} ${secondsSince(startedMs)} s`).join(' · ')
    process.stdout.write(`\r\u001b[K${line.slice(0, (process.stdout.columns ?? 120) - 1)}`)
  }
  const timer = isTerminal ? setInterval(live, 1000) : null
  timer?.unref()

  const print = (text) => {
    clear()
    console.log(text)
    live()
  }

  const run = async (name, args, env = {}) => {
    const startedMs = Date.now()
    running.set(name, startedMs)
    if (isTerminal) live()
    else print(`begins: ${name}`)
    const ran = await outputOf(args, env)
    running.delete(name)
    clear()
    return { ...ran, seconds: secondsSince(startedMs) }
  }

  return { run, print }
}

const secondsSince = (ms) => Math.round((Date.now() - ms) / 1000)

function outputOf(args, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0', ...env },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
      })
    child.on('error', (error) => resolve({ status: 1, output: `${output}${error.message}` }))
    child.on('close', (code) => resolve({ status: code ?? 1, output: output.trim() }))
  })
}
