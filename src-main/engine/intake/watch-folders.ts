import type { WatchedFolder } from '../../../src-shared/settings.ts'
import type { UploadOptions } from '../../../src-shared/item/item.ts'
import type { NewItem } from '../engine-commands.ts'
import type { Engine } from '../engine.ts'
import type { KnownFile } from '../journal/index.ts'
import type { Problem } from '../../../src-shared/problems.ts'
import type { FolderWatch } from './watch-folder.ts'
import { SETTLED_MS, watchNewFiles, type KnownFiles } from './watch-new-files.ts'

/** Keeps watching the folders that the settings name, and puts what arrives into the queue. */
export interface WatchFolders {
  apply: (folders: readonly WatchedFolder[], options: Partial<UploadOptions>) => void
  close: () => Promise<void>
}

export function createWatchFolders(
  known: KnownFiles,
  engine: Pick<Engine, 'add' | 'items' | 'retry'>,
  settledMs: number = SETTLED_MS,
  onTrouble: (path: string, trouble: Problem | null) => void = () => undefined,
): WatchFolders {
  const watches = new Map<string, FolderWatch>()
  let options: Partial<UploadOptions> = {}

  const add = ({ series }: WatchedFolder, files: readonly NewItem[], knownFiles: readonly KnownFile[]) =>
    engine.add(files, {
      series,
      known: knownFiles,
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
            known,
            engine,
            add: (files, knownFiles) => add(folder, files, knownFiles),
            onTrouble: (trouble) => onTrouble(folder.path, trouble),
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
