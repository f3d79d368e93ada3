import { isStored } from '../../../../src-shared/item/media-object.ts'
import { changeSinceRead } from '../../item/index.ts'
import { piecesPlan } from '../cut-plan.ts'
import { createObjectBook } from '../object-book.ts'
import { planPieces } from '../plan-pieces.ts'
import { allocateObject } from '../send-object.ts'
import { done, doneIf, failedWith, type StepContext, type StepResult } from './step.ts'

/** Step 3: a place for the object of a file that goes whole. Pieces get theirs as they are cut. */
export async function allocateStorage(context: StepContext): Promise<StepResult> {
  const item = context.item()
  const changed = item.options.follow ? null : await changeSinceRead(item)
  if (changed) return failedWith(changed)
  const plan = piecesPlan(item)
  if (plan.kind !== 'whole') return done
  const book = createObjectBook(context)
  for await (const piece of planPieces({ ...context, plan, cut: context.ports.cut })) {
    if (!piece.ok) return failedWith(piece.problem)
    const known = book.get(piece.value.file.index)
    if (known && isStored(known)) return done
    return doneIf(await allocateObject(piece.value, { context, book, placesAtOnce: 1 }))
  }
  return done
}
