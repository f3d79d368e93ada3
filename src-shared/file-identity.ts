/** How a file looks from outside: free to ask, and no proof of what is in it. Size in bytes. */
export interface FileLook {
  readonly size: number
  /** Milliseconds since 1970, with fractions. */
  readonly modifiedMs: number
}

/** What is in a file: samples that differ prove a difference, a digest over all bytes proves that there is none. */
export interface FileContent {
  /** SHA-256 over size and samples, in hex; null where it was not read. */
  readonly fingerprint: string | null
  /** MD5 over all bytes, in hex; null where nobody computed it. */
  readonly md5: string | null
}

/** A file as it was at one time. */
export interface FileIdentity {
  readonly look: FileLook
  readonly content: FileContent | null
}

/**
 * - `same`: nobody has touched it
 * - `same-content`: touched or elsewhere, with the very same bytes
 * - `changed`: other bytes
 * - `unknown`: nothing proves either. It is never to be taken for the same.
 */
export type Comparison = 'same' | 'same-content' | 'changed' | 'unknown'

/** File systems and the arithmetic of `mtimeMs` round times; what differs by less is the same time. */
const ROUNDING_MS = 0.01

/** Whether a file looks as it did. Only for one and the same path: other files may look alike. */
export const hasSameLook = (before: FileLook, now: FileLook): boolean =>
  before.size === now.size && Math.abs(before.modifiedMs - now.modifiedMs) < ROUNDING_MS

/** Compares what is in two files, wherever they lie. */
export function compareContent(a: FileContent, b: FileContent): Exclude<Comparison, 'same'> {
  if (a.fingerprint !== null && b.fingerprint !== null && a.fingerprint !== b.fingerprint) return 'changed'
  if (a.md5 === null || b.md5 === null) return 'unknown'
  return a.md5 === b.md5 ? 'same-content' : 'changed'
}

/** Compares a file with what it was: by its look, and where that changed, by what is in it. */
export function compareFile(before: FileIdentity, now: FileIdentity): Comparison {
  if (hasSameLook(before.look, now.look)) return 'same'
  if (before.look.size !== now.look.size) return 'changed'
  return before.content && now.content ? compareContent(before.content, now.content) : 'unknown'
}
