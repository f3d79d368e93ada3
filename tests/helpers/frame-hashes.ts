import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findFfmpeg } from '../../src-main/media/index.ts'
import { tempFolder } from './temp-folder.ts'

const run = promisify(execFile)

/**
 * One hash a decoded picture, or one a packet of sound as it is in the file; in order. Several files are played one
 * after the other with one decoder, as a reader of a store does: leading pictures of an open GOP need the piece before.
 */
export async function frameHashes(paths: readonly string[], kind: 'video' | 'audio'): Promise<string[]> {
  const tool = await findFfmpeg()
  const list = join(await tempFolder(), 'list')
  await writeFile(list, paths.map((it) => `file '${it}'\n`).join(''))
  const input = paths.length === 1 ? ['-i', paths[0]!] : ['-f', 'concat', '-safe', '0', '-i', list]
  const { stdout } = await run(
    tool!.path,
    [
      '-v',
      'quiet',
      ...input,
      '-map',
      `0:${kind[0]}:0`,
      ...(kind === 'audio' ? ['-c', 'copy'] : ['-vsync', 'passthrough']),
      '-f',
      'framehash',
      '-',
    ],
    { maxBuffer: 2 ** 28 },
  )
  return stdout
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',')[5]!.trim())
}
