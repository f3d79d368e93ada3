import { createHash } from 'node:crypto'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { fileProblem } from '../../../src-shared/file-problem.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import { fileSetOf } from '../../media/index.ts'
import { digestFiles } from '../../transfer/index.ts'

const SAMPLE_BYTES = 64 * 1024
const SAMPLES = 16

/**
 * A name for a file's content that costs no more for a large file than for a small one: SHA-256 over its size and 16
 * samples, the first and the last among them. Files below 1 MiB are read whole.
 *
 * Equal content has equal fingerprints. Different content of the same size hardly ever has: two cameras' files differ
 * in the first sample already. Where it counts, the whole files are compared ({@link digestOfPath}).
 */
export const fingerprintOf = (path: string, size: number): Promise<Outcome<string>> =>
  reading(path, async (file) => {
    const hash = createHash('sha256').update(`framehaul-1:${size}:`)
    const memory = Buffer.allocUnsafe(SAMPLE_BYTES)
    for (const position of samplePositions(size)) {
      const { bytesRead } = await file.read(memory, 0, SAMPLE_BYTES, position)
      hash.update(memory.subarray(0, bytesRead))
    }
    return hash.digest('hex')
  })

/**
 * The same for an item that is several files: their number, their sizes together, and what the first, the middle and
 * the last hold.
 */
export async function fingerprintOfPath(path: string, size: number): Promise<Outcome<string>> {
  const set = await fileSetOf(path)
  if (!set.ok) return set
  if (set.value === null) return fingerprintOf(path, size)
  const { files } = set.value
  const hash = createHash('sha256').update(`framehaul-set-1:${files.length}:${size}:`)
  for (const file of [files[0], files[files.length >> 1], files.at(-1)]) {
    if (file === undefined) continue
    const info = await stat(file).catch(() => null)
    if (!info) return failed(problem('file-missing', {}, file))
    const one = await fingerprintOf(file, info.size)
    if (!one.ok) return one
    hash.update(one.value)
  }
  return ok(hash.digest('hex'))
}

/** Where samples are taken: evenly, from the first byte to the last. */
export function samplePositions(size: number): number[] {
  if (size <= SAMPLES * SAMPLE_BYTES)
    return Array.from({ length: Math.ceil(size / SAMPLE_BYTES) }, (_, index) => index * SAMPLE_BYTES)
  const last = size - SAMPLE_BYTES
  return Array.from({ length: SAMPLES }, (_, index) => Math.floor((last * index) / (SAMPLES - 1)))
}

/** MD5 over all bytes of an item's file, or of all its files in their order; in hex. Reads all of it. */
export async function digestOfPath(path: string, signal: AbortSignal): Promise<Outcome<string>> {
  const set = await fileSetOf(path)
  if (!set.ok) return set
  return digestFiles(set.value?.files ?? [path], signal)
}

async function reading<T>(path: string, read: (file: FileHandle) => Promise<T>): Promise<Outcome<T>> {
  let file: FileHandle | null = null
  try {
    file = await open(path, 'r')
    return ok(await read(file))
  } catch (error) {
    return failed(fileProblem(error, (error as Error).message))
  } finally {
    await file?.close()
  }
}
