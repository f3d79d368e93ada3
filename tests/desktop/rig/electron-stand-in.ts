import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rig, RigMenu, type RigMenuItem } from './rig-state.ts'
import { RigWindow } from './rig-window.ts'

/**
 * The module `electron` as far as the shell uses it, for machines that cannot have Electron's runtime.
 *
 * Every export is checked by the compiler against Electron's own declarations (`satisfies Pick<…>`), of the version
 * that the lockfile pins; `apis.ts` lists them, and a test compares that list with what the compiled shell uses. What
 * the real thing does beyond its declarations is tested on the real thing, by the same suite.
 */
type AppPart = Pick<
  Electron.App,
  | 'setPath'
  | 'enableSandbox'
  | 'setAsDefaultProtocolClient'
  | 'requestSingleInstanceLock'
  | 'whenReady'
  | 'quit'
  | 'exit'
  | 'getVersion'
  | 'getLocale'
  | 'getPath'
  | 'getAppPath'
  | 'setLoginItemSettings'
  | 'isPackaged'
>

const paths = new Map<string, string>()
let ownsLock = false

const appPart = {
  isPackaged: false,
  setPath: (name, path) => {
    mkdirSync(path, { recursive: true })
    paths.set(name, path)
  },
  getPath: (name) => paths.get(name) ?? '/nowhere',
  getAppPath: () => process.cwd(),
  enableSandbox: () => undefined,
  setAsDefaultProtocolClient: () => true,
  requestSingleInstanceLock: () => takeLock(),
  whenReady: () => Promise.resolve(),
  getVersion: () => '0.0.0-rig',
  getLocale: () => 'en',
  setLoginItemSettings: () => undefined,
  quit: () => {
    const wish = { isPrevented: false }
    rig.app.emit('before-quit', {
      preventDefault: () => {
        wish.isPrevented = true
      },
    })
    if (wish.isPrevented) return
    if (ownsLock) rmSync(lockPath(), { force: true })
    process.exit(0)
  },
  exit: (code) => process.exit(code),
} satisfies AppPart
export const app = Object.assign(rig.app, appPart)

const lockPath = () => join(paths.get('userData') ?? '', 'rig-lock')

/** One process a data folder; a second one leaves what it was started with for the first. */
function takeLock(): boolean {
  const owner = existsSync(lockPath()) ? Number(readFileSync(lockPath(), 'utf8')) : 0
  if (owner > 0 && isAlive(owner)) {
    writeFileSync(
      join(paths.get('userData') ?? '', `second-${process.pid}.json`),
      JSON.stringify([process.argv, process.cwd()]),
    )
    return false
  }
  writeFileSync(lockPath(), String(process.pid))
  ownsLock = true
  setInterval(() => {
    const folder = paths.get('userData') ?? ''
    for (const name of readdirSync(folder).filter((it) => it.startsWith('second-'))) {
      const [args, workingFolder] = JSON.parse(readFileSync(join(folder, name), 'utf8')) as [string[], string]
      rmSync(join(folder, name))
      rig.app.emit('second-instance', {}, args, workingFolder, null)
    }
  }, 100).unref()
  return true
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export const BrowserWindow = RigWindow

export const ipcMain = Object.assign(rig.ipc, {
  handle: (channel: string, handler: (event: Electron.IpcMainInvokeEvent, ...args: never[]) => unknown) => {
    rig.handlers.set(channel, handler as (event: unknown, ...args: unknown[]) => unknown)
  },
} satisfies Pick<Electron.IpcMain, 'handle'>)

export const dialog = {
  showOpenDialog: () => {
    const filePaths = rig.openAnswers.shift() ?? []
    return Promise.resolve({ canceled: filePaths.length === 0, filePaths })
  },
  showMessageBox: (...given: unknown[]) => {
    const { message, detail = '', buttons = [], cancelId = 0 } = given.at(-1) as Electron.MessageBoxOptions
    rig.messages.push({ message, detail, buttons })
    return Promise.resolve({ response: rig.messageAnswers.shift() ?? cancelId, checkboxChecked: false })
  },
  showErrorBox: (title, content) => {
    rig.errors.push(`${title} ${content}`)
  },
} satisfies Pick<Electron.Dialog, 'showOpenDialog' | 'showMessageBox' | 'showErrorBox'>

const itemOf = ({ id, label, enabled, click, submenu, role }: Electron.MenuItemConstructorOptions): RigMenuItem => ({
  id: id ?? role ?? '',
  label: label ?? '',
  enabled: enabled ?? true,
  click: () => {
    ;(click as (() => void) | undefined)?.()
  },
  submenu: Array.isArray(submenu) ? new RigMenu(submenu.map(itemOf)) : null,
})
export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => new RigMenu(template.map(itemOf)),
  setApplicationMenu: (menu: RigMenu | null) => {
    rig.menu = menu
  },
} satisfies Record<keyof Pick<typeof Electron.Menu, 'buildFromTemplate' | 'setApplicationMenu'>, unknown>

export class Tray extends EventEmitter {
  setToolTip(tip: string): void {
    rig.tray.tip = tip
  }
  setContextMenu(menu: RigMenu | null): void {
    rig.tray.menu = menu
  }
}
void (Tray.prototype satisfies Record<keyof Pick<Electron.Tray, 'setToolTip' | 'setContextMenu'>, unknown>)

export class Notification extends EventEmitter {
  static isSupported(): boolean {
    return true
  }
  private readonly options: Electron.NotificationConstructorOptions
  constructor(options: Electron.NotificationConstructorOptions) {
    super()
    this.options = options
  }
  show(): void {
    rig.notifications.push({
      title: this.options.title ?? '',
      body: this.options.body ?? '',
      click: () => this.emit('click'),
    })
  }
}

export const nativeImage = { createFromPath: (path: string) => ({ path }) } satisfies Record<
  keyof Pick<typeof Electron.nativeImage, 'createFromPath'>,
  unknown
>

let lastBlocker = 0
export const powerSaveBlocker = {
  start: () => {
    lastBlocker += 1
    rig.blockers.add(lastBlocker)
    return lastBlocker
  },
  stop: (id) => rig.blockers.delete(id),
} satisfies Pick<Electron.PowerSaveBlocker, 'start' | 'stop'>

export const powerMonitor = rig.power

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
export const net = {
  fetch: async (url) => {
    const path = fileURLToPath(typeof url === 'string' ? url : url.url)
    return new Response(await readFile(path), {
      headers: { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' },
    })
  },
} satisfies Pick<Electron.Net, 'fetch'>

export const protocol = {
  registerSchemesAsPrivileged: () => undefined,
  handle: (scheme, handler) => {
    rig.schemes.set(scheme, async (request) => await handler(request))
  },
} satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>

/** A keychain in memory: what is kept is not what was given, and comes back as it was. */
export const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  encryptStringAsync: (text) => Promise.resolve(Buffer.from([...Buffer.from(text)].map((it) => it ^ 0x5a))),
  decryptStringAsync: (kept) =>
    Promise.resolve({ result: Buffer.from([...kept].map((it) => it ^ 0x5a)).toString(), shouldReEncrypt: false }),
} satisfies Pick<Electron.SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'>

type SessionPart = Pick<
  Electron.Session,
  'resolveProxy' | 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>
export const session = {
  defaultSession: {
    resolveProxy: () => Promise.resolve('DIRECT'),
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
  } satisfies SessionPart,
}

const opened = (what: string) => {
  rig.opened.push(what)
}
export const shell = {
  openExternal: (url) => Promise.resolve(opened(url)),
  openPath: (path) => {
    opened(path)
    return Promise.resolve('')
  },
} satisfies Pick<Electron.Shell, 'openExternal' | 'openPath'>

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } } as Electron.Display],
} satisfies Pick<Electron.Screen, 'getAllDisplays'>
export const crashReporter = { start: () => undefined } satisfies Pick<Electron.CrashReporter, 'start'>

/** What the test asks for over the process's line: what a person or the system would do outside of the window. */
const requests: Readonly<Record<string, (...args: never[]) => unknown>> = {
  menu: (id: string) => rig.menu?.getMenuItemById(id)?.click(),
  'tray-click': (id: string) => rig.tray.menu?.getMenuItemById(id)?.click(),
  tray: () => ({
    tip: rig.tray.tip,
    items: rig.tray.menu?.items.map(({ id, label, enabled }) => ({ id, label, enabled })) ?? [],
  }),
  'answer-open': (given: string[]) => void rig.openAnswers.push(given),
  'answer-message': (n: number) => void rig.messageAnswers.push(n),
  focus: (isFocused: boolean) => {
    rig.isFocused = isFocused
  },
  resume: () => void rig.power.emit('resume'),
  'open-url': (link: string) => void rig.app.emit('open-url', { preventDefault: () => undefined }, link),
  'click-notification': (at: number) => rig.notifications[at]?.click(),
  'close-window': () => RigWindow.all[0]?.close(),
  invoke: (channel: string, url: string, ...args: unknown[]) =>
    rig.handlers.get(channel)?.({ sender: {}, senderFrame: { url, parent: null } }, ...args),
  navigate: (url: string) => {
    const stopped: string[] = []
    for (const name of ['will-navigate', 'will-redirect'] as const)
      RigWindow.all[0]?.webContents.emit(name, { preventDefault: () => stopped.push(name) }, url)
    return { stopped, window: RigWindow.all[0]?.webContents.openHandler?.({ url }) }
  },
  state: () => ({
    messages: rig.messages,
    errors: rig.errors,
    notifications: rig.notifications.map(({ title, body }) => ({ title, body })),
    blockers: rig.blockers.size,
    opened: rig.opened,
    windows: RigWindow.all.map((it) => ({
      isShown: it.isShown,
      progress: it.progress,
      preferences: { ...it.options.webPreferences, preload: null },
    })),
    userData: paths.get('userData'),
  }),
}
process.on('message', (message: { id: number; name: string; args: never[] }) => {
  void Promise.resolve(requests[message.name]?.(...message.args)).then((value) =>
    process.send?.({ id: message.id, value: value ?? null }),
  )
})
