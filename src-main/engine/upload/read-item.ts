import { LARGEST_PUT_BYTES } from '../../../src-shared/limits.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import { fingerprintOfPath, lookAtFile, type QueueItem } from '../item/index.ts'
import type { EnginePorts } from '../ports.ts'
import { piecesPlan } from './cut-plan.ts'
import type { Reading } from './work-after-reading.ts'

/**
 * Reads an item's file: how it looks, what it is, and what tells its content from other. The look is the one before,
 * so that a change while it is read shows later. What an abort answers nobody should look at.
 */
export async function readItem(
  { path, options }: QueueItem,
  ports: Pick<EnginePorts, 'probe'>,
  signal: AbortSignal,
): Promise<Outcome<Reading>> {
  const look = await lookAtFile(path)
  if (!look.ok) return look
  const facts = await ports.probe(path, signal, options)
  if (!facts.ok) return facts
  const { size } = look.value
  // Said before anything is made in the store that would then stay empty.
  if (size > LARGEST_PUT_BYTES && piecesPlan({ options, size, facts: facts.value }).kind === 'whole')
    return failed(problem('file-too-large', { limit: '5 GiB' }))
  // What a growing file will hold nobody knows.
  const fingerprint = options.follow || signal.aborted ? ok(null) : await fingerprintOfPath(path, size)
  return fingerprint.ok ? ok({ look: look.value, facts: facts.value, fingerprint: fingerprint.value }) : fingerprint
}
