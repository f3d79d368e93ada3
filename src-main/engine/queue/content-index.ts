import type { QueueItem } from '../item/index.ts'

/** Which items of the queue have the same content, by fingerprint. */
export interface ContentIndex {
  keep: (items: readonly QueueItem[]) => void
  forget: (id: string) => void
  ids: (fingerprint: string) => readonly string[]
}

export function createContentIndex(): ContentIndex {
  const byContent = new Map<string, Set<string>>()
  const known = new Map<string, string>()

  function forget(id: string): void {
    const fingerprint = known.get(id)
    if (fingerprint === undefined) return
    known.delete(id)
    const ids = byContent.get(fingerprint)
    ids?.delete(id)
    if (ids?.size === 0) byContent.delete(fingerprint)
  }

  return {
    keep: (items) => {
      for (const { id, fingerprint } of items) {
        if (fingerprint === null || known.get(id) === fingerprint) continue
        forget(id)
        known.set(id, fingerprint)
        byContent.set(fingerprint, (byContent.get(fingerprint) ?? new Set()).add(id))
      }
    },
    forget,
    ids: (fingerprint) => [...(byContent.get(fingerprint) ?? [])],
  }
}
