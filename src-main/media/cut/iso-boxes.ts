/** The boxes of an MP4 that say when its samples play. Source: ISO/IEC 14496-12. */

interface Box {
  readonly type: string
  readonly body: Buffer
}

export function* boxesIn(bytes: Buffer): Generator<Box> {
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at)
    if (size < 8) return
    yield { type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + 8, at + size) }
    at += size
  }
}

function find(bytes: Buffer, ...path: string[]): Buffer | null {
  let inside: Buffer | null = bytes
  for (const type of path) inside = inside && ([...boxesIn(inside)].find((it) => it.type === type)?.body ?? null)
  return inside
}

/**
 * What a movie's header says of a track's clock: ticks a second, and ticks from decode time to presentation (its edit
 * list).
 */
export interface TrackClock {
  readonly timescale: bigint
  readonly shift: bigint
  /** For samples that do not say it themselves. */
  readonly defaults: SampleDefaults
}

interface SampleDefaults {
  readonly duration: number
  readonly size: number
  readonly flags: number
}

const NO_DEFAULTS: SampleDefaults = { duration: 0, size: 0, flags: 0 }

/** The clocks of all tracks of a `moov`, by track id. */
export function clocksOf(moov: Buffer): Map<number, TrackClock> {
  const movieHeader = find(moov, 'mvhd')
  const movieScale = BigInt(movieHeader?.readUInt32BE(movieHeader[0] === 1 ? 20 : 12) ?? 1000)
  const defaults = new Map<number, SampleDefaults>()
  for (const { type, body } of boxesIn(find(moov, 'mvex') ?? Buffer.alloc(0))) {
    if (type === 'trex')
      defaults.set(body.readUInt32BE(4), {
        duration: body.readUInt32BE(12),
        size: body.readUInt32BE(16),
        flags: body.readUInt32BE(20),
      })
  }
  const clocks = new Map<number, TrackClock>()
  for (const { type, body } of boxesIn(moov)) {
    const header = type === 'trak' ? find(body, 'tkhd') : null
    const media = header && find(body, 'mdia', 'mdhd')
    if (!header || !media) continue
    const id = header.readUInt32BE(header[0] === 1 ? 20 : 12)
    const timescale = BigInt(media.readUInt32BE(media[0] === 1 ? 20 : 12))
    clocks.set(id, {
      timescale,
      shift: editShift(find(body, 'edts', 'elst'), timescale, movieScale),
      defaults: defaults.get(id) ?? NO_DEFAULTS,
    })
  }
  return clocks
}

/** An empty edit delays the track, the first other one says which sample comes first. */
function editShift(list: Buffer | null, timescale: bigint, movieScale: bigint): bigint {
  if (!list) return 0n
  const isLong = list[0] === 1
  let delay = 0n
  for (let at = 8, left = list.readUInt32BE(4); left > 0; left -= 1, at += isLong ? 20 : 12) {
    const duration = isLong ? list.readBigUInt64BE(at) : BigInt(list.readUInt32BE(at))
    const start = isLong ? list.readBigInt64BE(at + 8) : BigInt(list.readInt32BE(at + 4))
    if (start >= 0n) return delay - start
    delay += (duration * timescale) / movieScale
  }
  return delay
}

export interface Sample {
  readonly trackId: number
  /** In ticks of its track, before the edit list. */
  readonly decodeTime: bigint
  readonly duration: number
  /** From decode time to presentation. */
  readonly composition: number
  readonly flags: number
  readonly bytes: number
  /** Where its bytes begin, from the beginning of the `moof` on. */
  readonly at: number
}

export const isKey = ({ flags }: Sample): boolean => (flags & 0x0001_0000) === 0

/** The number of a fragment, by its `moof`. */
export const sequenceOf = (moof: Buffer): number => find(moof, 'mfhd')?.readUInt32BE(4) ?? 1

/** The samples of a `moof`, track by track. Its tracks count bytes from its beginning (`default-base-is-moof`). */
export function* samplesOf(moof: Buffer, clocks: ReadonlyMap<number, TrackClock>): Generator<Sample> {
  for (const { type, body } of boxesIn(moof)) {
    const header = type === 'traf' ? find(body, 'tfhd') : null
    if (!header) continue
    const trackId = header.readUInt32BE(4)
    const defaults = fragmentDefaults(header, clocks.get(trackId)?.defaults ?? NO_DEFAULTS)
    const start = find(body, 'tfdt')
    let time = start ? (start[0] === 1 ? start.readBigUInt64BE(4) : BigInt(start.readUInt32BE(4))) : 0n
    let at = 0
    for (const run of boxesIn(body)) {
      if (run.type !== 'trun') continue
      if (run.body.readUIntBE(1, 3) & 0x1) at = run.body.readInt32BE(8)
      for (const sample of runOf(run.body, defaults)) {
        yield { trackId, decodeTime: time, at, ...sample }
        time += BigInt(sample.duration)
        at += sample.bytes
      }
    }
  }
}

function fragmentDefaults(tfhd: Buffer, of: SampleDefaults): SampleDefaults {
  const flags = tfhd.readUIntBE(1, 3)
  if ((flags & 0x1) !== 0 || (flags & 0x2_0000) === 0) throw new Error('a fragment that counts from elsewhere')
  let at = 8 + (flags & 0x2 ? 4 : 0)
  const next = (bit: number, otherwise: number): number => {
    if ((flags & bit) === 0) return otherwise
    at += 4
    return tfhd.readUInt32BE(at - 4)
  }
  return { duration: next(0x8, of.duration), size: next(0x10, of.size), flags: next(0x20, of.flags) }
}

function* runOf(
  trun: Buffer,
  defaults: SampleDefaults,
): Generator<Pick<Sample, 'duration' | 'composition' | 'flags' | 'bytes'>> {
  const has = trun.readUIntBE(1, 3)
  const count = trun.readUInt32BE(4)
  let at = 8 + (has & 0x1 ? 4 : 0)
  const firstFlags = has & 0x4 ? trun.readUInt32BE(at) : null
  at += has & 0x4 ? 4 : 0
  const next = (bit: number, otherwise: number): number => {
    if ((has & bit) === 0) return otherwise
    at += 4
    return trun.readUInt32BE(at - 4)
  }
  for (let n = 0; n < count; n += 1) {
    const duration = next(0x100, defaults.duration)
    const bytes = next(0x200, defaults.size)
    const own = next(0x400, defaults.flags)
    const composition = next(0x800, 0) | 0
    yield { duration, bytes, composition, flags: n === 0 && firstFlags !== null ? firstFlags : own }
  }
}
