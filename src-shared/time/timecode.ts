import { divideRounded, rational, type Rational } from './rational.ts'
import type { Nanoseconds } from './timestamp.ts'

/** A label of a picture, `HH:MM:SS:FF`; of drop-frame the last mark is a semicolon (or a full stop). */
export interface Timecode {
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly frames: number
  readonly isDropFrame: boolean
}

/** Reads a timecode; null where the text is none. */
export function parseTimecode(text: string): Timecode | null {
  const match = /^(\d{2}):([0-5]\d):([0-5]\d)([:;.,])(\d{2,3})$/.exec(text.trim())
  if (!match) return null
  const [hours, minutes, seconds, frames] = [match[1], match[2], match[3], match[5]].map(Number)
  if (hours === undefined || minutes === undefined || seconds === undefined || frames === undefined) return null
  return hours > 23 ? null : { hours, minutes, seconds, frames, isDropFrame: match[4] !== ':' }
}

/**
 * What a rate is called in decimals, `2997/100` or `2997/125`, is the rate of television that is meant: it is a
 * thousandth below a whole one.
 */
function ofTelevision(rate: Rational): Rational {
  const counted = (rate.numerator + rate.denominator - 1n) / rate.denominator
  const exact = rational(counted * 1000n, 1001n)
  const parts = 100_000n
  const difference = rate.numerator * exact.denominator - exact.numerator * rate.denominator
  const isMeant = (difference < 0n ? -difference : difference) * parts < exact.numerator * rate.denominator
  return isMeant ? exact : rate
}

/**
 * How many frames lie between midnight and the picture with this label; null where no picture has it: more frames than
 * a second counts, one of the numbers that drop-frame leaves out, or drop-frame at a rate that has none.
 *
 * Source: SMPTE ST 12-1: at 30000/1001 the numbers 0 and 1 of each minute are left out, but for every tenth minute; at
 * 60000/1001 the numbers 0 to 3.
 * @param rate pictures a second
 */
export function framesSinceMidnight(timecode: Timecode, rate: Rational): bigint | null {
  const { hours, minutes, seconds, frames, isDropFrame } = timecode
  const counted = Number((rate.numerator + rate.denominator - 1n) / rate.denominator)
  if (frames >= counted) return null
  const all = frames + counted * (seconds + 60 * minutes + 3600 * hours)
  if (!isDropFrame) return BigInt(all)
  if (ofTelevision(rate).denominator !== 1001n || counted % 30 !== 0) return null
  const dropped = counted / 15
  if (seconds === 0 && frames < dropped && minutes % 10 !== 0) return null
  const minute = minutes + 60 * hours
  return BigInt(all - dropped * (minute - Math.floor(minute / 10)))
}

/** When that picture is, counted from midnight: pictures last as long as they do, whatever they are called. */
export function timeOfTimecode(timecode: Timecode, rate: Rational): Nanoseconds | null {
  const frames = framesSinceMidnight(timecode, rate)
  const { numerator, denominator } = ofTelevision(rate)
  return frames === null ? null : divideRounded(frames * denominator * 1_000_000_000n, numerator)
}

/**
 * When a sound file begins that counts samples since midnight, `HH:MM:SS+samples/rate` as `broadcastTime` writes it;
 * null where the text is none.
 */
export function timeOfSamples(text: string): Nanoseconds | null {
  const match = /^(\d{2}):([0-5]\d):([0-5]\d)\+(\d{1,7})\/([1-9]\d{0,6})$/.exec(text.trim())
  if (!match) return null
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1, 4).map(Number)
  const { numerator, denominator } = rational(BigInt(match[4] ?? 0), BigInt(match[5] ?? 1))
  return (
    BigInt(seconds + 60 * minutes + 3600 * hours) * 1_000_000_000n +
    divideRounded(numerator * 1_000_000_000n, denominator)
  )
}
