import { rational, rationalsEqual, type Rational } from '../../src-shared/time/rational.ts'

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

const THOUSANDTHS = 1000n

/** Where ticks are finer, a time may be off by so much. */
const OFF_NANOSECONDS = 200_000n

/** So many pictures of all come one period after the one before; where fewer do, the rate varies. */
const NEARLY_ALL = 0.9

/**
 * Settles the frame rate from the presentation times of the packets, which cannot lie as headers do.
 *
 * A rate fits where every picture lies on its grid, within one tick or 200 µs (writers round up, down or to nearest,
 * and readers add up rounded durations where a program stream says few times), and at least nine of ten come one period
 * after the one before: a few places that are empty are lost frames, and a pause is one; many mean that pictures are
 * left out as they come (a screen recorder's), or that the "rate" is a clock (1000/1 in a Matroska file) or a field
 * rate. Of what fits, a rate that the file claims and that pictures are made at comes first. A claim may be an average
 * of rounded times: where no time tells it from a common rate that one is meant, but for a number that somebody wrote
 * with three decimals: `2997/125` stays what the file calls it. Where nothing fits, the rate varies. One picture tells
 * nothing.
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
  const fitting = claimed.filter((it) => it.share >= NEARLY_ALL)
  const found =
    fitting.find((it) => COMMON.some((rate) => rationalsEqual(rate, it.rate))) ??
    fitting.find((it) => THOUSANDTHS % it.rate.denominator === 0n) ??
    common.find((it) => it.share >= NEARLY_ALL) ??
    fitting[0]
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
  // What a time may be off by, in the same parts of a tick as `off`.
  const ticks = (OFF_NANOSECONDS * timeBase.denominator) / (timeBase.numerator * 1_000_000_000n)
  const allowed = ticks > 1n ? ticks * d : d
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
    if (magnitude > allowed) return { share: 0, worst: Infinity }
    if (magnitude > worst) worst = magnitude
  }
  return { share: regular / (sorted.length - 1), worst: Number(worst) / Number(d) }
}
