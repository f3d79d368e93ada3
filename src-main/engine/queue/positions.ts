/** Positions that are closer are spread: what halves a gap again and again would meet the end of a float's digits. */
const LEAST_STEP = 1e-6

/**
 * Makes room in the order of the queue, by as few changes as can be.
 *
 * @param others the positions of the items that stay, ascending
 * @param at before which of them so many items come; after all of them where it is their number
 * @returns positions for a part of the new order, ascending: for the others from index `from` to `at`, for those that
 *   come, and for the others after them
 */
export function makeRoom(
  others: readonly number[],
  at: number,
  count: number,
): { readonly from: number; readonly positions: readonly number[] } {
  let from = at
  let to = at
  for (let reach = 1; ; reach *= 2) {
    const places = to - from + count
    const { start, step } = spread(others[from - 1], others[to], places)
    if (step >= LEAST_STEP)
      return { from, positions: Array.from({ length: places }, (_, index) => start + step * (index + 1)) }
    from = Math.max(0, from - reach)
    to = Math.min(others.length, to + reach)
  }
}

/** So many places between two positions; before or after all others, places are whole steps apart. */
function spread(low: number | undefined, high: number | undefined, places: number): { start: number; step: number } {
  if (low !== undefined && high !== undefined) return { start: low, step: (high - low) / (places + 1) }
  return { start: low ?? (high === undefined ? 0 : high - places - 1), step: 1 }
}
