import { Menu, shell, type MenuItemConstructorOptions } from 'electron'
import type { EventPayload } from '../../src-shared/contract.ts'
import type { DesktopWords } from './desktop-words.ts'

interface MenuActions {
  readonly command: (command: EventPayload<'door:command'>) => void
  readonly quit: () => void
  readonly logFolder: string
  readonly licences: string
  /** The address of the manual's front page; null where this build has none. */
  readonly manual: string | null
}

type Item = MenuItemConstructorOptions
type PlainCommand = Exclude<EventPayload<'door:command'>['command'], 'show' | 'show-in-store' | 'take'>

/** What every menu is made of. */
interface MenuParts {
  readonly words: DesktopWords
  readonly actions: MenuActions
  readonly isMac: boolean
}

/**
 * The system's menu. Everything in it is in the window too; here it is where the system's people look for it.
 *
 * Keys that the window handles itself are shown but not registered: it knows whether somebody is typing.
 */
export function setAppMenu(words: DesktopWords, actions: MenuActions): void {
  const parts: MenuParts = { words, actions, isMac: process.platform === 'darwin' }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(parts.isMac ? [macMenu(parts)] : []),
      fileMenu(parts),
      editMenu(parts),
      queueMenu(parts),
      viewMenu(parts),
      { role: 'windowMenu', label: words.window },
      helpMenu(parts),
    ]),
  )
}

const item = (id: string, label: string, accelerator: string | null, click: () => void): Item => ({
  id,
  label,
  click,
  ...(accelerator === null ? {} : { accelerator, registerAccelerator: false }),
})

/** An item that asks the window for something, under the name of what it asks. */
const commandItem = ({ actions }: MenuParts, name: PlainCommand, label: string, accelerator: string | null = null) =>
  item(name, label, accelerator, () => actions.command({ command: name }))

const settingsItem = (parts: MenuParts): Item => commandItem(parts, 'settings', parts.words.settings, 'CmdOrCtrl+,')

const quitItem = ({ words, actions }: MenuParts): Item => ({
  id: 'quit',
  label: words.quit,
  accelerator: 'CmdOrCtrl+Q',
  click: actions.quit,
})

const macMenu = (parts: MenuParts): Item => ({
  role: 'appMenu',
  submenu: [
    { role: 'about' },
    { type: 'separator' },
    settingsItem(parts),
    { type: 'separator' },
    { role: 'services' },
    { type: 'separator' },
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    { type: 'separator' },
    quitItem(parts),
  ],
})

function fileMenu(parts: MenuParts): Item {
  const { words, isMac } = parts
  const end: Item[] = isMac ? [{ role: 'close' }] : [settingsItem(parts), { type: 'separator' }, quitItem(parts)]
  return {
    label: words.file,
    submenu: [
      commandItem(parts, 'add-files', words.addFiles, 'CmdOrCtrl+O'),
      commandItem(parts, 'add-folder', words.addFolder, 'CmdOrCtrl+Shift+O'),
      { type: 'separator' },
      commandItem(parts, 'servers', words.servers),
      ...end,
    ],
  }
}

const editMenu = (parts: MenuParts): Item => ({
  label: parts.words.edit,
  submenu: [
    commandItem(parts, 'undo', parts.words.undo, 'CmdOrCtrl+Z'),
    { type: 'separator' },
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
  ],
})

const queueMenu = (parts: MenuParts): Item => ({
  label: parts.words.queue,
  submenu: [
    commandItem(parts, 'pause-all', parts.words.pauseAll),
    commandItem(parts, 'resume-all', parts.words.resumeAll),
  ],
})

function viewMenu({ words, actions }: MenuParts): Item {
  const show = (view: 'queue' | 'store' | 'history') => () => actions.command({ command: 'show', view })
  return {
    label: words.view,
    submenu: [
      item('show-queue', words.showQueue, 'CmdOrCtrl+1', show('queue')),
      item('show-store', words.showStore, 'CmdOrCtrl+2', show('store')),
      item('show-history', words.showHistory, 'CmdOrCtrl+3', show('history')),
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
    ],
  }
}

function helpMenu(parts: MenuParts): Item {
  const { words } = parts
  const { manual, logFolder, licences } = parts.actions
  return {
    role: 'help',
    label: words.help,
    submenu: [
      ...(manual === null ? [] : [item('manual', words.manual, null, () => void shell.openExternal(manual))]),
      commandItem(parts, 'keys', words.keys),
      commandItem(parts, 'doctor', words.doctor),
      { type: 'separator' },
      commandItem(parts, 'diagnostics', words.diagnostics),
      item('log', words.showLog, null, () => void shell.openPath(logFolder)),
      item('licences', words.licences, null, () => void shell.openPath(licences)),
    ],
  }
}
