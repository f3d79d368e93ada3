import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import type { SourceDraft, TamsClient } from '../../tams/index.ts'
import type { Journal, SourceEntry } from '../journal/index.ts'

/**
 * The sources of all items, each made once however many items share it.
 *
 * An entry is written before the store is asked; items that need the same one wait for the first.
 */
export interface SourceLedger {
  /** The id of a source, ours or the store's; nothing is sent. */
  entry: (key: string) => SourceEntry
  /** Makes the source, or finds the one of that name where `reuse` asks for it. Answers the id the store knows. */
  make: (
    key: string,
    client: TamsClient,
    draft: (id: string) => SourceDraft,
    reuse: boolean,
  ) => Promise<Outcome<string>>
  /** The store may have lost these: each is looked for before it is made again. */
  forget: (keys: readonly string[]) => void
  /** Gives it its label and description, once. */
  describe: (key: string, client: TamsClient, draft: (id: string) => SourceDraft) => Promise<Outcome<null>>
}

export function createSourceLedger(journal: Journal, newId: () => string): SourceLedger {
  const busy = new Map<string, Promise<unknown>>()

  /** One at a time for each source. */
  async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    while (busy.has(key)) await busy.get(key)
    const running = work()
    const settled = running
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => busy.delete(key))
    busy.set(key, settled)
    return running
  }

  return {
    entry: (key) => journal.source(key) ?? { key, id: newId(), made: false, described: false },
    make: (key, client, draft, reuse) =>
      inTurn(key, async () => {
        const known = journal.source(key)
        if (known?.made) return ok(known.id)
        if (reuse) {
          const found = await client.findSource(draft(known?.id ?? '').label)
          if (!found.ok) return found
          if (found.value !== null) {
            journal.saveSource({ key, id: found.value, made: true, described: true })
            return ok(found.value)
          }
        }
        const entry = known ?? { key, id: newId(), made: false, described: false }
        journal.saveSource(entry)
        await journal.reachDisk()
        const made = await client.createSource(draft(entry.id), known !== null)
        if (made.ok) journal.saveSource({ ...entry, id: made.value, made: true })
        return made
      }),
    forget: (keys) => {
      for (const entry of keys.flatMap((key) => journal.source(key) ?? []))
        journal.saveSource({ ...entry, made: false, described: false })
    },
    describe: (key, client, draft) =>
      inTurn(key, async () => {
        const entry = journal.source(key)
        if (!entry || entry.described) return ok(null)
        const described = await client.describeSource(draft(entry.id))
        if (described.ok) journal.saveSource({ ...entry, described: true })
        return described
      }),
  }
}
