import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { CDPSession, Frame, Page } from 'playwright'
import { PATIENCE_MS } from '../../helpers/patience.ts'
import { rig, RIG_ORIGIN, toAppUrl } from './rig-state.ts'

/**
 * A window of the rig: a page of Chromium. The compiled preload runs in it before the page, with `electron` answered by
 * bindings; the app's own scheme is served by what the shell registered for it.
 */
export class RigWindow extends EventEmitter {
  static readonly all: RigWindow[] = []
  readonly webContents: RigContents
  readonly options: Electron.BrowserWindowConstructorOptions
  readonly ready: Promise<void>
  isShown = false
  isMin = false
  progress = -1
  private page: Page | null = null
  private destroyed = false

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super()
    this.options = options
    this.webContents = new RigContents(this)
    RigWindow.all.push(this)
    this.ready = this.open()
  }

  static getAllWindows(): RigWindow[] {
    return RigWindow.all
  }
  static getFocusedWindow(): RigWindow | null {
    return rig.isFocused ? (RigWindow.all.find((it) => it.isShown) ?? null) : null
  }

  private async open(): Promise<void> {
    const context = (await rig.browser()).contexts()[0]
    if (!context) throw new Error('Chromium has no context')
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    this.page = page
    const devtools = await context.newCDPSession(page)
    await page.exposeBinding('__rigInvoke', ({ frame }, channel: string, args: unknown[]) =>
      rig.handlers.get(channel)?.(eventOf(frame, this.webContents), ...args),
    )
    await page.exposeBinding('__rigSend', ({ frame }, channel: string, args: unknown[]) => {
      rig.ipc.emit(channel, eventOf(frame, this.webContents), ...args)
    })
    await page.exposeBinding('__rigPath', (_, n: number) => pathOfFile(devtools, n))
    const preload = this.options.webPreferences?.preload
    if (preload !== undefined) await page.addInitScript({ content: preloadInPage(readFileSync(preload, 'utf8')) })
    await page.route(`${RIG_ORIGIN}/**`, async (route) => {
      const request = route.request()
      const handle = rig.schemes.get('app')
      if (!handle) return route.abort()
      const answer = await handle(
        new Request(toAppUrl(request.url()), { method: request.method(), headers: request.headers() }),
      )
      return route.fulfill({
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: Buffer.from(await answer.arrayBuffer()),
      })
    })
    page.on('popup', (popup) => void popup.close())
    page.on('load', () => {
      this.webContents.loaded()
    })
  }

  async loadURL(url: string): Promise<void> {
    await this.ready
    await this.page?.goto(url.replace(/^app:\/\/framehaul/, RIG_ORIGIN))
    this.emit('ready-to-show')
  }

  /** As a person does it with the button of the window's frame. */
  close(): void {
    const wish = { isPrevented: false }
    this.emit('close', {
      preventDefault: () => {
        wish.isPrevented = true
      },
    })
    if (!wish.isPrevented) this.destroy()
  }

  destroy(): void {
    this.destroyed = true
    RigWindow.all.splice(RigWindow.all.indexOf(this), 1)
    void this.page?.close()
    this.emit('closed')
    if (RigWindow.all.length === 0) rig.app.emit('window-all-closed')
  }

  async send(channel: string, args: readonly unknown[]): Promise<void> {
    await this.ready
    await this.page
      ?.evaluate(
        ([name, values]) => {
          ;(globalThis as { __rigHear?: (channel: unknown, args: unknown) => void }).__rigHear?.(name, values)
        },
        [channel, args] as const,
      )
      .catch(() => undefined)
  }

  isDestroyed(): boolean {
    return this.destroyed
  }
  isMinimized(): boolean {
    return this.isMin
  }
  isMaximized(): boolean {
    return false
  }
  maximize(): void {
    /* a page has no frame */
  }
  restore(): void {
    this.isMin = false
  }
  show(): void {
    this.isShown = true
  }
  hide(): void {
    this.isShown = false
  }
  focus(): void {
    this.isShown = true
  }
  setProgressBar(share: number): void {
    this.progress = share
  }
  getNormalBounds(): Electron.Rectangle {
    return { x: 10, y: 10, width: this.options.width ?? 800, height: this.options.height ?? 600 }
  }
}

class RigContents extends EventEmitter {
  private isLoaded = false
  openHandler: ((details: { url: string }) => { action: string }) | null = null
  private readonly window: RigWindow
  constructor(window: RigWindow) {
    super()
    this.window = window
  }
  loaded(): void {
    this.isLoaded = true
    this.emit('did-finish-load')
  }
  send(channel: string, ...args: unknown[]): void {
    void this.window.send(channel, args)
  }
  isLoading(): boolean {
    return !this.isLoaded
  }
  isDestroyed(): boolean {
    return this.window.isDestroyed()
  }
  reload(): void {
    void this.window.loadURL('app://framehaul/')
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }
}

const eventOf = (frame: Frame, sender: RigContents) => ({
  sender,
  senderFrame: { url: toAppUrl(frame.url()), parent: frame.parentFrame() ? {} : null },
})

/** Chromium knows where a dropped file lies; a page does not. */
async function pathOfFile(devtools: CDPSession, n: number): Promise<string> {
  const { result } = await devtools.send('Runtime.evaluate', { expression: `globalThis.__rigFiles[${n}]` })
  if (!result.objectId) return ''
  return (await devtools.send('DOM.getFileInfo', { objectId: result.objectId }).catch(() => ({ path: '' }))).path
}

/**
 * The preload as it was compiled, in the page's main frame, with a `require` that knows `electron` and nothing else: as
 * in Electron's sandbox.
 */
const preloadInPage = (code: string): string => `(() => {
  if (globalThis !== globalThis.top) return
  const listeners = new Map()
  globalThis.__rigFiles = []
  globalThis.__rigHear = (channel, args) => { for (const heard of listeners.get(channel) ?? []) heard({}, ...args) }
  const electron = {
    ipcRenderer: {
      invoke: (channel, ...args) => globalThis.__rigInvoke(channel, args),
      send: (channel, ...args) => void globalThis.__rigSend(channel, args),
      on: (channel, heard) => listeners.set(channel, (listeners.get(channel) ?? new Set()).add(heard)),
      off: (channel, heard) => listeners.get(channel)?.delete(heard),
    },
    contextBridge: {
      exposeInMainWorld: (name, api) =>
        Object.defineProperty(globalThis, name, { value: Object.freeze(api), enumerable: true }),
    },
    webUtils: { getPathForFile: (file) => globalThis.__rigPath(globalThis.__rigFiles.push(file) - 1) },
  }
  const module = { exports: {} }
  const require = (name) => {
    if (name === 'electron') return electron
    throw new Error('a sandboxed preload has no ' + name)
  }
  ;(function (require, module, exports) { ${code}
  })(require, module, module.exports)
})()`
