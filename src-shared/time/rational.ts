/** An exact fraction; `denominator` is positive and the pair is in lowest terms. */
export interface Rational {
  readonly numerator: bigint
  readonly denominator: bigint
}

/**
 * Makes a fraction in lowest terms.
 * @throws RangeError when the denominator is zero
 */
export function rational(numerator: bigint | number, denominator: bigint | number = 1n): Rational {
  const n = BigInt(numerator)
  const d = BigInt(denominator)
  if (d === 0n) throw new RangeError('a fraction cannot have the denominator 0')
  const sign = d < 0n ? -1n : 1n
  const divisor = greatestCommonDivisor(n < 0n ? -n : n, d < 0n ? -d : d)
  return { numerator: (sign * n) / divisor, denominator: (sign * d) / divisor }
}

/** Reads `30000/1001`, `16:15` or `25`; null for anything else and for ffprobe's "unknown", `0/0`. */
export function parseRational(text: string): Rational | null {
  const match = /^(-?\d+)(?:[/:](\d+))?$/.exec(text.trim())
  if (!match?.[1]) return null
  const denominator = BigInt(match[2] ?? 1)
  return denominator === 0n ? null : rational(BigInt(match[1]), denominator)
}

/** `30000/1001`, and `25/1` for whole numbers: the form that frame rates have in TAMS and in ffprobe. */
export const formatRational = (it: Rational): string => `${it.numerator}/${it.denominator}`

export const rationalsEqual = (a: Rational, b: Rational): boolean =>
  a.numerator === b.numerator && a.denominator === b.denominator

/** For display and for comparisons only; never for time that is sent to a server. */
export const toNumber = (it: Rational): number => Number(it.numerator) / Number(it.denominator)

/** Divides and rounds to the nearest whole number, halves away from zero. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new RangeError('division by zero')
  const negative = numerator < 0n !== denominator < 0n
  const n = numerator < 0n ? -numerator : numerator
  const d = denominator < 0n ? -denominator : denominator
  const quotient = (2n * n + d) / (2n * d)
  return negative ? -quotient : quotient
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b]
  return a === 0n ? 1n : a
}
