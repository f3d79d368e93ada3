/** Files from this size on count as large. */
export const LARGE_BYTES = 1024 ** 3

export interface Slots {
  /** Uploads at the same time, as it was set. */
  readonly most: number
  readonly running: number
  readonly largeRunning: number
}

/**
 * Which line the next upload comes from: the one whose first item stands further ahead. Where large files hold every
 * slot, small ones share an extra one, so that a reel of many hours never holds up a hundred clips, whichever came
 * first.
 *
 * @param large position of the first large file that waits; null where none does
 * @param small position of the first small one
 */
export function chooseNext(
  large: number | null,
  small: number | null,
  { most, running, largeRunning }: Slots,
): 'large' | 'small' | null {
  if (running >= most) return small !== null && running === most && largeRunning === most ? 'small' : null
  if (large === null) return small === null ? null : 'small'
  return small !== null && small < large ? 'small' : 'large'
}
