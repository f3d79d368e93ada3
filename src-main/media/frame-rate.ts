import { rational, type Rational } from '../../src-shared/time/rational.ts'

/** The rates that pictures are made at, tried where a file's own claims do not fit its packets. */
const COMMON: readonly Rational[] = [
  [24000, 1001],
  [24, 1],
  [25, 1],
  [30000, 1001],
  [30, 1],
  [48000, 1001],
  [48, 1],
  [50, 1],
  [60000, 1001],
  [60, 1],
  [15, 1],
  [15000, 1001],
  [12, 1],
  [12000, 1001],
  [10, 1],
  [8, 1],
  [5, 1],
  [1, 1],
  [90, 1],
  [96, 1],
  [100, 1],
  [120000, 1001],
  [120, 1],
  [200, 1],
  [240000, 1001],
  [240, 1],
].map(([n, d]) => rational(n ?? 0, d ?? 1))

export type FrameRate =
  { readonly rate: Rational; readonly vfr: false } | { readonly rate: null; readonly vfr: boolean }

/** So many pictures of all come one period after the one before; where fewer do, the rate varies. */
const NEARLY_ALL = 0.9

/**
 * Settles the frame rate from the presentation times of the packets, which cannot lie as headers do.
 *
 * A rate fits where every picture lies on its grid, within one tick (writers round up, down or to the nearest), and at
 * least nine of ten come one period after the one before: a few places that are empty are lost frames, and a pause is
 * one; many mean that pictures are left out as they come (a screen recorder's), or that the "rate" is a clock (1000/1
 * in a Matroska file) or a field rate. The file's own claims are tried first, so `2997/125` stays what the file calls
 * it; then the common rates. Where nothing fits, the rate varies. One picture tells nothing.
 *
 * @param claims what the headers say, most trusted first; null where they say nothing
 * @param times presentation times in ticks, in any order
 * @param timeBase seconds per tick
 */
export function settleFrameRate(
  claims: readonly (Rational | null)[],
  times: readonly bigint[],
  timeBase: Rational,
): FrameRate {
  const sorted = [...new Set(times)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  if (sorted.length < 2) return { rate: null, vfr: false }
  const fitted = (rate: Rational) => ({ rate, ...fit(rate, sorted, timeBase) })
  const claimed = claims.filter((it) => it !== null).map(fitted)
  // Over a short time 30 and 29.97 both fit within a tick; the one that lies closer is meant.
  const common = COMMON.map(fitted).sort((a, b) => b.share - a.share || a.worst - b.worst)
  const found = claimed.find((it) => it.share >= NEARLY_ALL) ?? common.find((it) => it.share >= NEARLY_ALL)
  return found ? { rate: found.rate, vfr: false } : { rate: null, vfr: true }
}

/**
 * The share of pictures that come one period after the one before, 0 where one lies beside the grid; and how far beside
 * it they lie at most, in ticks.
 */
function fit(rate: Rational, sorted: readonly bigint[], timeBase: Rational): { share: number; worst: number } {
  const first = sorted[0] ?? 0n
  // Ticks from one picture to the next, as the fraction n/d.
  const n = rate.denominator * timeBase.denominator
  const d = rate.numerator * timeBase.numerator
  if (n <= 0n || d <= 0n || n < d) return { share: 0, worst: Infinity }
  let before = -1n
  let regular = -1
  let worst = 0n
  for (const time of sorted) {
    const distance = time - first
    const place = (2n * distance * d + n) / (2n * n)
    if (place === before + 1n) regular += 1
    before = place
    const off = place * n - distance * d
    const magnitude = off < 0n ? -off : off
    if (magnitude > d) return { share: 0, worst: Infinity }
    if (magnitude > worst) worst = magnitude
  }
  return { share: regular / (sorted.length - 1), worst: Number(worst) / Number(d) }
}
