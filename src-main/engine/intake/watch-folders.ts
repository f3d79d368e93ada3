import type { SeriesFile } from '../../../src-shared/naming/series-file.ts'
import { stemOf } from '../../../src-shared/naming/flow-name.ts'
import type { WatchedFolder } from '../../../src-shared/settings.ts'
import type { UploadOptions } from '../../../src-shared/item/item.ts'
import type { Engine } from '../engine.ts'
import type { Journal } from '../journal/index.ts'
import { watchFolder, type FolderWatch } from './watch-folder.ts'

/** Long enough for a copy over a network that pauses; short enough to be useful. */
export const SETTLED_MS = 5_000

/** Keeps watching the folders that the settings name, and puts what arrives into the queue. */
export interface WatchFolders {
  apply: (folders: readonly WatchedFolder[], options: Partial<UploadOptions>) => void
  close: () => Promise<void>
}

export function createWatchFolders(journal: Journal, engine: Engine, settledMs: number = SETTLED_MS): WatchFolders {
  const watches = new Map<string, FolderWatch>()
  let options: Partial<UploadOptions> = {}

  function arrived(folder: WatchedFolder, files: readonly SeriesFile[]): void {
    journal.know(files)
    // Files of a series come one by one: the source of that name is used again.
    const named =
      folder.series === null
        ? files
        : files.map((it) => ({ ...it, sourceName: folder.series ?? '', flowName: stemOf(it.path) }))
    engine.add(named, {
      series: folder.series,
      options: { ...options, duplicates: 'skip', ...(folder.series === null ? {} : { reuseSource: true }) },
    })
  }

  return {
    apply: (folders, nextOptions) => {
      options = nextOptions
      const wanted = new Map(folders.map((it) => [JSON.stringify(it), it]))
      for (const [key, watch] of watches) {
        if (wanted.has(key)) continue
        watches.delete(key)
        void watch.close()
      }
      for (const [key, folder] of wanted) {
        if (watches.has(key)) continue
        watches.set(
          key,
          watchFolder({
            path: folder.path,
            settledMs,
            isKnown: journal.isKnown,
            arrived: (files) => arrived(folder, files),
          }),
        )
      }
    },
    close: async () => {
      await Promise.all([...watches.values()].map((it) => it.close()))
      watches.clear()
    },
  }
}
