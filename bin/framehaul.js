#!/usr/bin/env node
// The command line's front door: finds a Node that is new enough (the checkout brings one) and hands over.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)
const bundle = new URL('../out/main/cli.js', import.meta.url)

if (!existsSync(bundle)) {
  console.error('Framehaul has not been built yet. Run npm ci (or npm run build) in its folder.')
  process.exit(2)
}
// From 24.5 on it tunnels through proxies and knows the certificates that this computer trusts.
if (major > 24 || (major === 24 && minor >= 5)) {
  // node:sqlite works as it should; that it is young is nothing a person at a shell can act on.
  const { emitWarning } = process
  process.emitWarning = (warning, ...rest) => {
    if (!String(warning).includes('SQLite')) emitWarning.call(process, warning, ...rest)
  }
  await import(bundle.href)
} else {
  const brought = fileURLToPath(
    new URL(`../node_modules/node/bin/${process.platform === 'win32' ? 'node.exe' : 'node'}`, import.meta.url),
  )
  if (!existsSync(brought)) {
    console.error(
      `Framehaul needs Node 24.5 or newer; this is ${process.versions.node}. Run npm ci, which ` +
        'brings one, or install it.',
    )
    process.exit(2)
  }
  const child = spawn(
    brought,
    ['--disable-warning=ExperimentalWarning', fileURLToPath(bundle), ...process.argv.slice(2)],
    { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] },
  )
  // The terminal sends Ctrl-C to both; the child decides what it means.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}
