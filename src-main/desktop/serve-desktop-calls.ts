import { BrowserWindow, dialog, ipcMain, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron'
import type { Announce, Asked, Handlers } from '../../src-shared/contract.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { serveCall } from '../../src-shared/serve-calls.ts'
import { samplesFolder, type QueueHandlers } from '../engine/index.ts'
import { APP_ORIGIN, CALL_CHANNEL, EVENT_CHANNEL, GIVEN_CHANNEL } from './channels.ts'
import type { GrantedPaths } from './granted-paths.ts'

interface AboutDesktop {
  readonly version: string
  readonly home: string
  readonly bundleFolder: string
  readonly hasReleaseSite: boolean
  readonly granted: GrantedPaths
  readonly diagnostics: () => string
}

/**
 * Answers the window's calls. Only our own page in its main frame is answered at all, and only paths that a person gave
 * are read for it: whatever came into the page, it could not ask for somebody's keys.
 */
export function serveDesktopCalls(
  queue: QueueHandlers,
  { version, home, bundleFolder, hasReleaseSite, granted, diagnostics }: AboutDesktop,
): void {
  const givenOr = async <T>(paths: readonly string[], then: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const path = granted.notGiven(paths)
    return path === null ? then() : failed(problem('path-not-given', { path }))
  }
  const handlers: Handlers = {
    ...queue,
    'queue:add': (asked) => givenOr(asked.paths, () => queue['queue:add'](asked)),
    'series:preview': (asked) => givenOr(asked.paths, () => queue['series:preview'](asked)),
    'series:add': (asked) => givenOr(pathsOf(asked), () => queue['series:add'](asked)),
    'settings:save': async (asked) => {
      const before = await queue['settings:read']({})
      const known = before.ok ? before.value.watched.map((it) => it.path) : []
      return givenOr(
        (asked.watched ?? []).map((it) => it.path).filter((it) => !known.includes(it)),
        () => queue['settings:save'](asked),
      )
    },
    'door:describe': () =>
      Promise.resolve(ok({ kind: 'desktop' as const, nativePickers: true, version, home, hasReleaseSite })),
    'door:pick': async ({ what }) => {
      const window = BrowserWindow.getAllWindows()[0]
      const options: Electron.OpenDialogOptions = {
        properties: what === 'folder' ? ['openDirectory'] : ['openFile', 'multiSelections'],
      }
      const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
      granted.grant(filePaths)
      return ok({ paths: filePaths })
    },
    'door:diagnostics': () => Promise.resolve(ok({ text: diagnostics() })),
    'samples:folder': () => {
      const samples = samplesFolder(bundleFolder)
      if (samples.ok) granted.grant([samples.value.path])
      return Promise.resolve(samples)
    },
    'folder:list': () => Promise.resolve(failed(problem('not-here'))),
  }
  ipcMain.handle(CALL_CHANNEL, (event, name: unknown, ask: unknown) =>
    isOurs(event) ? serveCall(handlers, name, ask) : failed(problem('bad-call', { field: 'a call from elsewhere' })),
  )
  // From the preload alone: it got the path of a file that a person dropped, which no page can make up.
  ipcMain.on(GIVEN_CHANNEL, (event, path: unknown) => {
    if (isOurs(event) && typeof path === 'string') granted.grant([path])
  })
}

const pathsOf = ({ files }: Asked<'series:add'>): string[] =>
  files.flatMap((it) => [it.path, ...(it.sidecarOf === undefined ? [] : [it.sidecarOf])])

function isOurs({ senderFrame }: IpcMainInvokeEvent | IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(`${APP_ORIGIN}/`)
}

/** Tells every living window. */
export const emitToWindows: Announce = (name, payload) => {
  for (const window of BrowserWindow.getAllWindows())
    if (!window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, name, payload)
}
