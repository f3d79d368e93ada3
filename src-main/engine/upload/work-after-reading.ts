import { basename } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { compareFile, type FileLook } from '../../../src-shared/file-identity.ts'
import { currentObjects, isStored, type MediaObject } from '../../../src-shared/item/media-object.ts'
import type { Work } from '../../../src-shared/item/work.ts'
import type { MediaFacts } from '../../../src-shared/media-facts.ts'
import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import { placementOf } from '../../../src-shared/time/placement.ts'
import { formatTimestamp } from '../../../src-shared/time/timestamp.ts'
import { digestOfPath, lookAtFile, type QueueItem } from '../item/index.ts'
import { anew } from './begin-anew.ts'
import { piecesPlan } from './cut-plan.ts'

/** What was found in a file when it was read again. */
export interface Reading {
  readonly look: FileLook
  readonly facts: MediaFacts
  readonly fingerprint: string | null
}

/**
 * What becomes of an item's work when its file was read again. A file that was merely touched (a copy put back, another
 * time zone on a card, a tag of the desktop) goes on where it was; another content begins anew under new ids.
 *
 * Where only all bytes can tell, they are read: answers what is wrong with the file then.
 * @param objects all that the item asked the store for
 */
export async function workAfterReading(
  item: QueueItem,
  objects: readonly MediaObject[],
  now: Reading,
  { newId, signal }: { readonly newId: () => string; readonly signal: AbortSignal },
): Promise<Outcome<Work>> {
  if (item.facts === null) return placed(item, item.work, now)
  const sent = await whoseSent(item, objects, now, signal)
  if (!sent.ok) return sent
  if (sent.value === 'other') return placed(item, anew(item.work, objects, newId()), now)
  // What was begun stays where it is: the day of a file that was touched is another one.
  const work = { ...item.work, sent: sent.value }
  return work.isFlowTried ? ok(work) : placed(item, work, now)
}

/** Where it lies on its flow; what is wrong with the file where it does not say. */
async function placed({ name, options }: QueueItem, work: Work, { facts, look }: Reading): Promise<Outcome<Work>> {
  const { sidecarOf, timeline } = options
  // What belongs to media lies where that lies.
  const media = sidecarOf === undefined ? null : await lookAtFile(sidecarOf)
  if (media && !media.ok) return media
  const file = media && sidecarOf !== undefined ? { ...media.value, name: basename(sidecarOf) } : { ...look, name }
  const placement = placementOf(timeline, facts, file)
  return placement.ok ? ok({ ...work, origin: formatTimestamp(placement.value.origin) }) : placement
}

/** What nothing proves is not the same. */
async function whoseSent(
  item: QueueItem,
  objects: readonly MediaObject[],
  now: Reading,
  signal: AbortSignal,
): Promise<Outcome<Work['sent']>> {
  const { work, path, facts } = item
  if (work.sent === 'other') return ok('other')
  const verdict = compareFile(
    { look: item, content: { fingerprint: item.fingerprint, md5: null } },
    { look: now.look, content: { fingerprint: now.fingerprint, md5: null } },
  )
  // Of a set, the look of each of its files counts.
  if (verdict === 'same' && facts?.partsLook === now.facts.partsLook) return ok(work.sent)
  if (verdict === 'changed') return ok('other')
  const stored = currentObjects(objects, work.flowId).filter(isStored)
  // Nothing that the new bytes could be mixed with.
  if (stored.length === 0) return ok(isDeepStrictEqual(facts, now.facts) ? work.sent : 'other')
  const { kind } = piecesPlan({ ...item, facts: now.facts })
  const md5 = work.md5 ?? (kind === 'whole' ? (stored[0]?.md5 ?? null) : null)
  if (md5 === null) return ok(kind === 'cut' && stored.every((it) => it.md5 !== null) ? 'unproven' : 'other')
  const digest = await digestOfPath(path, signal)
  return digest.ok ? ok(digest.value === md5 ? 'own' : 'other') : digest
}
