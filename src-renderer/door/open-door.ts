import type { DesktopBridge } from '../../src-shared/desktop-bridge.ts'
import { consoleDoor } from './console-door.ts'
import { desktopDoor } from './desktop-door.ts'
import type { Door } from './door.ts'

declare global {
  interface Window {
    /** There only behind the desktop's preload. */
    readonly framehaul?: DesktopBridge
  }
}

const TOKEN_KEY = 'framehaul-token'

/** Finds the door this window is behind. */
export function openDoor(): Door {
  if (window.framehaul) return desktopDoor(window.framehaul)
  // The key comes in the fragment; kept for a reload, and taken out of sight.
  const fresh = location.hash.slice(1)
  if (fresh) {
    sessionStorage.setItem(TOKEN_KEY, fresh)
    history.replaceState(null, '', location.pathname)
  }
  return consoleDoor(sessionStorage.getItem(TOKEN_KEY) ?? '')
}

export const door = openDoor()
