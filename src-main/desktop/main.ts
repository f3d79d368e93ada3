import { app, BrowserWindow, dialog, Notification, session, type WebContents } from 'electron'
import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { EventPayload } from '../../src-shared/contract.ts'
import type { Settings } from '../../src-shared/settings.ts'
import { dataFolder, diagnosticsText, openWorkspace, type Engine, type Log, type Workspace } from '../engine/index.ts'
import { openEmbeddedStore } from '../sandbox/index.ts'
import { setAppMenu } from './app-menu.ts'
import { reportCrashes } from './crash-reports.ts'
import { desktopWords, type DesktopWords } from './desktop-words.ts'
import { createGrantedPaths } from './granted-paths.ts'
import { createKeychain } from './keychain.ts'
import { setOpenAtLogin } from './login-item.ts'
import { denyPermissions, openOrShowMainWindow } from './main-window.ts'
import { commandOfLink, LINK_SCHEME, requestOfArguments, type OpenRequest } from './open-requests.ts'
import { trackQueueStatus, type BatchEnd, type QueueStatus } from './queue-status.ts'
import { createQuit, type Quit } from './quit.ts'
import { readReleaseSite } from './release-site.ts'
import { emitToWindows, serveDesktopCalls } from './serve-desktop-calls.ts'
import { registerScheme, serveWindowFiles } from './serve-window-files.ts'
import { createTray, type TrayIcon } from './tray.ts'
import { createUpdateChecks } from './updates.ts'
import { createWakeLock } from './wake-lock.ts'

type Command = EventPayload<'door:command'>

/** The desktop app's life: one instance, one workspace, one window that may be closed while the work goes on. */
const folder = dataFolder()
const bundleFolder = import.meta.dirname
const assets = resolve(bundleFolder, '../../assets').replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')
/** The app's own package.json, in a package and in a checkout. */
const site = readReleaseSite(resolve(bundleFolder, '../../package.json'))
const granted = createGrantedPaths()
/** What was asked for before there was a window to ask. */
const earlyRequests: OpenRequest[] = []
let onOpenRequest: (request: OpenRequest) => void = (request) => void earlyRequests.push(request)
/** Of the one window, what does not depend on how it is opened. */
const mainWindow = {
  bundleFolder,
  iconPath: join(assets, 'icon.png'),
  placePath: join(folder, 'window.json'),
  site,
}

const cliAt = process.argv.indexOf('--cli')
if (cliAt > 0) void runCommandLine(process.argv.slice(cliAt + 1))
else openDesktop()

/**
 * `framehaul` of an installed app: the command line's bundle in this very program, without a window and beside any that
 * is open.
 */
async function runCommandLine(args: readonly string[]): Promise<void> {
  process.argv = [process.execPath, 'framehaul', ...args]
  await import(new URL('./cli.js', import.meta.url).href)
  app.exit(Number(process.exitCode ?? 0))
}

function openDesktop(): void {
  // Electron's own files (cache, cookies) lie in the data folder too: one thing to back up, one to delete.
  app.setPath('userData', join(folder, 'window'))
  app.setPath('crashDumps', join(folder, 'crashes'))
  app.enableSandbox()
  app.setAsDefaultProtocolClient(LINK_SCHEME)
  registerScheme()
  if (!app.requestSingleInstanceLock()) return app.quit()
  app.on('second-instance', (_, args, workingFolder) =>
    onOpenRequest(requestOfArguments(ownArguments(args), workingFolder)),
  )
  app.on('open-file', (event, path) => {
    event.preventDefault()
    onOpenRequest({ files: [path], links: [] })
  })
  app.on('open-url', (event, link) => {
    event.preventDefault()
    onOpenRequest({ files: [], links: [link] })
  })
  earlyRequests.push(requestOfArguments(ownArguments(process.argv), process.cwd()))
  void app.whenReady().then(start)
}

async function start(): Promise<void> {
  const words = desktopWords(app.getLocale())
  // Both are known once the workspace is open; until then nothing is shown and nobody can change a setting.
  let showStatus: (status: QueueStatus) => void = () => undefined
  let applySettings: (settings: Settings) => void = () => undefined
  const queueStatus = trackQueueStatus({
    onChange: (status) => showStatus(status),
    onBatchEnd: (end) => notifyBatchEnd(words, end),
  })
  const store = openEmbeddedStore(join(folder, 'store'))
  const opened = await openWorkspace({
    folder,
    embeddedUrl: store.url,
    systemProxy: (url) => session.defaultSession.resolveProxy(url),
    announce: (name, payload) => {
      queueStatus.onEvent(name, payload)
      emitToWindows(name, payload)
    },
    watches: true,
    secrets: createKeychain(join(folder, 'secrets')),
    settingsSaved: (settings) => applySettings(settings),
  })
  if (!opened.ok) {
    dialog.showErrorBox(opened.problem.message, opened.problem.remedy)
    return app.exit(1)
  }
  const workspace = opened.value
  const quit = createQuit({
    words,
    movingCount: () => queueStatus.current().moving,
    close: async () => {
      await workspace.close()
      await store.close()
    },
  })
  const open = (isHidden = false) => openOrShowMainWindow({ ...mainWindow, isHidden, mayClose: quit.mayClose })
  const command = (wanted: Command) => sendCommand(open().webContents, wanted)

  workspace.log.write('started', { version: app.getVersion(), electron: process.versions.electron })
  reportCrashes(workspace.log, () => void open())
  denyPermissions()
  serveWindow(workspace)
  setAppMenu(words, {
    command,
    quit: () => void quit.now(),
    logFolder: join(folder, 'logs'),
    licences: join(assets, 'licences.txt'),
    manual: site?.manual ?? null,
  })
  showStatus = createStatusDisplay(workspace.engine, openTray(words, workspace.engine, { open, quit }))
  showStatus(queueStatus.current())
  applySettings = createSettingsApplier(workspace.log, words)
  applySettings(workspace.settings())
  onOpenRequest = (request) => answerOpenRequest(request, command)
  open(process.argv.includes('--hidden'))
  for (const request of earlyRequests.splice(0)) onOpenRequest(request)

  app.on('activate', () => void open())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') void quit.now()
  })
}

/** The window's page and its calls. */
function serveWindow(workspace: Workspace): void {
  serveWindowFiles(join(bundleFolder, '../renderer'), workspace.plays)
  serveDesktopCalls(workspace.handlers, {
    version: app.getVersion(),
    home: homedir(),
    bundleFolder,
    hasReleaseSite: site !== null,
    granted,
    diagnostics: () =>
      diagnosticsText(workspace, {
        framehaul: app.getVersion(),
        door: 'desktop',
        electron: process.versions.electron,
      }),
  })
}

function openTray(
  words: DesktopWords,
  engine: Engine,
  { open, quit }: { readonly open: () => void; readonly quit: Quit },
): TrayIcon {
  const ids = () => engine.items().map((it) => it.id)
  return createTray(join(assets, 'tray.png'), words, {
    open: () => open(),
    pauseAll: () => engine.pause(ids()),
    resumeAll: () => engine.resume(ids()),
    quit: () => void quit.now(),
  })
}

/** Shows the queue outside of the window: in the tray and on the app's icon; and the computer stays awake for it. */
function createStatusDisplay(engine: Engine, tray: TrayIcon): (status: QueueStatus) => void {
  const keepAwake = createWakeLock(() => void engine.lookNow())
  return (status) => {
    tray.show(status)
    keepAwake(status.moving > 0 && !status.isHeld)
    for (const window of BrowserWindow.getAllWindows())
      window.setProgressBar(status.share ?? -1, { mode: status.isHeld ? 'paused' : 'normal' })
  }
}

/** What the settings say to the system rather than to the engine: the start at login, and updates. */
function createSettingsApplier(log: Log, words: DesktopWords): (settings: Settings) => void {
  const setUpdates = createUpdateChecks({
    log,
    site,
    onDownloaded: () => new Notification({ title: words.restartTitle, body: words.restartBody }).show(),
  })
  return ({ openAtLogin, updates }) => {
    void setOpenAtLogin(openAtLogin).catch((error: unknown) =>
      log.write('login item failed', { detail: String(error) }),
    )
    setUpdates(updates)
  }
}

/** What was given to us: after the program, and from a checkout after the app's folder too. */
function ownArguments(args: readonly string[]): string[] {
  return app.isPackaged
    ? args.slice(1)
    : args.slice(args.findIndex((it, at) => at > 0 && resolve(it) === app.getAppPath()) + 1)
}

/** Files opened with Framehaul were given by it; a link only shows something. */
function answerOpenRequest({ files, links }: OpenRequest, command: (wanted: Command) => void): void {
  granted.grant(files)
  const wanted = links.map(commandOfLink).find((it) => it !== null)
  if (wanted) command(wanted)
  else if (files.length > 0) command({ command: 'take', paths: [...files], isFolder: files.some(isFolder) })
  else command({ command: 'show', view: 'queue' })
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** A window that is still loading gets it when it has loaded. */
function sendCommand(contents: WebContents, command: Command): void {
  const send = () => emitToWindows('door:command', command)
  if (contents.isLoading()) contents.once('did-finish-load', send)
  else send()
}

function notifyBatchEnd(words: DesktopWords, { done, failed }: BatchEnd): void {
  if (!Notification.isSupported() || BrowserWindow.getFocusedWindow() !== null) return
  const notice = new Notification({ title: words.ended, body: words.endedBody(done, failed) })
  notice.on('click', () => BrowserWindow.getAllWindows()[0]?.show())
  notice.show()
}
