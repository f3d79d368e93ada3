import { powerMonitor, powerSaveBlocker } from 'electron'

/**
 * Keeps the computer awake while something is sent (the screen may sleep).
 *
 * @param onResume the computer slept all the same and is back
 */
export function createWakeLock(onResume: () => void): (isWanted: boolean) => void {
  let blocker: number | null = null
  powerMonitor.on('resume', onResume)
  return (isWanted) => {
    if (isWanted && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
    else if (!isWanted && blocker !== null) {
      powerSaveBlocker.stop(blocker)
      blocker = null
    }
  }
}
