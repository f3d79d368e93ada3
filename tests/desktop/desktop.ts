import { test as base, expect, type Page } from '@playwright/test'
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { _electron, chromium } from 'playwright'
import { chromiumFlags, findChromium } from '../../scripts/find-chromium.ts'
import { PATIENCE_MS } from '../helpers/patience.ts'

/** The desktop app under test, whatever it runs on: real Electron where its runtime is, the rig elsewhere. */
export interface Desktop {
  readonly page: Page
  readonly data: string
  /** Clicks an entry of the system's menu, by its id. */
  menu: (id: string) => Promise<void>
  tray: () => Promise<{ tip: string; items: { id: string; label: string; enabled: boolean }[] }>
  clickTray: (id: string) => Promise<void>
  /** What the next picker gives. */
  answerOpen: (paths: readonly string[]) => Promise<void>
  /** Which button of the next question is pressed. */
  answerMessage: (button: number) => Promise<void>
  setFocused: (isFocused: boolean) => Promise<void>
  wakeUp: () => Promise<void>
  openLink: (link: string) => Promise<void>
  closeWindow: () => Promise<void>
  clickNotification: (at: number) => Promise<void>
  /** Tries to bring the window elsewhere, as a page that was taken over would. */
  navigate: (url: string) => Promise<{ stopped: string[]; window?: { action: string } }>
  /** A call on the window's channel from a frame of this address. */
  callFrom: (url: string, name: string, ask: unknown) => Promise<unknown>
  state: () => Promise<{
    messages: { message: string; detail: string; buttons: string[] }[]
    errors: string[]
    notifications: { title: string; body: string }[]
    blockers: number
    opened: string[]
    windows: { isShown: boolean; progress: number; preferences: Record<string, unknown> }[]
  }>
  /**
   * Starts the app once more with these arguments, as the system does for a file or a second click; answers when that
   * process has ended.
   */
  startAgain: (args: readonly string[]) => Promise<void>
  /** `framehaul …` of an installed app: what it says, and how it ends. */
  commandLine: (args: readonly string[]) => Promise<{ said: string; code: number | null }>
  kill: () => Promise<void>
  untilEnded: () => Promise<number | null>
}

const root = resolve(import.meta.dirname, '../..')
const mainBundle = join(root, 'out/main/desktop.js')

/** Electron's program, where it was fetched and has a screen to draw on. */
export function electronProgram(): string | null {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const path = join(
    folder,
    'dist',
    process.platform === 'win32'
      ? 'electron.exe'
      : process.platform === 'darwin'
        ? 'Electron.app/Contents/MacOS/Electron'
        : 'electron',
  )
  const hasScreen =
    process.platform !== 'linux' || process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined
  return existsSync(path) && hasScreen ? path : null
}

async function onRig(data: string, args: readonly string[]): Promise<Desktop> {
  const browser = await startChromium(data)
  const env = {
    ...process.env,
    FRAMEHAUL_DATA: data,
    XDG_CONFIG_HOME: join(data, 'config'),
    RIG_CHROMIUM: browser.endpoint,
  }
  const execArgv = ['--disable-warning=ExperimentalWarning', '--import', join(root, 'tests/desktop/rig/register.mjs')]
  const start = (given: readonly string[]) =>
    fork(mainBundle, [...given], { env, execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const child = start(args)
  const line = talkTo(child)
  const remote = await chromium.connectOverCDP(browser.endpoint, { timeout: PATIENCE_MS })
  const page = await untilPage(() => remote.contexts().flatMap((it) => it.pages()))
  const ask = <T>(name: string, ...given: unknown[]) => line(name, given) as Promise<T>
  return {
    page,
    data,
    ...hooks(ask),
    startAgain: async (given) => {
      await once(start(['.', ...given]), 'exit')
    },
    commandLine: (given) =>
      heard(
        spawn(process.execPath, [...execArgv, mainBundle, '.', '--cli', ...given], {
          env,
          stdio: ['ignore', 'pipe', 'inherit'],
        }),
      ),
    untilEnded: async () => {
      if (child.exitCode === null) await once(child, 'exit')
      return child.exitCode
    },
    kill: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      await remote.close().catch(() => undefined)
      await browser.kill()
    },
  }
}

async function heard(child: ChildProcess): Promise<{ said: string; code: number | null }> {
  let said = ''
  child.stdout?.on('data', (text) => {
    said += String(text)
  })
  await once(child, 'close')
  return { said, code: child.exitCode }
}

/** Questions over a child's line, each with its answer. */
function talkTo(child: ChildProcess): (name: string, args: readonly unknown[]) => Promise<unknown> {
  const waiting = new Map<number, (value: unknown) => void>()
  let last = 0
  child.on('message', ({ id, value }: { id: number; value: unknown }) => {
    waiting.get(id)?.(value)
    waiting.delete(id)
  })
  return (name, args) =>
    new Promise((resolveIt) => {
      last += 1
      waiting.set(last, resolveIt)
      if (child.connected) child.send({ id: last, name, args })
      else resolveIt(null)
    })
}

async function startChromium(data: string): Promise<{ endpoint: string; kill: () => Promise<void> }> {
  const child = spawn(
    findChromium() ?? chromium.executablePath(),
    [
      '--headless=new',
      ...chromiumFlags,
      '--remote-debugging-port=0',
      '--window-size=1280,800',
      `--user-data-dir=${join(data, 'chromium')}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  )
  let said = ''
  for await (const text of child.stderr) {
    said += String(text)
    const endpoint = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
    if (endpoint === undefined) continue
    child.stderr.resume()
    return {
      endpoint,
      kill: async () => {
        try {
          process.kill(-(child.pid ?? 0), 'SIGKILL')
        } catch {
          return
        }
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      },
    }
  }
  throw new Error(`Chromium did not start: ${said.slice(0, 500)}`)
}

type Ask = <T>(name: string, ...given: unknown[]) => Promise<T>

/** What the shell's stand-in, or the hook in the real one, is asked for. */
const hooks = (
  ask: Ask,
): Pick<
  Desktop,
  | 'menu'
  | 'tray'
  | 'clickTray'
  | 'answerOpen'
  | 'answerMessage'
  | 'setFocused'
  | 'wakeUp'
  | 'openLink'
  | 'closeWindow'
  | 'clickNotification'
  | 'navigate'
  | 'state'
  | 'callFrom'
> => ({
  menu: (id) => ask('menu', id),
  tray: () => ask('tray'),
  clickTray: (id) => ask('tray-click', id),
  answerOpen: (paths) => ask('answer-open', paths),
  answerMessage: (n) => ask('answer-message', n),
  setFocused: (it) => ask('focus', it),
  wakeUp: () => ask('resume'),
  openLink: (link) => ask('open-url', link),
  closeWindow: () => ask('close-window'),
  clickNotification: (at) => ask('click-notification', at),
  navigate: (url) => ask('navigate', url),
  state: () => ask('state'),
  callFrom: (url, name, what) => ask('invoke', 'framehaul:call', url, name, what),
})

async function untilPage(pages: () => Page[]): Promise<Page> {
  const windows = () => pages().filter((it) => /^(https:\/\/framehaul\.test|app:\/\/framehaul)\//.test(it.url()))
  await expect.poll(() => windows().length, { message: 'a window has opened', intervals: [20] }).toBeGreaterThan(0)
  return windows()[0]!
}

/**
 * The same on Electron itself, driven by Playwright; what has no call to look at it is recorded by a hook that is
 * loaded first.
 */
async function onElectron(program: string, data: string, args: readonly string[]): Promise<Desktop> {
  const env = {
    ...(process.env as Record<string, string>),
    FRAMEHAUL_DATA: data,
    XDG_CONFIG_HOME: join(data, 'config'),
  }
  const launch = [
    ...(process.platform === 'linux' ? ['--no-sandbox'] : []),
    '-r',
    join(root, 'tests/desktop/electron-hook.cjs'),
    root,
    ...args,
  ]
  const electron = await _electron.launch({ executablePath: program, args: launch, env, timeout: PATIENCE_MS })
  const page = await electron.firstWindow()
  const ask = <T>(name: string, ...given: unknown[]) =>
    electron.evaluate(
      (_, [what, values]) =>
        (globalThis as unknown as { framehaulHook: (name: string, args: unknown[]) => unknown }).framehaulHook(
          what,
          values,
        ),
      [name, given] as const,
    ) as Promise<T>
  return {
    page,
    data,
    ...hooks(ask),
    commandLine: (given) =>
      heard(
        spawn(program, [...(process.platform === 'linux' ? ['--no-sandbox'] : []), root, '--cli', ...given], {
          env,
          stdio: ['ignore', 'pipe', 'inherit'],
        }),
      ),
    startAgain: async (given) => {
      await once(spawn(program, [...launch, ...given], { env, stdio: 'ignore' }), 'exit')
    },
    untilEnded: async () => {
      const child = electron.process()
      if (child.exitCode === null) await once(child, 'exit')
      return child.exitCode
    },
    kill: async () => {
      electron.process().kill('SIGKILL')
      await electron.close().catch(() => undefined)
    },
  }
}

interface Fixtures {
  readonly folder: string
  readonly start: (args?: readonly string[]) => Promise<Desktop>
  readonly desktop: Desktop
}

let hasSaid = false

export const test = base.extend<Fixtures>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'framehaul-desktop-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  },
  start: async ({ folder }, use) => {
    const running: Desktop[] = []
    const program = electronProgram()
    if (!hasSaid)
      console.log(
        program
          ? `The desktop runs on Electron: ${program}`
          : 'The desktop runs on the rig: Electron\u2019s runtime is not on this machine.',
      )
    hasSaid = true
    await use(async (args = []) => {
      const data = join(folder, 'data')
      const desktop = await (program ? onElectron(program, data, args) : onRig(data, ['.', ...args]))
      running.push(desktop)
      await expect(desktop.page.getByRole('button', { name: /Connection: .* Connected/ })).toBeVisible()
      return desktop
    })
    for (const it of running) await it.kill()
  },
  desktop: async ({ start }, use) => use(await start()),
})

export { expect }
