// `npm test`: what is missing is installed (Debian, as root) or named; then every check and every test.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { besideEachOther, tool } from './beside.js'
import { checksOf, runChecks } from './checks.js'
import { provideSystemPackages } from './system-packages.js'
import { playwrightResult, vitestResult } from './test-reports.js'

await provideSystemPackages()

const results = join('node_modules', '.cache', 'test-results')
rmSync(results, { recursive: true, force: true })
const reports = { vitest: join(results, 'vitest.json'), playwright: join(results, 'playwright.json') }

const beside = besideEachOther()
let passed = 0
let skipped = 0
const failures = []

const check = async (checks) => {
  const failed = await runChecks(checks, beside)
  passed += checks.length - failed.length
  failures.push(...failed.map((name) => ({ name, place: 'see above', trace: null })))
  return failed.length === 0
}

const suite = async (name, args, env, resultOf) => {
  const { status, output, seconds } = await beside.run(name, args, env)
  const result = resultOf(status)
  beside.print(`\n──── ${name} (${seconds} s)\n${output}\n`)
  passed += result.passed
  skipped += result.skipped
  failures.push(...result.failures)
}

/** What a package would hold is looked at when the program is built, and not in the way of the tests. */
const ofThePackage = [
  ['what an analyser of Electron apps finds', ['scripts/analyse-electron.js']],
  ['the licences of what is shipped', ['scripts/write-licences.js']],
  ['what a package would hold', ['scripts/package-check.js']],
]

if (await check([['the build', tool('electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn')]])) {
  // The tests wait for servers and processes more than they compute, so the checks fill what they leave of the cores.
  await Promise.all([
    suite(
      'the window and the desktop app (Playwright)',
      tool('@playwright/test/cli.js', 'test', '--reporter=list,json'),
      { PLAYWRIGHT_JSON_OUTPUT_NAME: join(process.cwd(), reports.playwright) },
      (status) => playwrightResult(reports.playwright, status),
    ),
    suite(
      'the rooms (vitest)',
      tool('vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile=${reports.vitest}`),
      {},
      (status) => vitestResult(reports.vitest, status),
    ),
    check([...checksOf({ usesCache: false }), ...ofThePackage]),
  ])
}

for (const { name, place, trace } of failures)
  console.log(
    `FAILED: ${name}\n        ${place}${trace === null ? '' : `\n        npx playwright show-trace ${trace}`}`,
  )
if (skipped > 0) console.log(`${skipped} skipped: what they need is not on this machine`)
console.log(`${passed} passed, ${failures.length} failed`)
process.exit(failures.length === 0 ? 0 : 1)
