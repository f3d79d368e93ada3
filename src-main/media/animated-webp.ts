import { open } from 'node:fs/promises'
import type { MediaFacts } from '../../src-shared/media-facts.ts'
import { formatTimeRange, instant, timeRange } from '../../src-shared/time/timerange.ts'
import { formatTimestamp } from '../../src-shared/time/timestamp.ts'
import { bytesAt } from './bytes-at.ts'
import { UNKNOWN_TRACK } from './track-facts.ts'

const CHUNK_HEADER = 8
const IS_ANIMATED = 0x02
const MILLISECOND = 1_000_000n
/** A quarter of an hour of pictures; whatever has more chunks was made to keep a reader busy. */
const MOST_CHUNKS = 20_000

/**
 * Reads an animated WebP, which ffprobe can only since 2025; null for every other file, and for one of more chunks than
 * any animation has.
 *
 * Only the headers of the chunks are read. Source: RFC 9649, `VP8X` (canvas) and `ANMF` (a frame and its duration in
 * milliseconds).
 */
export async function readAnimatedWebp(path: string, size: number): Promise<MediaFacts | null> {
  const file = await open(path, 'r')
  try {
    const head = await bytesAt(file, 0, 30)
    const isWebp = head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 16) === 'WEBPVP8X'
    if (head.length < 30 || !isWebp || ((head[20] ?? 0) & IS_ANIMATED) === 0) return null
    const end = head.readUInt32LE(4) + CHUNK_HEADER
    const durations: bigint[] = []
    let isShort = end > size
    let chunks = 0
    for (let at = 12; at + CHUNK_HEADER <= Math.min(end, size);) {
      chunks += 1
      if (chunks > MOST_CHUNKS) return null
      const chunk = await bytesAt(file, at, CHUNK_HEADER + 15)
      const bytes = chunk.readUInt32LE(4)
      const next = at + CHUNK_HEADER + bytes + (bytes % 2)
      if (next > size) isShort = true
      else if (chunk.toString('latin1', 0, 4) === 'ANMF' && chunk.length >= CHUNK_HEADER + 15)
        durations.push(BigInt(chunk.readUIntLE(CHUNK_HEADER + 12, 3)) * MILLISECOND)
      at = next
    }
    return factsOf(durations, { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 }, isShort)
  } finally {
    await file.close()
  }
}

function factsOf(
  durations: readonly bigint[],
  canvas: { readonly width: number; readonly height: number },
  truncated: boolean,
): MediaFacts {
  const end = durations.reduce((a, b) => a + b, 0n)
  const timerange = formatTimeRange(end > 0n ? timeRange(0n, end) : instant(0n))
  const codec = 'image/webp'
  return {
    kind: 'image',
    container: codec,
    timerange,
    tracks: [
      {
        ...UNKNOWN_TRACK,
        ...canvas,
        kind: 'video',
        codec,
        timerange,
        samples: durations.length,
        lastDuration: formatTimestamp(durations.at(-1) ?? 0n),
      },
    ],
    bitRate: null,
    timecode: null,
    truncated,
    parts: null,
    partsLook: null,
  }
}
