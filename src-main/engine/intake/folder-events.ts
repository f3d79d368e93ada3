import { watch, type FSWatcher } from 'chokidar'
import { basename } from 'node:path'
import { isOfTheSystem } from '../../media/index.ts'

/** What the system tells of a folder. It may miss something at any time: events say where to look, and no more. */
export interface FolderEvents {
  isListening: () => boolean
  /** @param onFile told the path of a file that is new or changed; @param onReady once everything later is told */
  listen: (onFile: (path: string) => void, onReady: () => void) => void
  stop: () => Promise<void>
}

/** @param path of the folder; it must be there while it is listened to */
export function createFolderEvents(path: string): FolderEvents {
  let watcher: FSWatcher | null = null
  return {
    isListening: () => watcher !== null,
    listen: (onFile, onReady) => {
      watcher = watch(path, {
        followSymlinks: false,
        ignorePermissionErrors: true,
        ignoreInitial: true,
        ignored: (name) => name !== path && isOfTheSystem(basename(name)),
      })
      watcher.on('add', onFile).on('change', onFile).once('ready', onReady)
      // What cannot be watched (no more watches to be had) is found by looking.
      watcher.on('error', () => undefined)
    },
    stop: async () => {
      const listening = watcher
      watcher = null
      await listening?.close()
    },
  }
}
