// What the JSON reports of vitest and Playwright say: how many tests ended how, and each failed one with its place.
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Failure
 * @property {string} name the test, as a sentence
 * @property {string} place its file and line
 * @property {string | null} trace where what led to it can be looked at
 *
 * @typedef {{ passed: number, skipped: number, failures: Failure[] }} Result
 */

const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null)
const here = (path) => relative(process.cwd(), path).replaceAll('\\', '/')
const plain = (text) => text.replaceAll(/\u001b\[[\d;]*m/g, '')

/** A run that ended badly although no test failed did not do what it should have. */
const blamed = (name, status, report, result) =>
  report === null || (status !== 0 && result.failures.length === 0)
    ? { ...result, failures: [...result.failures, { name, place: `ended with ${status}; see above`, trace: null }] }
    : result

/** @returns {Result} */
export function vitestResult(path, status) {
  const report = read(path)
  const failures = (report?.testResults ?? []).flatMap((file) => {
    const failed = file.assertionResults.filter((it) => it.status === 'failed')
    if (failed.length === 0 && file.status === 'failed')
      return [{ name: firstLine(file.message), place: here(file.name), trace: null }]
    return failed.map((it) => ({
      name: [...it.ancestorTitles, it.title].join(' › '),
      place: lineIn(file.name, it.failureMessages) ?? placeOf(file.name, it.location),
      trace: null,
    }))
  })
  return blamed('vitest', status, report, {
    passed: report?.numPassedTests ?? 0,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
    failures,
  })
}

/** @returns {Result} */
export function playwrightResult(path, status) {
  const report = read(path)
  const specs = (report?.suites ?? []).flatMap((suite) => specsOf(suite, []))
  const failures = specs.flatMap(({ spec, titles }) =>
    spec.tests
      .filter((it) => it.status === 'unexpected' || it.status === 'flaky')
      .map((it) => {
        const last = it.results.at(-1)
        const at = last?.errors.find((error) => error.location)?.location
        const trace = last?.attachments.find((attachment) => attachment.name === 'trace')?.path
        return {
          name: titles.join(' › '),
          place: at ? `${here(at.file)}:${at.line}` : `tests/${spec.file}:${spec.line}`,
          trace: trace === undefined ? null : here(trace),
        }
      }),
  )
  const troubles = (report?.errors ?? []).map((error) => ({
    name: firstLine(error.message ?? 'Playwright'),
    place: error.location ? placeOf(error.location.file, error.location) : 'see above',
    trace: null,
  }))
  return blamed('Playwright', status, report, {
    passed: report?.stats.expected ?? 0,
    skipped: report?.stats.skipped ?? 0,
    failures: [...failures, ...troubles],
  })
}

/** A suite is a file, or a `describe` in it. */
function specsOf(suite, above) {
  const titles = suite.file === suite.title ? above : [...above, suite.title]
  return [
    ...suite.specs.map((spec) => ({ spec, titles: [...titles, spec.title] })),
    ...(suite.suites ?? []).flatMap((it) => specsOf(it, titles)),
  ]
}

/** Where in the test's own file it failed: the first line of the stack that lies there. */
function lineIn(file, messages) {
  for (const [, url, line] of plain(messages.join('\n')).matchAll(/((?:file:\/\/)?[^\s()]+?):(\d+):\d+/g)) {
    const path = url.startsWith('file://') ? fileURLToPath(url) : url
    if (here(path) === here(file)) return `${here(file)}:${line}`
  }
  return null
}

const placeOf = (file, location) => (location ? `${here(file)}:${location.line}` : here(file))
const firstLine = (text) => plain(text ?? '').split('\n')[0] ?? ''
