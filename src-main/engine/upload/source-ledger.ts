import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import { createSharedWork, type SourceDraft, type TamsClient } from '../../tams/index.ts'
import type { Journal, SourceEntry } from '../journal/index.ts'

/**
 * The sources of all items, each made once however many items share it.
 *
 * An entry is written before the store is asked; items that need the same one at the same time wait for one request,
 * which goes on for as long as one of them is not stopped.
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
  /** Whether the store has it as it was described, if it was. */
  isAsDescribed: (key: string, client: TamsClient) => Promise<Outcome<boolean>>
  /** Gives it its label and description, once. */
  describe: (key: string, client: TamsClient, draft: (id: string) => SourceDraft) => Promise<Outcome<null>>
}

export function createSourceLedger(journal: Journal, newId: () => string): SourceLedger {
  const making = createSharedWork<Outcome<string>>()
  const describing = createSharedWork<Outcome<null>>()

  return {
    entry: (key) => journal.source(key) ?? { key, id: newId(), made: false, described: false },
    make: async (key, client, draft, reuse) => {
      const made = await making.ask(key, client.signal, (signal) => make(key, client.withSignal(signal), draft, reuse))
      return made ?? stopped
    },
    forget: (keys) => {
      for (const entry of keys.flatMap((key) => journal.source(key) ?? []))
        journal.saveSource({ ...entry, made: false, described: false })
    },
    isAsDescribed: (key, client) => {
      const entry = journal.source(key)
      return entry?.described ? client.isDescribed(entry.id) : Promise.resolve(ok(true))
    },
    describe: async (key, client, draft) => {
      const described = await describing.ask(key, client.signal, async (signal) => {
        const entry = journal.source(key)
        if (!entry || entry.described) return ok(null)
        const done = await client.withSignal(signal).describeSource(draft(entry.id))
        if (done.ok) journal.saveSource({ ...entry, described: true })
        return done
      })
      return described ?? stopped
    },
  }

  async function make(
    key: string,
    client: TamsClient,
    draft: (id: string) => SourceDraft,
    reuse: boolean,
  ): Promise<Outcome<string>> {
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
  }
}

/** Whoever asked waits no longer, and hears nothing of this. */
const stopped = failed(problem('connection-lost', {}, 'the item was stopped'))
