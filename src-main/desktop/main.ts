import { app, BrowserWindow, dialog } from 'electron'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { dataFolder, openWorkspace, type Workspace } from '../engine/index.ts'
import { embeddedStore } from '../sandbox/index.ts'
import { keychain } from './keychain.ts'
import { denyPermissions, openMainWindow } from './main-window.ts'
import { announceToWindows, serveDesktopCalls } from './serve-desktop-calls.ts'
import { registerScheme, serveWindowFiles } from './serve-window-files.ts'

/** The desktop app's life: one instance, one workspace, one window. */
const folder = dataFolder()
const bundleFolder = import.meta.dirname
// Electron's own files (cache, cookies) lie in the data folder too: one thing to back up, one to delete.
app.setPath('userData', join(folder, 'window'))
app.enableSandbox()
registerScheme()

if (!app.requestSingleInstanceLock()) {
  app.quit()
} else {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows()
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  void app.whenReady().then(start)
}

async function start(): Promise<void> {
  const store = embeddedStore(join(folder, 'store'))
  const workspace = await openWorkspace({
    folder, embeddedUrl: store.url, announce: announceToWindows, watches: true, secrets: keychain(join(folder, 'secrets')),
  })
  if (!workspace.ok) {
    dialog.showErrorBox(workspace.problem.message, workspace.problem.remedy)
    return app.exit(1)
  }
  denyPermissions()
  serveWindowFiles(join(bundleFolder, '../renderer'), workspace.value.plays)
  serveDesktopCalls(workspace.value.handlers, { version: app.getVersion(), home: homedir() })
  openMainWindow(bundleFolder)
  app.on('activate', () => { if (BrowserWindow.getAllWindows().length === 0) openMainWindow(bundleFolder) })
  app.on('window-all-closed', () => { if (process.platform !== 'darwin') app.quit() })
  closeBeforeQuitting(workspace.value, store.close)
}

/** Everything that runs is stopped cleanly and continues the next time. */
function closeBeforeQuitting(workspace: Workspace, closeStore: () => Promise<void>): void {
  let isClosed = false
  app.on('will-quit', (event) => {
    if (isClosed) return
    event.preventDefault()
    void workspace.close().then(closeStore).finally(() => {
      isClosed = true
      app.quit()
    })
  })
}
