import { watch } from 'chokidar'
import { basename, relative, sep } from 'node:path'
import { groupSequences } from '../../../src-shared/naming/image-sequence.ts'
import type { SeriesFile } from '../../../src-shared/naming/series-file.ts'
import { inSeriesOrder } from '../../../src-shared/naming/series-plan.ts'
import { findFiles } from './find-files.ts'
import { looksLikeMedia } from '../../media/index.ts'

export interface WatchFolder {
  readonly path: string
  /** A file that did not change for so long has arrived. 0 takes files as soon as they appear. */
  readonly settledMs: number
  /** Whether a file came to the queue before. */
  readonly isKnown: (file: SeriesFile) => boolean
  /** Files that have arrived, those of one moment together, in order. */
  readonly onArrival: (files: readonly SeriesFile[]) => void
}

export interface FolderWatch {
  /** Resolves once what was in the folder at the beginning has been looked at. */
  readonly ready: Promise<void>
  close: () => Promise<void>
}

/** Files that settle within this are taken together, so that the pictures of a sequence become one item. */
const GATHER_MS = 500
const POLL_MS = 200
const SWEEP_MS = 30_000

/**
 * Watches a folder and the folders in it for media that has stopped growing. A folder that does not exist yet is waited
 * for.
 */
export function watchFolder({ path, settledMs, isKnown, onArrival }: WatchFolder): FolderWatch {
  const seen = new Set<string>()
  let gathered: SeriesFile[] = []
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(path, {
    followSymlinks: false,
    ignorePermissionErrors: true,
    alwaysStat: true,
    ignored: (name) => name !== path && basename(name).startsWith('.'),
    ...(settledMs > 0
      ? { awaitWriteFinish: { stabilityThreshold: settledMs, pollInterval: Math.min(POLL_MS, settledMs) } }
      : {}),
  })
  watcher.on('add', (name, info) => {
    seen.add(name)
    if (!looksLikeMedia(name) || !info?.isFile()) return
    gathered.push({
      path: name,
      relativePath: relative(path, name).split(sep).join('/'),
      size: info.size,
      modifiedMs: info.mtimeMs,
    })
    clearTimeout(timer)
    timer = setTimeout(flush, GATHER_MS)
  })
  // A folder that cannot be watched (gone, or no more watches to be had) is no reason to stop the queue.
  watcher.on('error', () => undefined)
  const ready = new Promise<void>((resolve) => void watcher.once('ready', () => resolve()))
  const sweeping = setInterval(() => void sweep(), SWEEP_MS)
  void ready.then(sweep)

  /** What no event told of: a file that came while the watch was being set up, or on a share that tells nobody. */
  async function sweep(): Promise<void> {
    const found = await findFiles([path], { recursive: true, sequences: false })
    if (found.ok && !watcher.closed) for (const it of found.value.files) if (!seen.has(it.path)) watcher.add(it.path)
  }

  function flush(): void {
    const files = groupSequences(inSeriesOrder(gathered)).filter((it) => !isKnown(it))
    gathered = []
    if (files.length > 0) onArrival(files)
  }
  return {
    ready,
    close: async () => {
      clearTimeout(timer)
      clearInterval(sweeping)
      await watcher.close()
    },
  }
}
