import { stat } from 'node:fs/promises'
import { hasSameLook, type FileLook } from '../../../src-shared/file-identity.ts'
import { familyOf } from '../../../src-shared/naming/image-sequence.ts'
import { openForWriting } from './open-for-writing.ts'

export interface SettlingPorts {
  /** So many looks in a row must find a file unchanged. */
  readonly looks: number
  /** Whether a file holds all that it promises. One that does not may be half a copy, and waits longer. */
  readonly isWhole: (path: string) => Promise<boolean>
}

export interface SettledFile extends FileLook {
  readonly path: string
}

/** Files that have come or changed, looked at again and again until they stay as they are. */
export interface SettlingFiles {
  /** Begins to look at a file; one that is looked at already goes on where it is. */
  notice: (path: string) => void
  has: (path: string) => boolean
  /** Looks once at each; answers those that have settled, and forgets them. */
  look: () => Promise<SettledFile[]>
}

interface Candidate {
  look: FileLook | null
  unchanged: number
  /** What was found when it first looked settled; null before, and again when it changes. */
  isWhole: boolean | null
}

/** What is cut short is believed to be so after so many times as many looks. */
const CUT_SHORT_TIMES = 6
const STATS_AT_ONCE = 64
const ASKED_AT_ONCE = 2
/** Reading media takes a while: what cannot be asked in this time is asked at the next look, and the others go on. */
const ASK_MS = 2_000
/** Pictures promise nothing that could be missing, and a sequence has thousands. */
const asksWhole = (path: string): boolean => familyOf(path) === null

export function createSettlingFiles({ looks, isWhole }: SettlingPorts): SettlingFiles {
  const candidates = new Map<string, Candidate>()

  async function lookAt(path: string, it: Candidate): Promise<void> {
    const info = await stat(path).catch(() => null)
    // What is gone comes back as news, or not at all.
    if (!info?.isFile()) return void candidates.delete(path)
    const now = { size: info.size, modifiedMs: info.mtimeMs }
    if (it.look && hasSameLook(it.look, now)) it.unchanged += 1
    else Object.assign(it, { look: now, unchanged: 1, isWhole: null })
  }

  async function isSettled(path: string, it: Candidate, untilMs: number): Promise<boolean> {
    if (it.unchanged < looks) return false
    if (looks <= 1 || it.unchanged >= looks * CUT_SHORT_TIMES) return true
    if (it.look?.size === 0) return false
    if (it.isWhole === null && performance.now() > untilMs) return false
    it.isWhole ??= asksWhole(path) ? await isWhole(path) : true
    return it.isWhole
  }

  return {
    notice: (path) => {
      if (!candidates.has(path)) candidates.set(path, { look: null, unchanged: 0, isWhole: null })
    },
    has: (path) => candidates.has(path),
    look: async () => {
      const all = [...candidates]
      for (let from = 0; from < all.length; from += STATS_AT_ONCE)
        await Promise.all(all.slice(from, from + STATS_AT_ONCE).map(([path, it]) => lookAt(path, it)))
      const untilMs = performance.now() + ASK_MS
      const ripe: [string, Candidate][] = []
      const rest = candidates.entries()
      const ask = async () => {
        for (const [path, it] of rest) if (await isSettled(path, it, untilMs)) ripe.push([path, it])
      }
      await Promise.all(Array.from({ length: ASKED_AT_ONCE }, ask))
      const held = looks > 1 ? await openForWriting(ripe.map(([path]) => path)) : new Set<string>()
      const settled = new Map(ripe.filter(([path]) => !held.has(path)))
      // A sequence is taken when the last of its pictures has come, so that it does not come in parts.
      const unfinished = new Set([...candidates.keys()].filter((it) => !settled.has(it)).map(familyOf))
      unfinished.delete(null)
      return [...settled].flatMap(([path, { look }]) => {
        if (!look || unfinished.has(familyOf(path))) return []
        candidates.delete(path)
        return [{ path, ...look }]
      })
    },
  }
}
