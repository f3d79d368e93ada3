#!/usr/bin/env node
// `npm start`: the desktop app; where Electron's runtime cannot be had, the same window in a browser.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const electron = await electronBinary()

if (electron) {
  const child = spawn(electron, [here('..'), ...process.argv.slice(2)], { stdio: 'inherit' })
  child.on('exit', (code) => process.exit(code ?? 1))
} else {
  console.error('Electron\u2019s runtime cannot be had on this machine, so Framehaul opens in your browser instead.')
  process.argv.splice(2, 0, 'console')
  await import('./framehaul.js')
}

/** The runtime's path; it is fetched at the first start, which fails where its download cannot be reached. */
async function electronBinary() {
  // A server without a display shows no window, however complete the runtime is.
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return null
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const binary = () => {
    try {
      const path = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'))
      return existsSync(path) ? path : null
    } catch {
      return null
    }
  }
  if (binary()) return binary()
  await new Promise((resolve) => {
    const child = spawn(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: 300_000 })
    child.on('error', resolve)
    child.on('exit', resolve)
  })
  return binary()
}
