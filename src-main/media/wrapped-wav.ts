import { open } from 'node:fs/promises'
import type { MediaFacts } from '../../src-shared/media-facts.ts'
import { rational } from '../../src-shared/time/rational.ts'
import { formatTimeRange, timeRange } from '../../src-shared/time/timerange.ts'
import { formatTimestamp, sampleTime } from '../../src-shared/time/timestamp.ts'
import { broadcastTime } from './broadcast-time.ts'
import { bytesAt } from './bytes-at.ts'
import { UNKNOWN_TRACK } from './track-facts.ts'

/** After so many bytes a RIFF size begins anew: it has 32 bits. */
const TURN = 2 ** 32
const UNKNOWN = new Set([0, TURN - 1])
const CHUNK_HEADER = 8
/** Before the sound come a few chunks of text; whatever has more is no recorder's file. */
const MOST_CHUNKS = 64
const CODECS = new Map([
  [1, 'audio/x-raw-int'],
  [3, 'audio/x-raw-float'],
])
const EXTENSIBLE = 0xfffe

interface Format {
  readonly codec: string
  readonly channels: number
  readonly sampleRate: number
  /** Bytes of one sample of all channels. */
  readonly blockBytes: number
  readonly bitDepth: number
}

/**
 * Reads a WAV file of more than 4 GiB whose recorder went on past the size that a RIFF header can name: the sound is as
 * long as its bytes, the named size and as many turns of 32 bits as the file has room for. ffprobe would read what is
 * left after the last turn, and take the rest for chunks. Null for every other file, and for those that say that they
 * do not know how long they are, which ffprobe reads.
 *
 * Source: Multimedia Programming Interface and Data Specifications 1.0 (RIFF, WAVE); EBU Tech 3285 (`bext`). RF64 (EBU
 * Tech 3306) was made because of it.
 */
export async function readWrappedWav(path: string, size: number): Promise<MediaFacts | null> {
  if (size < TURN) return null
  const file = await open(path, 'r')
  try {
    const riff = await bytesAt(file, 0, 12)
    if (riff.toString('latin1', 0, 4) !== 'RIFF' || riff.toString('latin1', 8, 12) !== 'WAVE') return null
    let format: Format | null = null
    let since: number | null = null
    for (let at = 12, chunk = 0; chunk < MOST_CHUNKS; chunk += 1) {
      const header = await bytesAt(file, at, CHUNK_HEADER)
      if (header.length < CHUNK_HEADER) return null
      const [name, bytes] = [header.toString('latin1', 0, 4), header.readUInt32LE(4)]
      at += CHUNK_HEADER
      if (name === 'fmt ') format = formatIn(await bytesAt(file, at, Math.min(bytes, 40)))
      if (name === 'bext') since = timeReferenceIn(await bytesAt(file, at, Math.min(bytes, 346)))
      if (name === 'data') {
        const turns = Math.floor((size - at - bytes) / TURN)
        return format === null || UNKNOWN.has(bytes) || turns < 1
          ? null
          : factsOf(format, bytes + turns * TURN, broadcastTime(since ?? Number.NaN, format.sampleRate))
      }
      at += bytes + (bytes % 2)
    }
    return null
  } finally {
    await file.close()
  }
}

function formatIn(chunk: Buffer): Format | null {
  if (chunk.length < 16) return null
  const tag = chunk.readUInt16LE(0)
  const codec = CODECS.get(tag === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag)
  const [channels, sampleRate] = [chunk.readUInt16LE(2), chunk.readUInt32LE(4)]
  const [blockBytes, bitDepth] = [chunk.readUInt16LE(12), chunk.readUInt16LE(14)]
  return codec && channels > 0 && sampleRate > 0 && blockBytes > 0
    ? { codec, channels, sampleRate, blockBytes, bitDepth }
    : null
}

/** `TimeReference`, in samples since midnight. */
const timeReferenceIn = (chunk: Buffer): number | null =>
  chunk.length < 346 ? null : Number(chunk.readBigUInt64LE(338))

function factsOf(format: Format, soundBytes: number, timecode: string | null): MediaFacts {
  const { codec, channels, sampleRate, blockBytes, bitDepth } = format
  const samples = Math.floor(soundBytes / blockBytes)
  const rate = rational(sampleRate)
  const end = sampleTime(BigInt(samples), rate)
  const timerange = formatTimeRange(timeRange(0n, end))
  const bitRate = sampleRate * blockBytes * 8
  return {
    kind: 'audio',
    container: 'audio/wav',
    timerange,
    tracks: [
      {
        ...UNKNOWN_TRACK,
        kind: 'audio',
        codec,
        channels,
        sampleRate,
        bitDepth,
        bitRate,
        timecode,
        timerange,
        samples,
        lastDuration: formatTimestamp(end - sampleTime(BigInt(samples - 1), rate)),
      },
    ],
    bitRate,
    timecode,
    truncated: false,
    parts: null,
    partsLook: null,
  }
}
