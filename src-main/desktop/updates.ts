import { app } from 'electron'
import electronUpdater from 'electron-updater'
import type { Settings } from '../../src-shared/settings.ts'
import type { Log } from '../engine/index.ts'

const LOOK_EVERY_MS = 24 * 60 * 60_000

/**
 * Whether the system's package manager owns this copy: then updates are its business, unless a person says otherwise.
 */
export const isPackageManaged = (
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): boolean => platform === 'linux' && env['APPIMAGE'] === undefined

/** The channel to look at; null for none. */
export function channelOf(wish: Settings['updates'], isManaged: boolean): 'latest' | 'beta' | null {
  switch (wish) {
    case 'off':
      return null
    case 'auto':
      return isManaged ? null : 'latest'
    case 'stable':
      return 'latest'
    case 'beta':
      return 'beta'
  }
}

/**
 * Looks for a newer Framehaul once a day, fetches it in the background and says when it is ready. Nothing restarts by
 * itself.
 */
export function followUpdates(log: Log, isReady: () => void): (wish: Settings['updates']) => void {
  let timer: NodeJS.Timeout | null = null
  let isListening = false
  return (wish) => {
    const channel = app.isPackaged ? channelOf(wish, isPackageManaged(process.platform, process.env)) : null
    if (timer) clearInterval(timer)
    timer = null
    if (channel === null) return
    const { autoUpdater } = electronUpdater
    if (!isListening) {
      autoUpdater.on('update-downloaded', isReady)
      autoUpdater.on('error', (error) => log.write('update failed', { detail: error.message }))
      isListening = true
    }
    autoUpdater.logger = null
    autoUpdater.channel = channel
    autoUpdater.allowDowngrade = false
    autoUpdater.autoInstallOnAppQuit = true
    const look = () =>
      void autoUpdater
        .checkForUpdates()
        .catch((error: unknown) =>
          log.write('update failed', { detail: error instanceof Error ? error.message : String(error) }),
        )
    look()
    timer = setInterval(look, LOOK_EVERY_MS)
  }
}
