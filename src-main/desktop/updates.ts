import { app } from 'electron'
import electronUpdater from 'electron-updater'
import type { Settings } from '../../src-shared/settings.ts'
import type { Log } from '../engine/index.ts'
import type { ReleaseSite } from './release-site.ts'
import { updateFeed } from './update-feed.ts'

const CHECK_EVERY_MS = 24 * 60 * 60_000

interface UpdateOptions {
  readonly log: Log
  /** Null where nobody has said from where updates come: then none are looked for, and the log says so. */
  readonly site: ReleaseSite | null
  readonly onDownloaded: () => void
}

/**
 * Looks for a newer Framehaul once a day, fetches it in the background and says when it is ready. Nothing restarts by
 * itself.
 */
export function createUpdateChecks({ log, site, onDownloaded }: UpdateOptions): (choice: Settings['updates']) => void {
  const { platform, env } = process
  let timer: NodeJS.Timeout | null = null
  let isListening = false
  let reasonOff = ''
  return (choice) => {
    const feed = updateFeed(choice, { site, isPackaged: app.isPackaged, platform, env })
    if (timer) clearInterval(timer)
    timer = null
    if (typeof feed === 'string') {
      // Once a reason: settings are applied whenever any of them changes.
      if (feed !== reasonOff) log.write('updates off', { reason: feed })
      reasonOff = feed
      return
    }
    reasonOff = ''
    const { autoUpdater } = electronUpdater
    if (!isListening) {
      autoUpdater.on('update-downloaded', onDownloaded)
      autoUpdater.on('error', (error) => log.write('update failed', { detail: error.message }))
      isListening = true
    }
    autoUpdater.logger = null
    // Where to look is decided by this build's package.json alone, not by what the builder wrote beside the archive.
    autoUpdater.setFeedURL({ provider: 'generic', ...feed })
    autoUpdater.channel = feed.channel
    autoUpdater.allowDowngrade = false
    autoUpdater.autoInstallOnAppQuit = true
    const check = () =>
      void autoUpdater
        .checkForUpdates()
        .catch((error: unknown) =>
          log.write('update failed', { detail: error instanceof Error ? error.message : String(error) }),
        )
    check()
    timer = setInterval(check, CHECK_EVERY_MS)
  }
}
