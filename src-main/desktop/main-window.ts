import { BrowserWindow, screen, session, shell } from 'electron'
import { join } from 'node:path'
import { APP_ORIGIN } from './channels.ts'
import { isManualPage, type ReleaseSite } from './release-site.ts'
import { savePlace, readPlace, visiblePlace } from './window-place.ts'

interface WindowOptions {
  readonly bundleFolder: string
  readonly iconPath: string
  /** Where its place on the screen is kept. */
  readonly placePath: string
  readonly isHidden: boolean
  /** Its pages may be opened in the browser. */
  readonly site: ReleaseSite | null
  /** Somebody closes it; it stays where this says so. */
  readonly mayClose: () => boolean
}

/** The one window, brought to the front, or opened where there is none. */
export function openOrShowMainWindow(options: WindowOptions): Electron.BrowserWindow {
  const [window] = BrowserWindow.getAllWindows()
  if (!window) return openMainWindow(options)
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
  return window
}

/** The one window: sandboxed, isolated, and unable to go anywhere else. It opens where it was closed. */
function openMainWindow({ bundleFolder, iconPath, placePath, isHidden, site, mayClose }: WindowOptions): BrowserWindow {
  const known = readPlace(placePath)
  const place =
    known &&
    visiblePlace(
      known,
      screen.getAllDisplays().map((it) => it.workArea),
    )
  const window = new BrowserWindow({
    width: 1180,
    height: 760,
    ...(place ? { x: place.x, y: place.y, width: place.width, height: place.height } : {}),
    minWidth: 640,
    minHeight: 420,
    show: false,
    title: 'Framehaul',
    backgroundColor: '#101217',
    icon: iconPath,
    webPreferences: {
      preload: join(bundleFolder, '../preload/preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      disableBlinkFeatures: 'Auxclick',
    },
  })
  if (place?.isMaximized) window.maximize()
  window.once('ready-to-show', () => {
    if (!isHidden) window.show()
  })
  window.on('close', (event) => {
    savePlace(placePath, { ...window.getNormalBounds(), isMaximized: window.isMaximized() })
    if (!mayClose()) event.preventDefault()
  })
  confineNavigation(window, site)
  void window.loadURL(`${APP_ORIGIN}/`)
  return window
}

/** It shows our own page and nothing else; a page of the manual opens in the browser. */
function confineNavigation({ webContents }: BrowserWindow, site: ReleaseSite | null): void {
  const stay = (event: { preventDefault: () => void }, url: string) => {
    if (!url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault()
  }
  webContents.on('will-navigate', (event, url) => stay(event, url))
  webContents.on('will-redirect', (event, url) => stay(event, url))
  webContents.on('will-frame-navigate', (event) => stay(event, event.url))
  webContents.on('will-attach-webview', (event) => event.preventDefault())
  webContents.setWindowOpenHandler(({ url }) => {
    if (isManualPage(url, site)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}

/** Nothing is granted that nobody asked for; copying text needs no permission of this kind. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler(
    (_contents, permission) => permission === 'clipboard-sanitized-write',
  )
  session.defaultSession.setDevicePermissionHandler(() => false)
}
