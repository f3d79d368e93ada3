import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** A file, or a part of one. */
export interface FilePart {
  readonly path: string
  /** Null for all of it. */
  readonly range: { readonly offset: number; readonly bytes: number } | null
}

/** Writes parts one after the other into a file of their own, which plays by itself; answers its path. */
export async function joinParts(parts: readonly FilePart[], target: string): Promise<string> {
  for (const [index, { path, range }] of parts.entries())
    await pipeline(
      createReadStream(path, range ? { start: range.offset, end: range.offset + range.bytes - 1 } : {}),
      createWriteStream(target, { flags: index === 0 ? 'w' : 'a' }),
    )
  return target
}
