import { stemOf } from '../../../src-shared/naming/flow-name.ts'
import type { NewItem } from '../engine-commands.ts'
import type { Journal } from '../journal/index.ts'
import { watchFolder, type FolderWatch } from './watch-folder.ts'

/** Long enough for a copy over a network that pauses; short enough to be useful. */
export const SETTLED_MS = 5_000

export interface NewFilesWatch {
  readonly path: string
  /** A file that did not change for so long has arrived; 0 takes files as soon as they appear. */
  readonly settledMs: number
  /** The source that all files share; null where each has its own. */
  readonly series: string | null
  /** What the flows are called; each after its file where it is left out. */
  readonly flowName?: string | undefined
  /** Which files came to the queue before, whatever became of them there. */
  readonly known: Pick<Journal, 'isKnown' | 'know'>
  readonly add: (files: readonly NewItem[]) => void
}

/** Watches a folder and puts what arrives there into the queue, each file once: the same for every door. */
export const watchNewFiles = ({ path, settledMs, series, flowName, known, add }: NewFilesWatch): FolderWatch =>
  watchFolder({
    path,
    settledMs,
    isKnown: known.isKnown,
    onArrival: (files) => {
      known.know(files)
      // Files of a series come one by one: the source of that name is used again.
      add(
        series === null
          ? files
          : files.map((it) => ({ ...it, sourceName: series, flowName: flowName ?? stemOf(it.path) })),
      )
    },
  })
