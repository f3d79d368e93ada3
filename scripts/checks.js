// What is checked without running anything: types, lint, the walls between the rooms, and how the text is set.
import { tool } from './beside.js'

const LINT_CACHE = 'node_modules/.cache/eslint/'

/**
 * Each check is its name and what Node is started with. The longest come first.
 *
 * @param {{ usesCache: boolean }} options `usesCache`: what lint found in files that did not change is taken from the
 *   last time. That is right for a file alone and can miss what a change of another file's types does to it, so the run
 *   that decides (`npm test`) does without.
 */
export const checksOf = ({ usesCache }) => [
  [
    'lint',
    tool(
      'eslint/bin/eslint.js',
      '.',
      '--max-warnings=0',
      ...(usesCache ? ['--cache', '--cache-strategy=content', `--cache-location=${LINT_CACHE}`] : []),
    ),
  ],
  ['types', tool('typescript/bin/tsc', '-b')],
  [
    'the format',
    tool(
      'prettier/bin/prettier.cjs',
      '--check',
      '.',
      '--log-level=warn',
      ...(usesCache ? ['--cache', '--cache-strategy=content'] : []),
    ),
  ],
  [
    'the walls between the rooms',
    tool(
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'src-main',
      'src-renderer',
      'src-shared',
    ),
  ],
]

/** Runs checks one after the other, prints one line each and all that was said by one that failed; the failed ones. */
export async function runChecks(checks, { run, print }) {
  const failed = []
  for (const [name, args] of checks) {
    const { status, output, seconds } = await run(name, args)
    const last = output.split('\n').at(-1) ?? ''
    if (status === 0) print(`ok: ${name} (${seconds} s)${last === '' ? '' : `: ${last}`}`)
    else {
      print(`FAILED: ${name} (${seconds} s)\n${output}\n`)
      failed.push(name)
    }
  }
  return failed
}
