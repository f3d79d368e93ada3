import { randomUUID } from 'node:crypto'
import { openEngine, type Engine } from '../../src-main/engine/engine.ts'
import type { Journal } from '../../src-main/engine/journal/journal.ts'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import type { Clock, EnginePorts } from '../../src-main/engine/ports.ts'
import { createConnections, type Connections } from '../../src-main/engine/servers/connections.ts'
import { isListening } from '../../src-main/engine/servers/is-listening.ts'
import { putObject, readBack, type PutObject } from '../../src-main/transfer/index.ts'
import type { Connection } from '../../src-shared/connection.ts'
import type { Announce } from '../../src-shared/contract.ts'
import type { MediaFacts } from '../../src-shared/media-facts.ts'
import { ok } from '../../src-shared/outcome.ts'
import { dice } from './seeded.ts'

export function lifeJournal(folder: string): Journal {
  const opened = openJournal(folder)
  if (!opened.ok) throw new Error(`${opened.problem.code}: ${opened.problem.detail}`)
  return opened.value
}

export const lifeConnections = (
  journal: Journal,
  url: string,
  auth: Connection['auth'] = { kind: 'none' },
  secret: string | null = null,
): Connections =>
  createConnections({
    journal,
    secrets: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
    embeddedUrl: () => Promise.resolve(ok(url)),
    changed: () => undefined,
    fixed: { connection: { url, dialect: 'auto', auth, caFile: null }, secret },
  })

export interface LifeParts {
  readonly journal: Journal
  readonly connection: Connections
  readonly clock: Clock
  readonly seed: number
  readonly concurrency: number
  /** What a probe says of a file. */
  readonly factsOf: (path: string) => MediaFacts
  readonly announce?: Announce
  readonly timeouts?: PutObject['timeouts']
  /** Left out where nothing is cut. */
  readonly cut?: EnginePorts['cut']
  readonly put?: EnginePorts['put']
}

const cutsNothing: EnginePorts['cut'] = () => {
  throw new Error('nothing is cut here')
}

/** An engine with its real parts, but for time, chance, and the reading of media, which is not what is tried here. */
export const lifeEngine = ({
  factsOf,
  seed,
  timeouts = {},
  clock,
  announce,
  cut = cutsNothing,
  put = putObject,
  ...parts
}: LifeParts): Engine =>
  openEngine({
    ...parts,
    announce: announce ?? (() => undefined),
    ports: {
      clock,
      random: dice(seed).roll,
      newId: randomUUID,
      readBack,
      isListening,
      network: { isOnline: () => true, isMetered: () => Promise.resolve(null) },
      put: (what) => put({ ...what, timeouts }),
      probe: (path) => Promise.resolve(ok(factsOf(path))),
      cut,
    },
  })
