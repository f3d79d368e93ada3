/** Chance that can be played again: the same seed gives the same numbers. */
export interface Dice {
  /** From 0 up to 1. */
  readonly roll: () => number
  readonly between: (least: number, most: number) => number
  readonly pick: <T>(things: readonly T[]) => T
}

/** Mulberry32: small, and good enough to choose faults. */
export function dice(seed: number): Dice {
  let state = seed >>> 0
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number) => least + Math.floor(roll() * (most - least + 1))
  return { roll, between, pick: <T>(things: readonly T[]): T => things[between(0, things.length - 1)] as T }
}
