/**
 * How long a test waits for something that should come true: what is alive needs a fraction of it, on the slowest
 * machine and beside whatever else that does. So it is met by a dead program only, and is no measure of speed.
 */
export const PATIENCE_MS = 240_000

/** How long a whole test may take: several such waits, of which only one will fail. */
export const TEST_PATIENCE_MS = 600_000

/** For `vi.waitFor` and `expect.poll`, whose own patience is one second. */
export const patiently = { timeout: PATIENCE_MS, interval: 20 } as const
