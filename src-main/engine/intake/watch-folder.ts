import { stat } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { gatherSequences, type GatheredFile } from '../../../src-shared/naming/image-sequence.ts'
import { inSeriesOrder } from '../../../src-shared/naming/series-plan.ts'
import { ProblemError } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { createArrivedFiles } from './arrived-files.ts'
import { createClipsHere } from './clips-here.ts'
import { lookForFiles } from './find-files.ts'
import { createFolderEvents } from './folder-events.ts'
import { createSettlingFiles, type SettledFile } from './settling-files.ts'

export interface WatchFolder {
  readonly path: string
  /** A file that did not change for so long has arrived. 0 takes files as soon as they appear. */
  readonly settledMs: number
  /** Whether a file came to the queue before, as it is now. */
  readonly isKnown: (file: SettledFile) => boolean
  /** Whether a file holds all that it promises; one that does not waits longer. */
  readonly isWhole?: (path: string) => Promise<boolean>
  /**
   * Files that have arrived, those of one moment together, in order, each with what is in it. Answers what is not taken
   * yet. Throws a `ProblemError` where nothing can be taken now. Both are brought again.
   */
  readonly onArrival: (files: readonly GatheredFile[]) => readonly GatheredFile[]
  /** The folder is not there, or cannot be read, or its files cannot be taken; null once all is well again. */
  readonly onTrouble?: (trouble: Problem | null) => void
}

export interface FolderWatch {
  /** Resolves once what was in the folder at the beginning has been looked at. */
  readonly ready: Promise<void>
  close: () => Promise<void>
}

/** Looks at a file until it has settled; fewer would take a pause for the end. */
const LOOKS = 5
const LONGEST_LOOK_MS = 1_000
/** As soon as they appear is not before they are all there: the pictures of a sequence become one item. */
const AT_ONCE_MS = 500
/** A share tells nobody what comes, and some systems forget to: everything is looked at so often. */
const SWEEP_MS = 30_000

/**
 * Watches a folder and the folders in it for media that has stopped growing, and for media that changes later. Events
 * only tell where to look soon; what counts is what is there. A folder that is not there is waited for.
 */
export function watchFolder(folder: WatchFolder): FolderWatch {
  const { path, settledMs, isKnown, onArrival } = folder
  const lookMs = settledMs > 0 ? Math.min(LONGEST_LOOK_MS, settledMs / LOOKS) : AT_ONCE_MS
  const settling = createSettlingFiles({
    looks: settledMs > 0 ? Math.round(settledMs / lookMs) + 1 : 1,
    isWhole: folder.isWhole ?? (() => Promise.resolve(true)),
  })
  const events = createFolderEvents(path)
  const arrived = createArrivedFiles(isKnown)
  const clips = createClipsHere(path)
  const tell = tellOnce((trouble) => !isClosed && folder.onTrouble?.(trouble))
  let timer: NodeJS.Timeout | undefined
  let unread: Problem | null = null
  let sinceSweepMs = Number.POSITIVE_INFINITY
  let isClosed = false
  let isReady: () => void = () => undefined
  const ready = new Promise<void>((resolve) => (isReady = resolve))
  void nextTurn()

  /** Looks never overlap, however slow the disk is. */
  async function nextTurn(): Promise<void> {
    try {
      await takeTurn()
    } catch (error) {
      // Whatever it was, the folder is watched on.
      tell(error instanceof ProblemError ? error.problem : problem('internal', {}, String((error as Error).stack)))
    }
    isReady()
    if (!isClosed) timer = setTimeout(() => void nextTurn(), lookMs)
  }

  async function takeTurn(): Promise<void> {
    const info = await stat(path).catch(() => null)
    if (!info?.isDirectory()) {
      await events.stop()
      sweepSoon()
      return tell(problem('no-such-path', { path }))
    }
    // What came while it was being set up is found by the sweep that follows.
    if (!events.isListening() && !isClosed) events.listen(notice, sweepSoon)
    sinceSweepMs += lookMs
    if (sinceSweepMs >= SWEEP_MS) {
      sinceSweepMs = 0
      unread = await sweep()
    }
    take(await settling.look())
    tell(unread)
  }

  const sweepSoon = () => {
    sinceSweepMs = Number.POSITIVE_INFINITY
  }

  const notice = (name: string) => clips.sees(name) && settling.notice(name)

  /** Looks at everything: what no event told of. Answers what cannot be read; it hides nothing else. */
  async function sweep(): Promise<Problem | null> {
    const { files, refused } = await lookForFiles([path], {
      recursive: true,
      sequences: false,
      most: Number.POSITIVE_INFINITY,
    })
    for (const it of files)
      if (clips.sees(it.path) && !settling.has(it.path) && !arrived.has(it)) settling.notice(it.path)
    return refused[0]?.problem ?? null
  }

  function take(settled: readonly SettledFile[]): void {
    const fresh = isClosed ? [] : settled.filter((it) => !arrived.has(it) && clips.sees(it.path))
    if (fresh.length === 0) return
    const named = fresh.map((it) => ({ ...it, relativePath: relative(path, it.path).split(sep).join('/') }))
    const gathered = gatherSequences(inSeriesOrder(named))
    try {
      const isLeft = new Set(onArrival(gathered))
      for (const it of gathered) it.of.forEach(isLeft.has(it) ? again : arrived.add)
    } catch (error) {
      fresh.forEach(again)
      throw error
    }
  }

  const again = (file: SettledFile) => settling.notice(file.path)

  return {
    ready,
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      await events.stop()
    },
  }
}

/** Tells of a trouble when it comes and when it goes, and not while it stays. */
function tellOnce(tell: (trouble: Problem | null) => void): (trouble: Problem | null) => void {
  let told: Problem['code'] | null = null
  return (trouble) => {
    const code = trouble?.code ?? null
    if (code !== told) tell(trouble)
    told = code
  }
}
