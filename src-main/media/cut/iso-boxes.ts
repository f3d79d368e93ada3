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
  readonly flags: number
}

/** The clocks of all tracks of a `moov`, by track id. */
export function clocksOf(moov: Buffer): Map<number, TrackClock> {
  const movieHeader = find(moov, 'mvhd')
  const movieScale = BigInt(movieHeader?.readUInt32BE(movieHeader[0] === 1 ? 20 : 12) ?? 1000)
  const defaults = new Map<number, SampleDefaults>()
  for (const { type, body } of boxesIn(find(moov, 'mvex') ?? Buffer.alloc(0))) {
    if (type === 'trex')
      defaults.set(body.readUInt32BE(4), { duration: body.readUInt32BE(12), flags: body.readUInt32BE(20) })
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
      defaults: defaults.get(id) ?? { duration: 0, flags: 0 },
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
  readonly presentationTime: bigint
  readonly duration: bigint
  readonly isKey: boolean
}

const isSync = (flags: number): boolean => (flags & 0x0001_0000) === 0

/** The samples of a `moof`, track by track. */
export function* samplesOf(moof: Buffer, clocks: ReadonlyMap<number, TrackClock>): Generator<Sample> {
  for (const { type, body } of boxesIn(moof)) {
    const header = type === 'traf' ? find(body, 'tfhd') : null
    if (!header) continue
    const trackId = header.readUInt32BE(4)
    const defaults = fragmentDefaults(header, clocks.get(trackId)?.defaults ?? { duration: 0, flags: 0 })
    const start = find(body, 'tfdt')
    let time = start ? (start[0] === 1 ? start.readBigUInt64BE(4) : BigInt(start.readUInt32BE(4))) : 0n
    for (const run of boxesIn(body)) {
      if (run.type !== 'trun') continue
      for (const { duration, offset, flags } of runOf(run.body, defaults)) {
        yield {
          trackId,
          decodeTime: time,
          presentationTime: time + BigInt(offset),
          duration: BigInt(duration),
          isKey: isSync(flags),
        }
        time += BigInt(duration)
      }
    }
  }
}

function fragmentDefaults(tfhd: Buffer, of: SampleDefaults): SampleDefaults {
  const flags = tfhd.readUIntBE(1, 3)
  let at = 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0)
  const duration = flags & 0x8 ? tfhd.readUInt32BE(at) : of.duration
  at += (flags & 0x8 ? 4 : 0) + (flags & 0x10 ? 4 : 0)
  return { duration, flags: flags & 0x20 ? tfhd.readUInt32BE(at) : of.flags }
}

function* runOf(
  trun: Buffer,
  defaults: SampleDefaults,
): Generator<{ duration: number; offset: number; flags: number }> {
  const has = trun.readUIntBE(1, 3)
  const count = trun.readUInt32BE(4)
  let at = 8 + (has & 0x1 ? 4 : 0)
  const firstFlags = has & 0x4 ? trun.readUInt32BE(at) : null
  at += has & 0x4 ? 4 : 0
  for (let n = 0; n < count; n += 1) {
    const duration = has & 0x100 ? trun.readUInt32BE(at) : defaults.duration
    at += (has & 0x100 ? 4 : 0) + (has & 0x200 ? 4 : 0)
    const own = has & 0x400 ? trun.readUInt32BE(at) : defaults.flags
    at += has & 0x400 ? 4 : 0
    const offset = has & 0x800 ? trun.readInt32BE(at) : 0
    at += has & 0x800 ? 4 : 0
    yield { duration, offset, flags: n === 0 && firstFlags !== null ? firstFlags : own }
  }
}
