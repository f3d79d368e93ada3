import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** Material that lies beside the project on some machines; what needs it skips elsewhere and says so in one line. */
const folder = resolve(import.meta.dirname, '../../../shared')

export function sharedMaterial(what: string): string | null {
  const path = resolve(folder, what)
  if (existsSync(path)) return path
  console.log(`skipped: ../shared/${what} is not on this machine`)
  return null
}
