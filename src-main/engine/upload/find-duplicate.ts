import { currentObjects, type MediaObject } from '../../../src-shared/item/media-object.ts'
import type { Work } from '../../../src-shared/item/work.ts'
import { compareContent } from '../../../src-shared/file-identity.ts'
import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import type { TamsClient } from '../../tams/index.ts'
import type { LiveConnection } from '../servers/index.ts'
import { FINGERPRINT_TAG } from './flow-draft.ts'
import { digestOfPath, fingerprintOfPath, lookAtFile, type QueueItem } from '../item/index.ts'
import type { HistoryEntry, Journal } from '../journal/index.ts'

/** The journal's note that it lost something once, and that the store must be asked. */
export const FORGETFUL = 'history-is-incomplete'

/** Where earlier copies of a file are looked for. */
export interface DuplicateFinder {
  readonly journal: Journal
  /** Items that were found to be no duplicate and went on: later copies ask, wherever they stand in the queue. */
  readonly cleared: Set<string>
  /** Items of the queue with this fingerprint. */
  readonly inQueue: (fingerprint: string) => readonly QueueItem[]
}

export type Duplicate =
  /** The same content; a person decides. */
  | { readonly type: 'same'; readonly name: string }
  /** The very same request was fulfilled before. */
  | { readonly type: 'already-there'; readonly work: Work; readonly objects: readonly MediaObject[] }

/**
 * Whether this store has the file, or the queue is about to bring it: by content, not by name.
 *
 * History is not believed blindly: a flow that somebody removed from the store, or a piece of, is no duplicate. Of
 * several copies in the queue, the first one goes and the others ask.
 */
export async function findDuplicate(
  finder: DuplicateFinder,
  item: QueueItem,
  { server, client }: LiveConnection,
  signal: AbortSignal,
): Promise<Outcome<Duplicate | null>> {
  const { duplicates } = item.options
  // Work that was begun is finished, whatever else there is.
  if (duplicates === 'upload' || item.work.isFlowTried) return ok(null)
  const fingerprint = item.fingerprint ?? (item.options.follow ? await fingerprintNow(item.path) : null)
  if (fingerprint === null) return ok(null)
  let own: Promise<string | null> | null = null
  /** All bytes of both are compared; where nobody knows those of the other one, it is not the same. */
  const isSameContent = async (md5: string | null): Promise<boolean> => {
    if (md5 === null) return false
    own ??= digestOrNull(item.path, signal)
    return compareContent({ fingerprint, md5: await own }, { fingerprint, md5 }) === 'same-content'
  }
  for (const entry of finder.journal.history(server, fingerprint)) {
    if (duplicates === 'skip' && !hasSameNames(entry, item)) continue
    // Merely to tell, the samples are enough; where something depends on it, the whole files are compared.
    if (duplicates !== 'tell' && !(await isSameContent(entry.md5))) continue
    const objects = currentObjects(finder.journal.objects(entry.id), entry.work.flowId)
    const there = await areOnTimeline(client, entry.work.storedFlowId ?? entry.work.flowId, objects)
    if (!there.ok) return there
    if (!there.value || (duplicates === 'skip' && objects.length === 0)) continue
    return ok(
      duplicates === 'skip'
        ? // What either of them left behind on its way stays with its own receipt.
          { type: 'already-there', work: { ...entry.work, abandonedFlows: item.work.abandonedFlows }, objects }
        : { type: 'same', name: nameOf(entry) },
    )
  }
  // A journal that was damaged has forgotten some of what was uploaded; the flows in the store say it themselves. Their
  // tag is of samples: enough to ask a person or to tell one, and not to pass over a file.
  if (duplicates !== 'skip' && finder.journal.setting(FORGETFUL) !== null) {
    const found = await client.findFlowByTag(FINGERPRINT_TAG, fingerprint)
    if (!found.ok) return found
    const there = found.value ? await client.findSegment(found.value.id, null) : ok(null)
    if (!there.ok) return there
    if (found.value && there.value) {
      const { id, label } = found.value
      return ok({ type: 'same', name: label ?? id })
    }
  }
  if (duplicates !== 'ask' || item.fingerprint === null) return ok(null)
  for (const other of finder.inQueue(fingerprint)) {
    if (
      other.id === item.id ||
      (other.position > item.position && !finder.cleared.has(other.id) && other.work.sourceId === null) ||
      !isOnItsWay(other) ||
      (other.work.server ?? server) !== server
    )
      continue
    const otherMd5 = other.work.md5 ?? (await digestOrNull(other.path, signal))
    if (await isSameContent(otherMd5)) return ok({ type: 'same', name: nameOf(other) })
  }
  finder.cleared.add(item.id)
  return ok(null)
}

/** Whether all of them still are; where nobody knows what there was, whether anything is. */
async function areOnTimeline(
  client: TamsClient,
  flowId: string,
  objects: readonly MediaObject[],
): Promise<Outcome<boolean>> {
  if (objects.length <= 1) {
    const found = await client.findSegment(flowId, objects[0]?.objectId ?? null)
    return found.ok ? ok(found.value !== null) : found
  }
  const timeline = await client.timeline(flowId)
  if (timeline.ok) return ok(objects.every((it) => timeline.value.has(it.objectId)))
  return timeline.problem.code === 'flow-gone' ? ok(false) : timeline
}

/** Of a file that is followed, which may have been finished and followed before. */
async function fingerprintNow(path: string): Promise<string | null> {
  const look = await lookAtFile(path)
  const found = look.ok ? await fingerprintOfPath(path, look.value.size) : look
  return found.ok ? found.value : null
}

async function digestOrNull(path: string, signal: AbortSignal): Promise<string | null> {
  const digest = await digestOfPath(path, signal)
  return digest.ok ? digest.value : null
}

const isOnItsWay = ({ life: { state } }: QueueItem): boolean =>
  state.name !== 'done' && state.name !== 'failed' && state.name !== 'cancelled'

type Named = Pick<HistoryEntry, 'sourceName' | 'flowName'>

const hasSameNames = (a: Named, b: Named): boolean => a.sourceName === b.sourceName && a.flowName === b.flowName

const nameOf = ({ sourceName, flowName }: Named): string =>
  sourceName === flowName ? sourceName : `${sourceName} / ${flowName}`
