import { rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Outcome } from '../../../../src-shared/outcome.ts'
import { changeSinceRead, digestOfPath } from '../../item/index.ts'
import { piecesPlan } from '../cut-plan.ts'
import { createObjectBook } from '../object-book.ts'
import { createPieceUploader } from '../piece-uploader.ts'
import { planPieces } from '../plan-pieces.ts'
import { otherFile } from '../other-file.ts'
import type { Refusal } from '../register-objects.ts'
import { done, failedWith, type StepContext, type StepResult } from './step.ts'

/**
 * Step 4: the bytes. Each piece is sent while the next one is being cut, and registered with whatever else has arrived
 * by then; a file that goes whole is registered in the step after this.
 *
 * A try that broke off is repeated from the beginning of the file, because the same file gives the same pieces: those
 * that are in the store already are passed over as they come.
 */
export async function sendMedia(context: StepContext): Promise<StepResult> {
  const item = context.item()
  const plan = piecesPlan(item)
  const isWhole = plan.kind === 'whole'
  const stop = new AbortController()
  const signal = AbortSignal.any([context.signal, stop.signal])
  const book = createObjectBook(context)
  const uploader = createPieceUploader({ context, book, signal, isWhole })
  // Pieces say nothing of the whole: it is read once more beside them, so that it is recognised the next time.
  const digest = !isWhole && item.options.verify && !item.options.follow ? digestOfPath(item.path, signal) : null
  let folder: string | null = null
  let pieces = 0
  try {
    for await (const piece of planPieces({ ...context, plan, cut: context.ports.cut, signal })) {
      if (!piece.ok) return failedWith(piece.problem)
      pieces += 1
      if (piece.value.file.isTemporary) folder ??= dirname(piece.value.file.path)
      const refusal = await uploader.add(piece.value)
      if (refusal) return resultOf(refusal, isWhole)
    }
    const refusal = await uploader.finish()
    if (refusal) return resultOf(refusal, isWhole)
    const before = (book.all().at(-1)?.index ?? 0) + 1
    if (before > pieces) return failedWith(otherFile(context, `it gave ${before} pieces and now ${pieces}`))
    if (item.options.follow) await context.finished()
    const whole = item.options.follow && item.options.verify ? digestOfPath(item.path, signal) : digest
    if (whole) await saveDigest(context, await whole)
    if (isWhole) context.save((work) => ({ ...work, md5: book.get(0)?.md5 ?? null }))
    await context.onDisk()
    return done
  } finally {
    stop.abort()
    await uploader.settled()
    if (folder !== null) await rmdir(folder).catch(() => undefined)
  }
}

function resultOf({ problem, timesRefused }: Refusal, isWhole: boolean): StepResult {
  if (timesRefused !== null) return { type: 'back', to: 'media', because: problem, attempt: timesRefused }
  return isWhole && problem.code === 'url-expired'
    ? { type: 'back', to: 'storage', because: problem }
    : failedWith(problem)
}

/** A file that was written to meanwhile has no digest: what was sent may not be what was read beside it. */
async function saveDigest({ item, save }: StepContext, digest: Outcome<string>): Promise<void> {
  if (!digest.ok || (await changeSinceRead(item()))) return
  save((work) => ({ ...work, md5: digest.value }))
}
