/** `npm run pairs`: tries every coding in every wrapper, and writes down what came out as it went in. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { findFfmpeg, findFfprobe } from '../../src-main/media/index.ts'
import { tryAllPairs, type TriedFile } from './all-pairs.ts'
import { pairsOf, sourceOfTable, withTable } from './table.ts'

const project = resolve(import.meta.dirname, '../..')
const tablePath = join(project, 'src-main/media/cut/tried-pairs.ts')
const docsPath = join(project, 'docs/media.md')

const tools = { ffmpeg: await findFfmpeg(), ffprobe: await findFfprobe() }
const folder = await mkdtemp(join(tmpdir(), 'pairs-'))
const tried: TriedFile[] = []
for await (const it of tryAllPairs(tools, folder)) {
  tried.push(it)
  console.log(`${it.fault === null ? 'right' : 'WRONG'} ${it.file} (${it.coding}) in ${it.wrapper}: ${it.fault ?? ''}`)
}
await rm(folder, { recursive: true, force: true })
await writeFile(tablePath, sourceOfTable(tried))
await writeFile(docsPath, withTable(await readFile(docsPath, 'utf8'), pairsOf(tried)))
