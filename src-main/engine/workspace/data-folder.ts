import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where Framehaul keeps its data: the option, `FRAMEHAUL_DATA`, or the place the operating system has for it. */
export function dataFolder(option?: string): string {
  const chosen = option ?? process.env['FRAMEHAUL_DATA']
  if (chosen) return resolve(chosen)
  if (process.platform === 'win32')
    return join(process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Framehaul')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Framehaul')
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'framehaul')
}
