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

/**
 * The system's menu. Everything in it is in the window too; here it is where the system's people look for it.
 *
 * Keys that the window handles itself are shown but not registered: it knows whether somebody is typing.
 */
export function setAppMenu(words: DesktopWords, { command, quit, logFolder, licences, manual }: MenuActions): void {
  const isMac = process.platform === 'darwin'
  const item = (
    id: string,
    label: string,
    accelerator: string | null,
    click: () => void,
  ): MenuItemConstructorOptions => ({
    id,
    label,
    click,
    ...(accelerator === null ? {} : { accelerator, registerAccelerator: false }),
  })
  const say =
    (
      name: Extract<EventPayload<'door:command'>, { command: string }>['command'] &
        (
          | 'add-files'
          | 'add-folder'
          | 'settings'
          | 'servers'
          | 'doctor'
          | 'keys'
          | 'diagnostics'
          | 'pause-all'
          | 'resume-all'
          | 'undo'
        ),
    ) =>
    () =>
      command({ command: name })
  const settings = item('settings', words.settings, 'CmdOrCtrl+,', say('settings'))
  const quitItem: MenuItemConstructorOptions = {
    id: 'quit',
    label: words.quit,
    accelerator: 'CmdOrCtrl+Q',
    click: quit,
  }
  const template: MenuItemConstructorOptions[] = [
    ...(isMac
      ? [
          {
            role: 'appMenu',
            submenu: [
              { role: 'about' },
              { type: 'separator' },
              settings,
              { type: 'separator' },
              { role: 'services' },
              { type: 'separator' },
              { role: 'hide' },
              { role: 'hideOthers' },
              { role: 'unhide' },
              { type: 'separator' },
              quitItem,
            ],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: words.file,
      submenu: [
        item('add-files', words.addFiles, 'CmdOrCtrl+O', say('add-files')),
        item('add-folder', words.addFolder, 'CmdOrCtrl+Shift+O', say('add-folder')),
        { type: 'separator' },
        item('servers', words.servers, null, say('servers')),
        ...(isMac
          ? [{ role: 'close' } satisfies MenuItemConstructorOptions]
          : [settings, { type: 'separator' } satisfies MenuItemConstructorOptions, quitItem]),
      ],
    },
    {
      label: words.edit,
      submenu: [
        item('undo', words.undo, 'CmdOrCtrl+Z', say('undo')),
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: words.queue,
      submenu: [
        item('pause-all', words.pauseAll, null, say('pause-all')),
        item('resume-all', words.resumeAll, null, say('resume-all')),
      ],
    },
    {
      label: words.view,
      submenu: [
        item('show-queue', words.showQueue, 'CmdOrCtrl+1', () => command({ command: 'show', view: 'queue' })),
        item('show-store', words.showStore, 'CmdOrCtrl+2', () => command({ command: 'show', view: 'store' })),
        item('show-history', words.showHistory, 'CmdOrCtrl+3', () => command({ command: 'show', view: 'history' })),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu', label: words.window },
    {
      role: 'help',
      label: words.help,
      submenu: [
        ...(manual === null ? [] : [item('manual', words.manual, null, () => void shell.openExternal(manual))]),
        item('keys', words.keys, null, say('keys')),
        item('doctor', words.doctor, null, say('doctor')),
        { type: 'separator' },
        item('diagnostics', words.diagnostics, null, say('diagnostics')),
        item('log', words.showLog, null, () => void shell.openPath(logFolder)),
        item('licences', words.licences, null, () => void shell.openPath(licences)),
      ],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
