import { hasSameLook } from '../../../src-shared/file-identity.ts'
import { isFinished } from '../../../src-shared/item/state.ts'
import { stemOf } from '../../../src-shared/naming/flow-name.ts'
import type { GatheredFile } from '../../../src-shared/naming/image-sequence.ts'
import { isOfTheFile, type Problem } from '../../../src-shared/problems.ts'
import type { NewItem } from '../engine-commands.ts'
import type { Engine } from '../engine.ts'
import type { QueueItem } from '../item/index.ts'
import type { Journal, KnownFile } from '../journal/index.ts'
import { watchFolder, type FolderWatch } from './watch-folder.ts'

/** Long enough for a copy over a network that pauses; short enough to be useful. */
export const SETTLED_MS = 5_000

/** What is asked of files that come in, whichever folder they come to. */
export interface KnownFiles extends Pick<Journal, 'isKnown' | 'know'> {
  readonly isWhole?: (path: string) => Promise<boolean>
}

export interface NewFilesWatch {
  readonly path: string
  /** A file that did not change for so long has arrived; 0 takes files as soon as they appear. */
  readonly settledMs: number
  /** The source that all files share; null where each has its own. */
  readonly series: string | null
  /** What the flows are called; each after its file where it is left out. */
  readonly flowName?: string | undefined
  /** Which files came to the queue before, whatever became of them there. */
  readonly known: KnownFiles
  readonly engine: Pick<Engine, 'items' | 'retry'>
  /** Puts files into the queue and what is in them among the known ones: both or neither. */
  readonly add: (files: readonly NewItem[], known: readonly KnownFile[]) => void
  readonly onTrouble?: (trouble: Problem | null) => void
}

/**
 * Watches a folder and puts what arrives there into the queue, each file once: the same for every door. A file that
 * changed since is a new item; or, where its old one failed for that, that one tried again.
 */
export const watchNewFiles = (watch: NewFilesWatch): FolderWatch => {
  const { path, settledMs, series, flowName, known, engine, add, onTrouble } = watch
  return watchFolder({
    path,
    settledMs,
    isKnown: known.isKnown,
    ...(known.isWhole ? { isWhole: known.isWhole } : {}),
    ...(onTrouble ? { onTrouble } : {}),
    onArrival: (arrived) => {
      const items = new Map(engine.items().map((it) => [it.path, it]))
      const fates = Map.groupBy(arrived, (it) => fateOf(it, items.get(it.file.path), known))
      const again = fates.get('again') ?? []
      engine.retry(again.flatMap((it) => items.get(it.file.path)?.id ?? []))
      known.know([...again, ...(fates.get('known') ?? [])].flatMap(knownOf))
      const fresh = fates.get('new') ?? []
      // Files of a series come one by one: the source of that name is used again.
      if (fresh.length > 0)
        add(
          fresh.map(({ file }) =>
            series === null ? file : { ...file, sourceName: series, flowName: flowName ?? stemOf(file.path) },
          ),
          fresh.flatMap(knownOf),
        )
      return fates.get('later') ?? []
    },
  })
}

/** What becomes of a file that has arrived, by the item that its path has already. */
function fateOf({ file }: GatheredFile, item: QueueItem | undefined, known: KnownFiles) {
  // Sequences were once known as a whole only.
  if (known.isKnown(file)) return 'known'
  if (!item) return 'new'
  const { state } = item.life
  // It is on its way, and finds out by itself that its file changed; or grows together with it.
  if (!isFinished(state)) return 'later'
  if (hasSameLook(item, file)) return 'known'
  return state.name === 'failed' && isOfTheFile(state.problem) ? 'again' : 'new'
}

/** A sequence and every picture of it: one that is added later makes no new one of them all. */
const knownOf = ({ file, of }: GatheredFile): readonly KnownFile[] => (of.length > 1 ? [file, ...of] : [file])
