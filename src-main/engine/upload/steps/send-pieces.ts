import { rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Outcome } from '../../../../src-shared/outcome.ts'
import { problem } from '../../../../src-shared/problems.ts'
import type { PieceFile } from '../../../media/index.ts'
import { changeSinceRead, digestOfPath } from '../../item/index.ts'
import type { PiecesPlan } from '../cut-plan.ts'
import { pieceTimeline } from '../piece-timeline.ts'
import { createPieceUploader, removeIfTemporary } from './piece-uploader.ts'
import { done, failedWith, type StepContext, type StepResult } from './step.ts'

/**
 * Step 4 of a file that is cut: each piece is sent while the next one is being cut, and registered with whatever else
 * has arrived by then.
 *
 * Every piece has its record in the journal. A try that broke off is repeated from the beginning of the file, because
 * the same file gives the same pieces: those that are on the timeline already are passed over as they come.
 */
export async function sendPieces(context: StepContext, { seconds }: PiecesPlan): Promise<StepResult> {
  const item = context.item()
  const stop = new AbortController()
  const signal = AbortSignal.any([context.signal, stop.signal])
  const uploader = createPieceUploader(context, signal)
  const timeline = pieceTimeline(context.facts)
  // Pieces say nothing of the whole: it is read once more beside them, so that it is recognised the next time.
  const digest = item.options.verify && !item.options.follow ? digestOfPath(item.path, signal) : null
  let before: PieceFile | null = null
  let folder: string | null = null
  try {
    for await (const cut of context.ports.cut({
      itemId: item.id,
      path: item.path,
      facts: context.facts,
      seconds,
      follow: item.options.follow,
      signal,
    })) {
      if (!cut.ok) return failedWith(cut.problem)
      if (cut.value.isTemporary) folder ??= dirname(cut.value.path)
      // Of an item that is many files, each one is looked at as it is sent.
      const changed = seconds === null || item.options.follow ? null : await changeSinceRead(item)
      if (changed) return failedWith(changed)
      if (item.options.follow) await context.grown()
      const place = timeline.next(cut.value.times)
      const file: PieceFile | null = before
      before = cut.value
      const found = file && place ? await uploader.add({ file, place }) : null
      if (found) return failedWith(found)
    }
    if (context.signal.aborted) return failedWith(problem('connection-lost'))
    const place = timeline.end()
    const file = before
    before = null
    const found =
      file && place
        ? ((await uploader.add({ file, place })) ?? (await uploader.finish()))
        : problem('cannot-cut', { limit: '5 GiB' }, 'nothing came out')
    if (found) return failedWith(found)
    if (digest) await saveDigest(context, await digest)
    return done
  } finally {
    stop.abort()
    await uploader.settled()
    if (before) await removeIfTemporary(before)
    if (folder !== null) await rmdir(folder).catch(() => undefined)
  }
}

/** A file that was written to meanwhile has no digest: what was sent may not be what was read beside it. */
async function saveDigest({ item, save }: StepContext, digest: Outcome<string>): Promise<void> {
  if (!digest.ok || (await changeSinceRead(item()))) return
  save((work) => ({ ...work, md5: digest.value }))
}
