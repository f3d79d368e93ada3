import { app, BrowserWindow, dialog, Notification, type WebContents } from 'electron'
import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Announce, EventPayload } from '../../src-shared/contract.ts'
import { dataFolder, diagnosticsText, openWorkspace, type Workspace } from '../engine/index.ts'
import { embeddedStore } from '../sandbox/index.ts'
import { setAppMenu } from './app-menu.ts'
import { keepCrashReports } from './crash-reports.ts'
import { desktopWords, type DesktopWords } from './desktop-words.ts'
import { keepGrantedPaths } from './granted-paths.ts'
import { keychain } from './keychain.ts'
import { setOpenAtLogin } from './login-item.ts'
import { denyPermissions, openMainWindow } from './main-window.ts'
import { commandOfLink, LINK_SCHEME, requestOfArguments, type OpenRequest } from './open-requests.ts'
import { followPulse } from './queue-pulse.ts'
import { readReleaseSite } from './release-site.ts'
import { announceToWindows, serveDesktopCalls } from './serve-desktop-calls.ts'
import { registerScheme, serveWindowFiles } from './serve-window-files.ts'
import { stayAwake } from './stay-awake.ts'
import { makeTray } from './tray.ts'
import { createUpdateChecks } from './updates.ts'

type Command = EventPayload<'door:command'>

/** The desktop app's life: one instance, one workspace, one window that may be closed while the work goes on. */
const folder = dataFolder()
const bundleFolder = import.meta.dirname
const assets = resolve(bundleFolder, '../../assets').replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')
/** The app's own package.json, in a package and in a checkout. */
const site = readReleaseSite(resolve(bundleFolder, '../../package.json'))
const granted = keepGrantedPaths()
/** What was asked for before there was a window to ask. */
const early: OpenRequest[] = []
let take: (request: OpenRequest) => void = (request) => void early.push(request)

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
  app.on('second-instance', (_, args, workingFolder) => take(requestOfArguments(ownArguments(args), workingFolder)))
  app.on('open-file', (event, path) => {
    event.preventDefault()
    take({ files: [path], links: [] })
  })
  app.on('open-url', (event, link) => {
    event.preventDefault()
    take({ files: [], links: [link] })
  })
  early.push(requestOfArguments(ownArguments(process.argv), process.cwd()))
  void app.whenReady().then(start)
}

async function start(): Promise<void> {
  const words = desktopWords(app.getLocale())
  const pulse = followPulse({ changed: (now) => showPulse(now), ended: (end) => notifyEnd(words, end) })
  let showPulse: Parameters<typeof followPulse>[0]['changed'] = () => undefined
  const announce: Announce = (name, payload) => {
    pulse.hear(name, payload)
    announceToWindows(name, payload)
  }
  const store = embeddedStore(join(folder, 'store'))
  const workspace = await openWorkspace({
    folder,
    embeddedUrl: store.url,
    announce,
    watches: true,
    secrets: keychain(join(folder, 'secrets')),
    settingsSaved: (settings) => applySettings(settings),
  })
  if (!workspace.ok) {
    dialog.showErrorBox(workspace.problem.message, workspace.problem.remedy)
    return app.exit(1)
  }
  const { engine, handlers, log, plays, settings } = workspace.value
  const quit = quitter(workspace.value, words, pulse.now, store.close)
  const windowOptions = {
    mayClose: quit.mayClose,
    bundleFolder,
    iconPath: join(assets, 'icon.png'),
    placePath: join(folder, 'window.json'),
    isHidden: false,
    site,
  }
  const open = (isHidden = false) => {
    const [window] = BrowserWindow.getAllWindows()
    if (!window) return openMainWindow({ ...windowOptions, isHidden })
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
    return window
  }
  const command = (wanted: Command) => tell(open().webContents, wanted)
  const ids = () => engine.items().map((it) => it.id)
  const setUpdates = createUpdateChecks({
    log,
    site,
    onDownloaded: () => new Notification({ title: words.restartTitle, body: words.restartBody }).show(),
  })
  const applySettings = ({ openAtLogin, updates }: ReturnType<Workspace['settings']>) => {
    void setOpenAtLogin(openAtLogin).catch((error: unknown) =>
      log.write('login item failed', { detail: String(error) }),
    )
    setUpdates(updates)
  }

  log.write('started', { version: app.getVersion(), electron: process.versions.electron })
  keepCrashReports(log, () => void open())
  denyPermissions()
  serveWindowFiles(join(bundleFolder, '../renderer'), plays)
  serveDesktopCalls(handlers, {
    version: app.getVersion(),
    home: homedir(),
    bundleFolder,
    hasReleaseSite: site !== null,
    granted,
    diagnostics: () =>
      diagnosticsText(workspace.value, {
        framehaul: app.getVersion(),
        door: 'desktop',
        electron: process.versions.electron,
      }),
  })
  setAppMenu(words, {
    command,
    quit: () => void quit.now(),
    logFolder: join(folder, 'logs'),
    licences: join(assets, 'licences.txt'),
    manual: site?.manual ?? null,
  })
  const tray = makeTray(join(assets, 'tray.png'), words, {
    open: () => void open(),
    pauseAll: () => engine.pause(ids()),
    resumeAll: () => engine.resume(ids()),
    quit: () => void quit.now(),
  })
  const keepAwake = stayAwake(() => void engine.lookNow())
  showPulse = (now) => {
    tray.show(now)
    keepAwake(now.moving > 0 && !now.isHeld)
    for (const window of BrowserWindow.getAllWindows())
      window.setProgressBar(now.share ?? -1, { mode: now.isHeld ? 'paused' : 'normal' })
  }
  showPulse(pulse.now())
  applySettings(settings())
  take = (request) => answer(request, command)
  open(process.argv.includes('--hidden'))
  for (const request of early.splice(0)) take(request)

  app.on('activate', () => void open())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') void quit.now()
  })
}

/** What was given to us: after the program, and from a checkout after the app's folder too. */
function ownArguments(args: readonly string[]): string[] {
  return app.isPackaged
    ? args.slice(1)
    : args.slice(args.findIndex((it, at) => at > 0 && resolve(it) === app.getAppPath()) + 1)
}

/** Files opened with Framehaul were given by it; a link only shows something. */
function answer({ files, links }: OpenRequest, command: (wanted: Command) => void): void {
  granted.grant(files)
  const wanted = links.map(commandOfLink).find((it) => it !== null)
  if (wanted) command(wanted)
  else if (files.length > 0) command({ command: 'take', paths: [...files], isFolder: files.some(isFolder) })
  else command({ command: 'show', view: 'queue' })
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** A window that is still loading hears it when it has loaded. */
function tell(contents: WebContents, command: Command): void {
  const say = () => announceToWindows('door:command', command)
  if (contents.isLoading()) contents.once('did-finish-load', say)
  else say()
}

function notifyEnd(words: DesktopWords, { done, failed }: { readonly done: number; readonly failed: number }): void {
  if (!Notification.isSupported() || BrowserWindow.getFocusedWindow() !== null) return
  const notice = new Notification({ title: words.ended, body: words.endedBody(done, failed) })
  notice.on('click', () => BrowserWindow.getAllWindows()[0]?.show())
  notice.show()
}

/** Everything that runs is stopped cleanly and continues the next time; asked once where something runs. */
function quitter(
  workspace: Workspace,
  words: DesktopWords,
  pulse: () => { readonly moving: number },
  closeStore: () => Promise<void>,
): { readonly now: () => Promise<void>; readonly mayClose: () => boolean } {
  let stage: 'open' | 'asking' | 'closing' | 'closed' = 'open'

  async function quit(): Promise<void> {
    if (stage !== 'open') return
    const { moving } = pulse()
    if (moving > 0) {
      stage = 'asking'
      const options = {
        type: 'question' as const,
        message: words.quitTitle,
        detail: words.quitBody(moving),
        buttons: [words.quitNow, words.keepSending, words.stay],
        defaultId: 1,
        cancelId: 2,
      }
      const [window] = BrowserWindow.getAllWindows()
      const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
      stage = 'open'
      if (response === 1) for (const it of BrowserWindow.getAllWindows()) it.hide()
      if (response !== 0) return
    }
    stage = 'closing'
    await workspace.close()
    await closeStore()
    stage = 'closed'
    app.quit()
  }
  app.on('before-quit', (event) => {
    if (stage === 'closed') return
    event.preventDefault()
    void quit()
  })
  return {
    now: quit,
    // Where apps live in the dock, closing a window ends nothing; elsewhere whoever closes it while something is sent
    // is asked.
    mayClose: () => {
      if (process.platform === 'darwin' || stage === 'closing' || stage === 'closed' || pulse().moving === 0)
        return true
      void quit()
      return false
    },
  }
}
