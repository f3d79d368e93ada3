import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where Tamsin keeps its data: the option, `TAMSIN_DATA`, or the place the operating system has for it. */
export function dataFolder(option?: string): string {
  const chosen = option ?? process.env['TAMSIN_DATA']
  if (chosen) return resolve(chosen)
  if (process.platform === 'win32') return join(process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Tamsin')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Tamsin')
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'tamsin')
}
