import { divideRounded, type Rational } from './rational.ts'

/** A point in time or a duration, in whole nanoseconds: what TAMS counts in. */
export type Nanoseconds = bigint

const SECOND = 1_000_000_000n

/**
 * Writes a TAMS timestamp, `{sign?}{seconds}:{nanoseconds}`.
 *
 * Source: TAMS 8.2, schema `timestamp`. The sign belongs to the whole value, so -0.007 s is `-0:7000000`.
 */
export function formatTimestamp(time: Nanoseconds): string {
  const magnitude = time < 0n ? -time : time
  return `${time < 0n ? '-' : ''}${magnitude / SECOND}:${magnitude % SECOND}`
}

/** Reads a TAMS timestamp; null where the text is not one (leading zeros and ten-digit nanoseconds are not). */
export function parseTimestamp(text: string): Nanoseconds | null {
  const match = /^(-?)(0|[1-9]\d*):(0|[1-9]\d{0,8})$/.exec(text)
  if (!match?.[2] || !match[3]) return null
  const magnitude = BigInt(match[2]) * SECOND + BigInt(match[3])
  return match[1] ? -magnitude : magnitude
}

/** Turns ticks of a time base (seconds per tick) into nanoseconds, rounded once, to the nearest. */
export const ticksToNanoseconds = (ticks: bigint, timeBase: Rational): Nanoseconds =>
  divideRounded(ticks * timeBase.numerator * SECOND, timeBase.denominator)

/** The time of the sample with this index at a fixed rate (samples a second), rounded once, to the nearest. */
export const sampleTime = (index: bigint, rate: Rational): Nanoseconds =>
  divideRounded(index * rate.denominator * SECOND, rate.numerator)

/** Whole seconds and a fraction, for display only. */
export const toSeconds = (time: Nanoseconds): number => Number(time) / 1e9
