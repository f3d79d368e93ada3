import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { triedPairs } from '../../../src-main/media/cut/tried-pairs.ts'
import { tableOfPairs } from '../../pairs/table.ts'

it('the page about media has the table of pairs that the code chooses by (npm run pairs)', async () => {
  const page = await readFile(resolve(import.meta.dirname, '../../../docs/media.md'), 'utf8')
  expect(page).toContain(`\n${tableOfPairs(triedPairs)}\n`)
})
