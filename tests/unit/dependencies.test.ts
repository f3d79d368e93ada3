import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import packageFile from '../../package.json' with { type: 'json' }

const page = readFileSync(resolve(import.meta.dirname, '../../docs/dependencies.md'), 'utf8')
const described = [...page.matchAll(/^\| ([^|]+) \|/gm)]
  .flatMap((row) => row[1]!.split(', '))
  .filter((it) => it !== 'package' && !it.startsWith('---'))
const installed = Object.keys({
  ...packageFile.dependencies,
  ...packageFile.devDependencies,
  ...packageFile.optionalDependencies,
})

it('every dependency has its reason in docs/dependencies.md, and every reason its dependency', () => {
  expect(described.sort()).toEqual(installed.sort())
})
