import { app } from 'electron'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Begins with the computer, hidden, or no longer. Linux has no call for it but a folder. Source: the freedesktop
 * autostart specification.
 */
export async function setOpenAtLogin(isWanted: boolean): Promise<void> {
  if (process.platform !== 'linux') return app.setLoginItemSettings({ openAtLogin: isWanted, args: ['--hidden'] })
  const folder = join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'autostart')
  const path = join(folder, 'framehaul.desktop')
  if (!isWanted) return rm(path, { force: true })
  await mkdir(folder, { recursive: true })
  const program = process.env['APPIMAGE'] ?? app.getPath('exe')
  await writeFile(
    path,
    [
      '[Desktop Entry]',
      'Type=Application',
      'Name=Framehaul',
      `Exec="${program.replaceAll(/["`$\\]/g, String.raw`\$&`)}" --hidden`,
      'Terminal=false',
      '',
    ].join('\n'),
  )
}
