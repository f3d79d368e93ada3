import type { WatchedFolder } from '../../../src-shared/settings.ts'
import type { UploadOptions } from '../../../src-shared/item/item.ts'
import type { NewItem } from '../engine-commands.ts'
import type { Engine } from '../engine.ts'
import type { Journal } from '../journal/index.ts'
import type { FolderWatch } from './watch-folder.ts'
import { SETTLED_MS, watchNewFiles } from './watch-new-files.ts'

/** Keeps watching the folders that the settings name, and puts what arrives into the queue. */
export interface WatchFolders {
  apply: (folders: readonly WatchedFolder[], options: Partial<UploadOptions>) => void
  close: () => Promise<void>
}

export function createWatchFolders(
  journal: Pick<Journal, 'isKnown' | 'know'>,
  engine: Pick<Engine, 'add'>,
  settledMs: number = SETTLED_MS,
): WatchFolders {
  const watches = new Map<string, FolderWatch>()
  let options: Partial<UploadOptions> = {}

  const add = ({ series }: WatchedFolder, files: readonly NewItem[]) =>
    engine.add(files, {
      series,
      options: { ...options, duplicates: 'skip', ...(series === null ? {} : { reuseSource: true }) },
    })

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
          watchNewFiles({
            path: folder.path,
            settledMs,
            series: folder.series,
            known: journal,
            add: (files) => add(folder, files),
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
