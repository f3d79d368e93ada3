import type { MediaFacts } from '../../src-shared/media-facts.ts'
import type { Outcome } from '../../src-shared/outcome.ts'
import type { PieceFile } from '../media/index.ts'
import type { Way } from '../way/index.ts'
import type { PutObject, ReadBack, StoredObject } from '../transfer/index.ts'

/** Time, chance and the outside world as the engine gets them, so that tests can give it others. */
export interface EnginePorts {
  readonly clock: Clock
  /** From 0 up to 1. */
  readonly random: () => number
  readonly newId: () => string
  /** `frameRate` is what a person said of a sequence of pictures; `sidecarOf` the media that the file belongs to. */
  readonly probe: (
    path: string,
    signal: AbortSignal,
    said: { readonly frameRate?: string | undefined; readonly sidecarOf?: string | undefined },
  ) => Promise<Outcome<MediaFacts>>
  /**
   * Cuts a file, or (`seconds` null) takes the files that an item is made of; each piece lies on the disk until it is
   * removed.
   */
  readonly cut: (what: {
    readonly itemId: string
    readonly path: string
    readonly facts: MediaFacts
    readonly seconds: number | null
    readonly follow: boolean
    readonly signal: AbortSignal
  }) => AsyncIterable<Outcome<PieceFile>>
  readonly put: (put: PutObject) => Promise<Outcome<StoredObject>>
  readonly readBack: (url: string, signal: AbortSignal, way?: Way, mostBytes?: number) => Promise<Outcome<ReadBack>>
  /** Whether anybody is there who takes objects at a URL. */
  readonly isListening: (url: string, signal: AbortSignal, way?: Way) => Promise<boolean>
  readonly network: NetworkPort
}

/** What this computer knows of its network. */
export interface NetworkPort {
  /** Whether any interface leads beyond this computer. */
  readonly isOnline: () => boolean
  /** Whether the network costs by volume; null where nobody says. */
  readonly isMetered: () => Promise<boolean | null>
}

export interface Clock {
  nowMs: () => number
  /** Calls once after so long; answers how to call it off. */
  after: (ms: number, call: () => void) => () => void
}

export const systemClock: Clock = {
  nowMs: Date.now,
  after: (ms, call) => {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}
