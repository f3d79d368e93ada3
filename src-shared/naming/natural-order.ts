const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/**
 * Orders names as people count: `ep2` before `ep10`, whatever the case.
 *
 * Names that the collator calls equal (`a.mov` and `A.mov`) fall back to their code units, so the order is total and
 * the same on every machine and in every locale.
 */
export function compareNatural(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)
}
