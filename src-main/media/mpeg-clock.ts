import type { Nanoseconds } from '../../src-shared/time/timestamp.ts'

/** After so many ticks of 90 kHz the clock of MPEG systems begins anew. Source: ISO/IEC 13818-1, PTS and DTS. */
export const MPEG_CLOCK_TURN_TICKS = 2n ** 33n
/** The same in nanoseconds. */
export const MPEG_CLOCK_TURN: Nanoseconds = (MPEG_CLOCK_TURN_TICKS * 1_000_000_000n) / 90_000n
