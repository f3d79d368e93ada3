import { EventEmitter } from 'node:events'
import { chromium, type Browser } from 'playwright'
import { PATIENCE_MS } from '../../helpers/patience.ts'

/** Where the rig's Chromium has the app's own scheme: it serves no scheme that it does not know. */
export const RIG_ORIGIN = 'https://framehaul.test'
export const toAppUrl = (url: string): string => url.replace(RIG_ORIGIN, 'app://framehaul')

let connected: Promise<Browser> | null = null

/** What the stand-in's parts share, and what the test asks for over the process's line. */
export const rig = {
  app: new EventEmitter(),
  ipc: new EventEmitter(),
  power: new EventEmitter(),
  handlers: new Map<string, (event: unknown, ...args: unknown[]) => unknown>(),
  schemes: new Map<string, (request: Request) => Promise<Response>>(),
  isFocused: true,
  openAnswers: [] as string[][],
  messageAnswers: [] as number[],
  messages: [] as { message: string; detail: string; buttons: string[] }[],
  errors: [] as string[],
  notifications: [] as { title: string; body: string; click: () => void }[],
  opened: [] as string[],
  blockers: new Set<number>(),
  tray: { tip: '', menu: null as RigMenu | null },
  menu: null as RigMenu | null,
  browser: (): Promise<Browser> =>
    (connected ??= chromium.connectOverCDP(process.env['RIG_CHROMIUM'] ?? '', { timeout: PATIENCE_MS })),
}

export interface RigMenuItem {
  readonly id: string
  readonly label: string
  readonly enabled: boolean
  readonly click: () => void
  readonly submenu: RigMenu | null
}

export class RigMenu {
  readonly items: readonly RigMenuItem[]
  constructor(items: readonly RigMenuItem[]) {
    this.items = items
  }
  getMenuItemById(id: string): RigMenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }
}
