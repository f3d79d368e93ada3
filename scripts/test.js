// `npm test`: what is missing is installed (Debian, as root) or named; then every check and every test.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const isOnPath = (name) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)))
const run = (command, args, env = {}) =>
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1
// Other packages' tools are started by their scripts, so that no shell is in between on any system.
const tool = (script, args, env) => run(process.execPath, [join('node_modules', script), ...args], env)

await provideSystemPackages()

const results = join('node_modules', '.cache', 'test-results')
rmSync(results, { recursive: true, force: true })
const vitestReport = join(results, 'vitest.json')

let passed = 0
let failed = 0
let skipped = 0
const check = (name, status) => {
  console.log(`${status === 0 ? 'ok' : 'FAILED'}: ${name}`)
  if (status === 0) passed += 1
  else failed += 1
}

check('the build', tool('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'warn']))
check('types', tool('typescript/bin/tsc', ['-b']))
check('lint', tool('eslint/bin/eslint.js', ['.', '--max-warnings', '0']))
check('the licences of what is shipped', run(process.execPath, ['scripts/write-licences.js']))
check('what a package would hold', run(process.execPath, ['scripts/package-check.js']))
check('what an analyser of Electron apps finds', run(process.execPath, ['scripts/analyse-electron.js']))
check(
  'the walls between the rooms',
  tool('dependency-cruiser/bin/dependency-cruiser.mjs', [
    '--config',
    '.dependency-cruiser.cjs',
    'src-main',
    'src-renderer',
    'src-shared',
  ]),
)

tool('vitest/vitest.mjs', ['run', '--reporter=default', '--reporter=json', `--outputFile=${vitestReport}`])
const vitest = report(vitestReport)
passed += vitest?.numPassedTests ?? 0
failed += vitest ? Math.max(vitest.numFailedTests, vitest.success ? 0 : 1) : 1
skipped += vitest?.numPendingTests ?? 0

for (const [name, config] of [
  ['e2e', 'playwright.config.ts'],
  ['desktop', 'tests/desktop/playwright.config.ts'],
]) {
  const path = join(results, `${name}.json`)
  tool('@playwright/test/cli.js', ['test', '--config', config, '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: join(process.cwd(), path),
  })
  const playwright = report(path)
  passed += playwright?.stats.expected ?? 0
  failed += playwright ? playwright.stats.unexpected + playwright.stats.flaky + (playwright.errors?.length ?? 0) : 1
  skipped += playwright?.stats.skipped ?? 0
}

if (skipped > 0) console.log(`${skipped} skipped: what they need is not on this machine`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

function report(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}

/** Chromium for the window's tests and ffmpeg for making clips; neither is needed to use Framehaul. */
async function provideSystemPackages() {
  const hasFfmpeg =
    isOnPath('ffmpeg') ||
    isOnPath('ffmpeg.exe') ||
    (await import('ffmpeg-static').then(
      (it) => existsSync(it.default ?? ''),
      () => false,
    ))
  const { chromium } = await import('playwright')
  const hasChromium = existsSync('/usr/bin/chromium') || existsSync(chromium.executablePath())
  const missing = [...(hasFfmpeg ? [] : ['ffmpeg']), ...(hasChromium ? [] : ['chromium'])]
  if (missing.length === 0) return
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    console.log(`Installing ${missing.join(' and ')} for the tests`)
    const apt = (...args) => run('apt-get', args, { DEBIAN_FRONTEND: 'noninteractive' })
    if (apt('update', '-qq') === 0 && apt('install', '-y', '-qq', '--no-install-recommends', ...missing) === 0) return
  }
  console.error(
    `The tests need ${missing.join(' and ')}. Install ${missing.map((it) => (it === 'chromium' ? 'Chromium (npx playwright install chromium)' : 'ffmpeg (your package manager has it)')).join(' and ')}, then run npm test again.`,
  )
  process.exit(1)
}
