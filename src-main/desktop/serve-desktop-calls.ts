import { BrowserWindow, dialog, ipcMain, type IpcMainInvokeEvent } from 'electron'
import type { Announce, Handlers } from '../../src-shared/contract.ts'
import { failed, ok } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { serveCall } from '../../src-shared/serve-calls.ts'
import { samplesFolder, type QueueHandlers } from '../engine/index.ts'
import { APP_ORIGIN, CALL_CHANNEL, EVENT_CHANNEL } from './channels.ts'

/** Answers the window's calls. Only our own page in its main frame is answered at all. */
export function serveDesktopCalls(queue: QueueHandlers, about: { readonly version: string; readonly home: string }): void {
  const handlers: Handlers = {
    ...queue,
    'door:describe': () => Promise.resolve(ok({ kind: 'desktop' as const, nativePickers: true, ...about })),
    'door:pick': async ({ what }) => {
      const window = BrowserWindow.getAllWindows()[0]
      const options: Electron.OpenDialogOptions = { properties: what === 'folder' ? ['openDirectory'] : ['openFile', 'multiSelections'] }
      const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
      return ok({ paths: filePaths })
    },
    'samples:folder': () => Promise.resolve(samplesFolder(import.meta.dirname)),
    'folder:list': () => Promise.resolve(failed(problem('not-here'))),
  }
  ipcMain.handle(CALL_CHANNEL, (event, name: unknown, ask: unknown) =>
    isOurs(event) ? serveCall(handlers, name, ask) : failed(problem('bad-call', { field: 'a call from elsewhere' })))
}

function isOurs({ senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(`${APP_ORIGIN}/`)
}

/** Tells every living window. */
export const announceToWindows: Announce = (name, payload) => {
  for (const window of BrowserWindow.getAllWindows()) if (!window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, name, payload)
}
