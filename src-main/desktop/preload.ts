import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { isCallName, isEventName } from '../../src-shared/contract.ts'
import type { DesktopBridge } from '../../src-shared/desktop-bridge.ts'
import { failed, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { CALL_CHANNEL, EVENT_CHANNEL, GIVEN_CHANNEL } from './channels.ts'

// The whole of what the window gets. Names that are not in the contract go nowhere.
const bridge: DesktopBridge = {
  call: (name, ask) =>
    isCallName(name)
      ? (ipcRenderer.invoke(CALL_CHANNEL, name, ask) as Promise<Outcome<unknown>>)
      : Promise.resolve(failed(problem('bad-call', { field: 'an unknown call' }))),
  listen: (name, onEvent) => {
    if (!isEventName(name)) return () => undefined
    const relay = (_event: unknown, emitted: unknown, payload: unknown) => {
      if (emitted === name) onEvent(payload)
    }
    ipcRenderer.on(EVENT_CHANNEL, relay)
    return () => void ipcRenderer.off(EVENT_CHANNEL, relay)
  },
  pathOf: async (file) => {
    // Empty for a file that a page made: only what lies on the disk and was dropped has a path.
    const path = await Promise.resolve(webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]))
    if (path !== '') ipcRenderer.send(GIVEN_CHANNEL, path)
    return path
  },
}

contextBridge.exposeInMainWorld('framehaul', bridge)
