import { hasSameLook } from '../../../src-shared/file-identity.ts'
import type { MediaObject } from '../../../src-shared/item/media-object.ts'
import { lookAtFile, type QueueItem } from '../item/index.ts'
import type { EnginePorts } from '../ports.ts'
import { readItem } from './read-item.ts'
import { workAfterReading } from './work-after-reading.ts'

/**
 * A file that looks different while it is sent and is the same (a tag of the desktop, a virus scanner, a copy put back)
 * goes on where it was. Answers the item as it goes on, or null where it is another file, or nobody can tell.
 *
 * It is read again only where its time is all that changed: another size is another content, and another file in the
 * place of one that looks alike is for a person to judge.
 */
export async function afterTouch(
  item: QueueItem,
  objects: readonly MediaObject[],
  { probe, newId }: Pick<EnginePorts, 'probe' | 'newId'>,
  signal: AbortSignal,
): Promise<((it: QueueItem) => QueueItem) | null> {
  if (item.options.follow || item.work.sent === 'other') return null
  const now = await lookAtFile(item.path)
  if (!now.ok || now.value.size !== item.size || hasSameLook(item, now.value)) return null
  const reading = await readItem(item, { probe }, signal)
  if (!reading.ok || signal.aborted) return null
  const work = await workAfterReading(item, objects, reading.value, { newId, signal })
  if (!work.ok || work.value.flowId !== item.work.flowId) return null
  const { look, facts, fingerprint } = reading.value
  const { sent } = work.value
  return (it) => ({ ...it, ...look, facts, fingerprint, work: { ...it.work, sent } })
}
