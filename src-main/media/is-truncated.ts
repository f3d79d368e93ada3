import { open } from 'node:fs/promises'
import { ticksToNanoseconds, toSeconds } from '../../src-shared/time/timestamp.ts'
import { bytesAt } from './bytes-at.ts'
import type { FilePresentation, Times } from './presentation.ts'
import { isEssence, timeBaseOf, type RawStream } from './raw-media.ts'

const RIFF_UNKNOWN = new Set([0, 0xffff_ffff])
/** A header may be off by a frame or by a decoder's padding; what is missing because a file was cut short is more. */
const MISSING_SECONDS = 1
const MISSING_SHARE = 0.02

/**
 * Whether a file holds less than it promises: it was cut short, or is still being written.
 *
 * Told by what ffprobe says at its end, by a RIFF header that names more bytes than there are, and by tracks whose
 * header claims more time than their packets fill. A transport stream promises nothing, so nothing can be missing.
 */
export async function isTruncated(
  path: string,
  size: number,
  streams: readonly RawStream[],
  { tracks, joined }: FilePresentation,
  complaints: string,
): Promise<boolean> {
  if (/ended prematurely|partial file/i.test(complaints)) return true
  // What a header says of a clock that jumped is no promise.
  if (!joined && streams.some((it) => isShort(it, tracks.get(it.index)?.times))) return true
  return (await riffBytes(path)) > size
}

function isShort(stream: RawStream, seen: Times | undefined): boolean {
  if (!isEssence(stream) || typeof stream.duration_ts !== 'number' || !seen) return false
  const claimed = ticksToNanoseconds(BigInt(stream.duration_ts), timeBaseOf(stream))
  const missing = toSeconds(claimed - ((seen.end ?? seen.last) - seen.start))
  return missing > Math.max(MISSING_SECONDS, toSeconds(claimed) * MISSING_SHARE)
}

/**
 * How many bytes a RIFF file (WAV, AVI) says it has; 0 for others and where it does not know. Source: RIFF, chunk size.
 */
async function riffBytes(path: string): Promise<number> {
  const file = await open(path, 'r')
  try {
    const head = await bytesAt(file, 0, 8)
    if (head.length < 8 || head.toString('latin1', 0, 4) !== 'RIFF') return 0
    const claimed = head.readUInt32LE(4)
    return RIFF_UNKNOWN.has(claimed) ? 0 : claimed + 8
  } finally {
    await file.close()
  }
}
