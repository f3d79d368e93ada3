import { app, crashReporter, dialog } from 'electron'
import type { Log } from '../engine/index.ts'

/**
 * Reports of crashes stay on this computer; nothing is sent anywhere. A window that died is opened again, the engine
 * goes on meanwhile.
 */
export function reportCrashes(log: Log, reopen: () => void): void {
  crashReporter.start({ uploadToServer: false, compress: true })
  app.on('render-process-gone', (_, contents, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log.write('window died', { reason, exitCode })
    if (!contents.isDestroyed()) contents.reload()
    else reopen()
  })
  app.on('child-process-gone', (_, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') log.write('process died', { type, reason, exitCode })
  })
  process.on('uncaughtException', (error) => {
    log.write('fault', { detail: error.stack ?? error.message })
    dialog.showErrorBox('Framehaul', error.message)
  })
  process.on('unhandledRejection', (reason) =>
    log.write('fault', { detail: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason) }),
  )
}
