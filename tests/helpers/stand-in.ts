import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MediaTool } from '../../src-main/media/index.ts'
import { tempFolder } from './temp-folder.ts'

/** A programme in the place of another one: a shell script, for systems that have a shell. */
export async function standIn(lines: readonly string[]): Promise<MediaTool> {
  const path = join(await tempFolder(), 'stand-in')
  await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'))
  await chmod(path, 0o755)
  return { path, origin: 'setting' }
}
