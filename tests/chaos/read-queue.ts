import { readJournal } from '../../src-main/engine/journal/open-journal.ts'
import type { QueueItem } from '../../src-main/engine/item/queue-item.ts'
import { abandonedObjects } from '../../src-shared/item/media-object.ts'

/** What the journal says: its items, and the objects that it knows it left behind. */
export interface InJournal {
  readonly items: readonly QueueItem[]
  readonly abandoned: readonly string[]
}

export function readQueue(folder: string): InJournal {
  const journal = readJournal(folder)
  if (!journal.ok) throw new Error(journal.problem.message)
  const items = journal.value.load()
  const abandoned = items.flatMap((it) => abandonedObjects(journal.value.objects(it.id), it.work.flowId))
  journal.value.close()
  return { items, abandoned: abandoned.map((it) => it.objectId) }
}
