import type { Sample } from './iso-boxes.ts'

/** A box around what is inside. */
function box(type: string, ...inside: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt32BE(8 + inside.reduce((sum, it) => sum + it.length, 0))
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, ...inside])
}

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, index * 4)
  return bytes
}

/**
 * A fragment of these samples, but for their bytes, which follow in the order of `at`: a `moof` and the header of an
 * `mdat`.
 */
export function fragmentHeader(samples: readonly Sample[], sequence: number): Buffer {
  const inOrder = samples.toSorted((a, b) => a.at - b.at)
  const places = new Map<Sample, number>()
  let bytes = 0
  for (const it of inOrder) {
    places.set(it, bytes)
    bytes += it.bytes
  }
  const ids = [...new Set(samples.map((it) => it.trackId))]
  const moof = (dataAt: number) =>
    box(
      'moof',
      box('mfhd', words(0, sequence)),
      ...ids.map((id) =>
        trackFragment(
          samples.filter((it) => it.trackId === id),
          places,
          dataAt,
        ),
      ),
    )
  // Its length does not depend on where the data is.
  const dataHeader = 16
  const large = Buffer.alloc(dataHeader)
  large.writeUInt32BE(1, 0)
  large.write('mdat', 4, 'latin1')
  large.writeBigUInt64BE(BigInt(dataHeader + bytes), 8)
  return Buffer.concat([moof(moof(0).length + dataHeader), large])
}

/** One track's samples, a run for each stretch of them whose bytes lie together. */
function trackFragment(samples: readonly Sample[], places: ReadonlyMap<Sample, number>, dataAt: number): Buffer {
  const [first] = samples
  if (!first) return Buffer.alloc(0)
  const runs: Sample[][] = []
  let next = -1
  for (const it of samples) {
    const place = places.get(it) ?? 0
    if (place === next) runs.at(-1)?.push(it)
    else runs.push([it])
    next = place + it.bytes
  }
  const start = Buffer.alloc(12)
  start.writeUInt8(1, 0)
  start.writeBigUInt64BE(first.decodeTime, 4)
  return box(
    'traf',
    // Data lies where the moof begins and a run says.
    box('tfhd', words(0x2_0000, first.trackId)),
    box('tfdt', start),
    ...runs.map((run) =>
      box(
        'trun',
        // Signed composition offsets; each sample says all of itself.
        words(0x0100_0f01, run.length, dataAt + (places.get(run[0] ?? first) ?? 0)),
        ...run.map((it) => words(it.duration, it.bytes, it.flags, it.composition)),
      ),
    ),
  )
}
