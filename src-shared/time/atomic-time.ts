import type { Nanoseconds } from './timestamp.ts'

/**
 * Seconds that TAI is ahead of UTC, from each day on. UTC gets a leap second where the earth has fallen behind.
 *
 * Source: IERS, Bulletin C, whose list of leap seconds ends with that of 2017-01-01; a test compares this one with the
 * computer's (`leap-seconds.list` of tzdata). Before 1972 UTC was no whole number of seconds away: ten are counted.
 */
const AHEAD: readonly (readonly [day: string, seconds: number])[] = [
  ['1972-01-01', 10],
  ['1972-07-01', 11],
  ['1973-01-01', 12],
  ['1974-01-01', 13],
  ['1975-01-01', 14],
  ['1976-01-01', 15],
  ['1977-01-01', 16],
  ['1978-01-01', 17],
  ['1979-01-01', 18],
  ['1980-01-01', 19],
  ['1981-07-01', 20],
  ['1982-07-01', 21],
  ['1983-07-01', 22],
  ['1985-07-01', 23],
  ['1988-01-01', 24],
  ['1990-01-01', 25],
  ['1991-01-01', 26],
  ['1992-07-01', 27],
  ['1993-07-01', 28],
  ['1994-07-01', 29],
  ['1996-01-01', 30],
  ['1997-07-01', 31],
  ['1999-01-01', 32],
  ['2006-01-01', 33],
  ['2009-01-01', 34],
  ['2012-07-01', 35],
  ['2015-07-01', 36],
  ['2017-01-01', 37],
]
const steps = AHEAD.map(([day, seconds]) => ({
  from: BigInt(Date.parse(`${day}T00:00:00Z`)) * 1_000_000n,
  ahead: BigInt(seconds) * 1_000_000_000n,
}))

/**
 * The time on the scale that TAMS counts in: TAI since 1970, of an instant in UTC.
 *
 * Source: TAMS 8.2, AppNote 0008: the epoch is SMPTE ST 2059-1's.
 * @param at since 1970 as computers count, without leap seconds
 */
export const atomicTime = (at: Nanoseconds): Nanoseconds =>
  at + (steps.findLast((it) => it.from <= at)?.ahead ?? 10_000_000_000n)
