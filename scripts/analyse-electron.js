// `npm run analyse`: Doyensec's Electronegativity over the shell's source. It is not a dependency: it is old and large,
// so it is fetched for the run, and where it cannot be had one line says so. What it found and why that stands is in
// docs/security.md.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const TOOL = '@doyensec/electronegativity@1.10.3'
/** Looked at, with the reason in docs/security.md; anything else fails. */
const LOOKED_AT = [
  'OPEN_EXTERNAL_JS_CHECK',
  'PRELOAD_JS_CHECK',
  'REMOTE_MODULE_JS_CHECK',
  'CSP_GLOBAL_CHECK',
  'LIMIT_NAVIGATION_GLOBAL_CHECK',
  'PERMISSION_REQUEST_HANDLER_GLOBAL_CHECK',
  'AVAILABLE_SECURITY_FIXES_GLOBAL_CHECK',
  'ELECTRON_VERSION_JSON_CHECK',
  'CUSTOM_ARGUMENTS_JS_CHECK',
  'PROTOCOL_HANDLER_JS_CHECK',
]

const root = resolve(import.meta.dirname, '..')
const place = mkdtempSync(join(tmpdir(), 'framehaul-analyse-'))
const report = join(place, 'findings.csv')
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const ran = spawnSync(
  npm,
  ['exec', '--yes', `--package=${TOOL}`, '--', 'electronegativity', '-i', join(root, 'src-main/desktop'), '-o', report],
  { encoding: 'utf8', cwd: place, timeout: 300_000, shell: process.platform === 'win32' },
)
try {
  // It asks the web for Electron's releases at the end and may fail there: what it had written by then counts.
  const lines = readFileSync(report, 'utf8').split('\n').slice(1).filter(Boolean)
  const found = lines.map((line) => ({ check: /\b([A-Z_]+_CHECK)\b/.exec(line)?.[1] ?? line, line }))
  const fresh = found.filter((it) => !LOOKED_AT.includes(it.check))
  for (const { check, line } of found)
    console.log(`${LOOKED_AT.includes(check) ? 'looked at' : 'NEW'}: ${line.slice(0, 160)}`)
  console.log(`${found.length} findings, ${fresh.length} that nobody has looked at`)
  process.exitCode = fresh.length === 0 ? 0 : 1
} catch {
  const why = (ran.stderr ?? '').split('\n').find((it) => it.includes('ERR')) ?? ''
  console.log(`skipped: ${TOOL} cannot be had or did not run here. ${why}`)
} finally {
  rmSync(place, { recursive: true, force: true })
}
