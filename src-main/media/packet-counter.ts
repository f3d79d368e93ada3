import type { Rational } from '../../src-shared/time/rational.ts'

/** One packet of picture or sound, in ticks of its track. */
export interface Packet {
  readonly index: number
  readonly pts: bigint | null
  readonly dts: bigint | null
  /** 0 where it does not say. */
  readonly duration: bigint
  readonly isKey: boolean
  /** So much of its beginning is never presented, because an edit list hides it. */
  readonly hidden: bigint
}

/** What the packets of one track say, as long as its clock does not jump; in ticks of the track, as presented. */
export interface Stretch {
  readonly first: bigint
  readonly last: bigint
  /** Of the sample that is presented before the last one; null where there is none. */
  readonly beforeLast: bigint | null
  /** How long the sample that is presented last says it lasts; 0 where it does not say. */
  readonly lastDuration: bigint
  readonly packets: number
  readonly keyPackets: number
  /** Times of the first packets, in the order of the file; enough to tell a rate. */
  readonly beginning: readonly bigint[]
}

/** The stretches of a track, by their number in the file. */
export type PacketFacts = ReadonlyMap<number, Stretch>

/** What a clock may do. */
export interface ClockRules {
  /** Seconds a tick of each track that is counted, by the index of its stream; others are passed over. */
  readonly timeBases: ReadonlyMap<number, Rational>
  /** After so many ticks the clock begins anew; null where it does not. */
  readonly turn: bigint | null
  /** Whether a leap ahead is another recording, and not a pause. */
  readonly leapsAreJumps: boolean
}

export interface PacketCounter {
  add: (packet: Packet) => void
  /** How many recordings were seen so far, one after the other. */
  stretches: () => number
  /** By the index of the stream. */
  facts: () => ReadonlyMap<number, PacketFacts>
}

const SAMPLE_SIZE = 2_000
/** Decode times never go back; a writer's jitter is less than this. */
const BACK_SECONDS = 0.5
/** What ffmpeg itself takes for a discontinuity. Source: ffmpeg's `-dts_delta_threshold`. */
const LEAP_SECONDS = 10

/**
 * Gathers what the packets of a file say of its time, in little memory.
 *
 * [Note: Times of packets] A packet is presented at its PTS. Where a track does not give all of its packets one (AVI,
 * elementary streams, some MPEG program streams), the presentation times together are the decode times together, later
 * by the reorder depth: so far as the first packet's PTS comes after its DTS; where it has none (pictures that nothing
 * waits for may be the only ones that have), the track is presented from its first DTS on. A packet without any time
 * follows the one before it.
 *
 * [Note: Clocks that jump] A clock that goes back by more than half a second, or, in formats made for joining, leaps
 * ahead by more than ten seconds while no other track was there before it, is another recording: a stretch of its own.
 * Tracks jump one after the other, since packets are interleaved; each goes to the stretch whose clock it fits.
 */
export function createPacketCounter({ timeBases, turn, leapsAreJumps }: ClockRules): PacketCounter {
  const tracks = new Map<number, TrackCount>()
  let newest = 0
  let latest: bigint | null = null

  const seconds = (ticks: bigint, { numerator, denominator }: Rational) =>
    (Number(ticks) * Number(numerator)) / Number(denominator)
  const near = (ticks: bigint | null, reference: bigint | null) =>
    ticks === null || turn === null || reference === null ? ticks : onwards(reference, ticks, turn)

  /** Whether a track of this stretch is about there. */
  const isAbout = (stretch: number, time: number, but?: TrackCount) =>
    [...tracks.values()].some(
      (it) => it !== but && it.stretch === stretch && it.clock !== null && Math.abs(it.clock - time) < LEAP_SECONDS,
    )

  function stretchOf(track: TrackCount, time: number): number {
    const since = track.clock === null ? 0 : time - track.clock
    const hasJumped =
      since < -BACK_SECONDS || (leapsAreJumps && since > LEAP_SECONDS && !isAbout(track.stretch, time, track))
    if (!hasJumped) return track.stretch
    for (let later = track.stretch + 1; later <= newest; later += 1) if (isAbout(later, time)) return later
    newest += 1
    return newest
  }

  return {
    add: (packet) => {
      const timeBase = timeBases.get(packet.index)
      if (!timeBase) return
      const track: TrackCount = tracks.get(packet.index) ?? { stretch: 0, clock: null, latest: null, counts: new Map() }
      tracks.set(packet.index, track)
      const dts = near(packet.dts, track.latest ?? latest)
      const pts = near(packet.pts, dts ?? track.latest ?? latest)
      if (dts !== null) {
        const time = seconds(dts, timeBase)
        track.stretch = stretchOf(track, time)
        track.clock = time
      }
      track.latest = dts ?? pts ?? track.latest
      latest = track.latest
      const count = track.counts.get(track.stretch) ?? emptyCount()
      track.counts.set(track.stretch, count)
      addTo(count, { ...packet, pts, dts })
    },
    stretches: () => newest + 1,
    facts: () =>
      new Map([...tracks].map(([index, { counts }]) => [index, new Map([...counts].map(([n, it]) => [n, whole(it)]))])),
  }
}

interface TrackCount {
  stretch: number
  /** Its latest decode time, in seconds; only to tell jumps. */
  clock: number | null
  latest: bigint | null
  readonly counts: Map<number, Count>
}

interface Count {
  readonly byPts: Span
  readonly byDts: Span
  hasAllPts: boolean
  /** How much later than it is decoded the first packet is presented; 0 where it does not say. */
  delay: bigint
  packets: number
  keyPackets: number
}

interface Span {
  first: bigint | null
  last: bigint | null
  beforeLast: bigint | null
  lastDuration: bigint
  /** When the packet that was added last ends. */
  next: bigint
  readonly beginning: bigint[]
}

const emptySpan = (): Span => ({ first: null, last: null, beforeLast: null, lastDuration: 0n, next: 0n, beginning: [] })
const emptyCount = (): Count => ({
  byPts: emptySpan(),
  byDts: emptySpan(),
  hasAllPts: true,
  delay: 0n,
  packets: 0,
  keyPackets: 0,
})

function addTo(count: Count, { pts, dts, duration, isKey, hidden }: Packet): void {
  if (count.packets === 0 && pts !== null && dts !== null) count.delay = pts - dts
  count.packets += 1
  if (isKey) count.keyPackets += 1
  if (pts === null) count.hasAllPts = false
  else reach(count.byPts, pts + hidden, duration - hidden)
  reach(count.byDts, dts ?? (count.byDts.last === null ? (pts ?? 0n) : count.byDts.next), duration)
}

function reach(span: Span, time: bigint, duration: bigint): void {
  if (span.first === null || time < span.first) span.first = time
  if (span.last === null || time > span.last) {
    span.beforeLast = span.last
    span.last = time
    span.lastDuration = duration
  } else if (time === span.last) {
    span.lastDuration = duration
  } else if (span.beforeLast === null || time > span.beforeLast) {
    span.beforeLast = time
  }
  span.next = time + duration
  if (span.beginning.length < SAMPLE_SIZE) span.beginning.push(time)
}

function whole({ byPts, byDts, hasAllPts, packets, keyPackets, ...count }: Count): Stretch {
  const { beforeLast, lastDuration, beginning, first, last } = hasAllPts ? byPts : byDts
  const delay = hasAllPts ? 0n : count.delay
  return {
    first: (first ?? 0n) + delay,
    last: (last ?? 0n) + delay,
    beforeLast: beforeLast === null ? null : beforeLast + delay,
    lastDuration,
    packets,
    keyPackets,
    beginning,
  }
}

/** A time on a clock that does not begin anew: whichever of its turns lies nearest to the time before. */
export function onwards(before: bigint, time: bigint, turn: bigint): bigint {
  const forward = (((time - before) % turn) + turn) % turn
  return before + (forward > turn / 2n ? forward - turn : forward)
}
