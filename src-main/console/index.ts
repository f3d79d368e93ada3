/**
 * The same UI in a browser tab, for machines without a display or without Electron. Its server is loaded when it
 * starts.
 */
import type { Outcome } from '../../src-shared/outcome.ts'
import type { Console, ConsoleOptions } from './start-console.ts'

export type { Console, ConsoleOptions }

/** Serves the window on this machine; answers what is wrong where it cannot. */
export const startConsole = async (options: ConsoleOptions): Promise<Outcome<Console>> =>
  (await import('./start-console.ts')).startConsole(options)
