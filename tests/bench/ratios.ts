/** What pairs of measurements say: ours and theirs, taken one after the other in one run. */
export interface Pair {
  readonly ours: number
  readonly theirs: number
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** One row of the table in docs/performance.md. */
export function row(name: string, what: string, values: readonly number[], goal: string, digits = 2): string {
  const sorted = [...values].sort((a, b) => a - b)
  const spread = `${sorted[0]?.toFixed(digits)} – ${sorted.at(-1)?.toFixed(digits)}`
  return `| ${name} | ${what} | ${median(values).toFixed(digits)} | ${spread} | ${goal} |`
}

/** Measurements as they came, for the line below the table. */
export const listed = (values: readonly number[], digits = 0): string =>
  values.map((it) => it.toFixed(digits)).join(' ')

export const ratios = (pairs: readonly Pair[]): number[] => pairs.map(({ ours, theirs }) => ours / theirs)

/** Takes both measurements so many times, in turns, beginning with the other one each time. */
export async function inPairs(
  count: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (let n = 0; n < count; n += 1) {
    if (n % 2 === 0) pairs.push({ ours: await ours(), theirs: await theirs() })
    else {
      const first = await theirs()
      pairs.push({ theirs: first, ours: await ours() })
    }
  }
  return pairs
}
