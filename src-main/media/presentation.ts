import { divideRounded, parseRational, rational, type Rational } from '../../src-shared/time/rational.ts'
import { sampleTime, ticksToNanoseconds, type Nanoseconds } from '../../src-shared/time/timestamp.ts'
import { settleFrameRate, type FrameRate } from './frame-rate.ts'
import type { PacketFacts, Stretch } from './packet-counter.ts'
import { isEssence, timeBaseOf, type RawStream } from './raw-media.ts'

/** When a track is presented, on the clock of its file. */
export interface Times {
  readonly start: Nanoseconds
  /** Of the sample that is presented last. */
  readonly last: Nanoseconds
  /** Null where nothing says how long the last sample lasts. */
  readonly end: Nanoseconds | null
}

/** What the packets of one track say, whatever its clock did. */
export interface Presentation {
  readonly rate: FrameRate
  readonly times: Times
  /** Pictures, or packets of sound. */
  readonly samples: number
  readonly packets: number
  readonly keySamples: number
}

/** What is known of a file's tracks by their packets; `joined` where the file's clock jumped. */
export interface FilePresentation {
  /** By the index of the stream. */
  readonly tracks: ReadonlyMap<number, Presentation>
  readonly joined: boolean
}

const NO_RATE: FrameRate = { rate: null, vfr: false }

/**
 * Says when each track is presented. Stretches of a clock that jumped follow one another: each begins, with whichever
 * track begins first, where the one before ended with whichever track ended last.
 */
export function presentationOf(
  streams: readonly RawStream[],
  packets: ReadonlyMap<number, PacketFacts>,
  isImage: boolean,
): FilePresentation {
  const tracks = streams.flatMap((stream) => {
    const stretches = packets.get(stream.index)
    if (!isEssence(stream) || !stretches) return []
    const packetRate = stream.codec_type === 'video' && !isImage ? rateOf(stream, stretches) : NO_RATE
    const rate = rateOfPictures(stream, packetRate)
    const ofPictures = (times: Times): Times =>
      rate === packetRate || rate.rate === null || times.end === null
        ? times
        : { ...times, last: times.end - sampleTime(1n, rate.rate) }
    const times = new Map([...stretches].map(([n, it]) => [n, ofPictures(timesOf(stream, it, packetRate.rate))]))
    return [{ index: stream.index, rate, stretches, times, packetsEach: rate === packetRate ? 1 : 2 }]
  })
  const count = Math.max(0, ...tracks.flatMap(({ times }) => [...times.keys()])) + 1
  const shifts: Nanoseconds[] = []
  let covered: Nanoseconds | null = null
  for (let n = 0; n < count; n += 1) {
    const here = tracks.flatMap(({ times }) => times.get(n) ?? [])
    const shift: Nanoseconds = covered === null ? 0n : covered - least(here.map((it) => it.start))
    shifts.push(shift)
    const end = here.length === 0 ? null : -least(here.map((it) => -((it.end ?? it.last) + shift)))
    if (end !== null) covered = end
  }
  return {
    joined: count > 1,
    tracks: new Map(
      tracks.map(({ index, rate, stretches, times, packetsEach }) => {
        const packets = sum([...stretches.values()].map((it) => it.packets))
        const samples = Math.ceil(packets / packetsEach)
        return [
          index,
          {
            rate,
            times: together([...times].map(([n, it]) => shifted(it, shifts[n] ?? 0n))),
            samples,
            packets,
            keySamples: Math.min(samples, sum([...stretches.values()].map((it) => it.keyPackets))),
          },
        ]
      }),
    ),
  }
}

function rateOf(stream: RawStream, stretches: PacketFacts): FrameRate {
  const longest = [...stretches.values()].reduce((a, b) => (b.beginning.length > a.beginning.length ? b : a))
  return settleFrameRate(
    [parseRational(String(stream.avg_frame_rate ?? '')), parseRational(String(stream.r_frame_rate ?? ''))],
    longest.beginning,
    timeBaseOf(stream),
  )
}

/** Nobody makes more interlaced pictures a second. */
const MOST_INTERLACED = 30n
const INTERLACED = /^(tt|bb|tb|bt)$/

/**
 * The rate of pictures where each packet is a field: H.264 of AVCHD and broadcast codes 1080i50 as 50 fields, which are
 * 25 pictures. A rate of interlaced material above 30 is that of its fields.
 */
function rateOfPictures({ field_order: order }: RawStream, ofPackets: FrameRate): FrameRate {
  const { rate } = ofPackets
  const areFields =
    rate !== null && INTERLACED.test(String(order)) && rate.numerator > MOST_INTERLACED * rate.denominator
  return areFields ? { rate: rational(rate.numerator, rate.denominator * 2n), vfr: false } : ofPackets
}

/**
 * How long the last sample lasts: the period of a fixed rate; what its packet says; the length that its codec gives
 * every packet; the distance of the last two. Added as fractions and rounded once: a period of 30000/1001 is not a
 * whole number of ticks.
 */
function timesOf(stream: RawStream, stretch: Stretch, rate: Rational | null): Times {
  const { first, last, beforeLast, lastDuration } = stretch
  const timeBase = timeBaseOf(stream)
  const ns = (ticks: bigint) => ticksToNanoseconds(ticks, timeBase)
  const after = (seconds: Rational) =>
    divideRounded(
      (last * timeBase.numerator * seconds.denominator + seconds.numerator * timeBase.denominator) * 1_000_000_000n,
      timeBase.denominator * seconds.denominator,
    )
  const usual = rate ? rational(rate.denominator, rate.numerator) : lastDuration > 0n ? null : packetLength(stream)
  const ticks = lastDuration > 0n ? lastDuration : beforeLast === null ? null : last - beforeLast
  return {
    start: ns(first),
    last: ns(last),
    end: usual ? after(usual) : ticks === null ? null : ns(last + ticks),
  }
}

/**
 * Seconds of a packet of sound, for codecs whose packets containers leave without a duration. Source: Dolby TrueHD
 * (MLP) high-level bitstream description: an access unit is a 1200th of a second at 48 kHz and its multiples.
 */
function packetLength({ codec_name: codec, sample_rate: text }: RawStream): Rational | null {
  const sampleRate = Number(text)
  if ((codec !== 'truehd' && codec !== 'mlp') || !(sampleRate > 0)) return null
  return rational(40, sampleRate % 11_025 === 0 ? 44_100 : 48_000)
}

const shifted = ({ start, last, end }: Times, by: Nanoseconds): Times => ({
  start: start + by,
  last: last + by,
  end: end === null ? null : end + by,
})

function together(all: readonly Times[]): Times {
  const latest = all.reduce((a, b) => (b.last >= a.last ? b : a))
  return { ...latest, start: least(all.map((it) => it.start)) }
}

const least = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b < a ? b : a))
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
