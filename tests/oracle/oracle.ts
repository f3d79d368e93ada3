import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openOracle, type Verdict } from './run-oracle.ts'

/**
 * `npm run oracle`: seeded media, and what others than we say of them.
 *
 *   npm run oracle -- --seeds 500 --from 1        all of them
 *   npm run oracle -- --from 77 --seeds 1         one of them again
 *   npm run oracle -- --cases DIR                 the files of a folder, as a table
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    from: { type: 'string', default: '1' },
    cases: { type: 'string' },
  },
})
const oracle = await openOracle()
const verdicts: Verdict[] = []

function tell(verdict: Verdict, isTable: boolean): void {
  verdicts.push(verdict)
  const { name, what, wrong, refused } = verdict
  if (wrong.length === 0 && !isTable) return
  const end =
    wrong.length > 0
      ? `WRONG: ${wrong.join('; ')}`
      : refused === null
        ? 'whole and cut'
        : `not cut: ${refused.split('\n')[0]}`
  console.log(`${name.padEnd(10)} ${what}: ${end}`)
}

if (values.cases === undefined) {
  const from = Number(values.from)
  for (let seed = from; seed < from + Number(values.seeds); seed += 1) tell(await oracle.ofSeed(seed), false)
} else {
  const entries = await readdir(values.cases, { withFileTypes: true })
  const names = entries.filter((it) => it.isFile()).map((it) => it.name)
  for (const name of names.sort())
    if (!/\.(tsv|md|mjs|txt)$/i.test(name)) tell(await oracle.ofFile(join(values.cases, name)), true)
}
await oracle.close()
const failed = verdicts.filter((it) => it.wrong.length > 0)
const refused = verdicts.filter((it) => it.refused !== null && it.wrong.length === 0)
console.log(`${verdicts.length - failed.length} right (${refused.length} of them not cut), ${failed.length} wrong`)
process.exit(failed.length === 0 ? 0 : 1)
