import type { Call, Listen } from '../../src-shared/contract.ts'
import type { Outcome } from '../../src-shared/outcome.ts'

/** What lies on a dropped file: its handle, and whether it is a folder. Read at once, because the drop forgets it. */
export interface DroppedThing {
  readonly file: File | null
  readonly entry: FileSystemEntry | null
}

/**
 * How the window speaks to the engine. There are two, and nothing above this file can tell which one it is behind.
 */
export interface Door {
  readonly call: Call
  readonly listen: Listen
  /** Called whenever the line is lost (false) or back (true). */
  readonly onLine: (heard: (isUp: boolean) => void) => () => void
  /** Turns what was dropped into paths that the engine can read. */
  readonly pathsOf: (
    things: readonly DroppedThing[],
    onProgress: (doneBytes: number, allBytes: number) => void,
  ) => Promise<Outcome<string[]>>
}
