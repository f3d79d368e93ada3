import { powerMonitor, powerSaveBlocker } from 'electron'

/**
 * Keeps the computer awake while something is sent (the screen may sleep), and looks at once when it woke up all the
 * same.
 */
export function stayAwake(woke: () => void): (isMoving: boolean) => void {
  let blocker: number | null = null
  powerMonitor.on('resume', woke)
  return (isMoving) => {
    if (isMoving && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
    else if (!isMoving && blocker !== null) {
      powerSaveBlocker.stop(blocker)
      blocker = null
    }
  }
}
