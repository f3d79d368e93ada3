import { Menu, nativeImage, Tray } from 'electron'
import type { DesktopWords } from './desktop-words.ts'
import type { QueueStatus } from './queue-status.ts'

interface TrayActions {
  readonly open: () => void
  readonly pauseAll: () => void
  readonly resumeAll: () => void
  readonly quit: () => void
}

export interface TrayIcon {
  show: (pulse: QueueStatus) => void
}

/** How the queue is, beside the clock: in words, and with the two things one wants at once. */
export function createTray(
  iconPath: string,
  words: DesktopWords,
  { open, pauseAll, resumeAll, quit }: TrayActions,
): TrayIcon {
  const tray = new Tray(nativeImage.createFromPath(iconPath))
  tray.on('click', open)
  let shown = ''

  function show({ moving, share, isHeld }: QueueStatus): void {
    const status =
      moving === 0
        ? words.resting
        : isHeld
          ? words.held
          : words.sending(moving, share === null ? null : Math.floor(share * 100))
    // A menu that is open must not be taken away for a percent that nobody sees.
    if (status === shown) return
    shown = status
    tray.setToolTip(`Framehaul: ${status}`)
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { id: 'status', label: status, enabled: false },
        { type: 'separator' },
        { id: 'open', label: words.open, click: open },
        { id: 'tray-pause-all', label: words.pauseAll, enabled: moving > 0, click: pauseAll },
        { id: 'tray-resume-all', label: words.resumeAll, click: resumeAll },
        { type: 'separator' },
        { id: 'tray-quit', label: words.quit, click: quit },
      ]),
    )
  }
  return { show }
}
