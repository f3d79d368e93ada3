import { BrowserWindow, session, shell } from 'electron'
import { join } from 'node:path'
import { APP_ORIGIN } from './channels.ts'

/** The one window: sandboxed, isolated, and unable to go anywhere else. */
export function openMainWindow(bundleFolder: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1180, height: 760, minWidth: 640, minHeight: 420, show: false, title: 'Tamsin', backgroundColor: '#101217',
    webPreferences: {
      preload: join(bundleFolder, '../preload/preload.cjs'),
      sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, spellcheck: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  window.webContents.on('will-navigate', (event, url) => { if (!url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault() })
  window.webContents.on('will-attach-webview', (event) => event.preventDefault())
  window.webContents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) void shell.openExternal(url)
    return { action: 'deny' }
  })
  void window.loadURL(`${APP_ORIGIN}/`)
  return window
}

/** Nothing is granted that nobody asked for; copying text needs no permission of this kind. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write')
}
