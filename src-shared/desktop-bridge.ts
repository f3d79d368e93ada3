import type { CallName, EventName } from './contract.ts'
import type { Outcome } from './outcome.ts'

/** What the desktop's preload gives the window, and nothing else: the contract, and the path of a dropped file. */
export interface DesktopBridge {
  readonly call: (name: CallName, ask: unknown) => Promise<Outcome<unknown>>
  readonly listen: (name: EventName, heard: (payload: unknown) => void) => () => void
  /**
   * Empty where the file has none (made by a page, dragged out of a browser). Typed as unknown: there is no DOM here.
   */
  readonly pathOf: (file: unknown) => Promise<string>
}
