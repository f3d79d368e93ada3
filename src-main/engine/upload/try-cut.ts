import type { Problem } from '../../../src-shared/problems.ts'
import { whyNotCut } from '../../media/index.ts'
import { piecesPlan } from './cut-plan.ts'
import { removeIfTemporary } from './plan-pieces.ts'
import type { StepContext } from './steps/step.ts'

/**
 * Why an item cannot be cut, found out before anything is made in the store that would then stay empty; null where it
 * can be, or goes whole. The first piece is cut and thrown away; once that went well, it is not tried again.
 *
 * A file that is still being written is judged by its facts alone: its first piece may take as long as it plays.
 */
export async function tryCut({ item, facts, ports, sending, signal }: StepContext): Promise<Problem | null> {
  const { id, path, options } = item()
  const plan = piecesPlan(item())
  if (plan.kind !== 'cut' || sending.isCutTried) return null
  const refused = whyNotCut(facts)
  if (refused || options.follow) return refused
  for await (const piece of ports.cut({ itemId: id, path, facts, seconds: plan.seconds, follow: false, signal })) {
    if (!piece.ok) return piece.problem
    await removeIfTemporary(piece.value)
    break
  }
  sending.isCutTried = true
  return null
}
