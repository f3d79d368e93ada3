import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'

/**
 * Where the short clips lie that come with Framehaul: below the bundle's package, or beside the archive of a packaged
 * app.
 */
export function samplesFolder(bundleFolder: string): Outcome<{ path: string }> {
  const path = join(
    resolve(bundleFolder, '../..').replace(/app\.asar$/, 'app.asar.unpacked'),
    'assets',
    'samples',
    'A walk through the hills',
  )
  return existsSync(path) ? ok({ path }) : failed(problem('no-such-path', { path }))
}
