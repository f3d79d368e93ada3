import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openEngine, type Engine } from '../../src-main/engine/engine.ts'
import type { QueueItem } from '../../src-main/engine/item/queue-item.ts'
import { systemPorts } from '../../src-main/engine/workspace/system-ports.ts'
import type { MediaTool } from '../../src-main/media/index.ts'
import { startSandbox, type Sandbox } from '../../src-main/sandbox/index.ts'
import type { MediaFacts } from '../../src-shared/media-facts.ts'
import type { Problem } from '../../src-shared/problems.ts'
import { parseTimeRange } from '../../src-shared/time/timerange.ts'
import { lifeConnections, lifeJournal } from '../chaos/life-engine.ts'

/** A segment as a reader of the store gets it. Times are seconds. */
export interface StoredSegment {
  readonly timerange: string
  readonly start: number
  readonly end: number
  /** What is added to a time in the object to get that on the timeline. */
  readonly offset: number
  readonly bytes: Buffer
}

/** How an upload ended, and what the store has of it. */
export interface Uploaded {
  readonly problem: Problem | null
  readonly facts: MediaFacts | null
  /** In the order of the timeline. */
  readonly segments: readonly StoredSegment[]
}

export interface OracleStore {
  /** @param pieceSeconds null for the whole file as one object */
  upload: (path: string, pieceSeconds: number | null) => Promise<Uploaded>
  close: () => Promise<void>
}

export interface Tools {
  readonly ffmpeg: MediaTool
  readonly ffprobe: MediaTool
}

/** An engine with all of its real parts, and a store of its own. */
export async function openOracleStore(folder: string, tools: Tools): Promise<OracleStore> {
  const sandbox = await startSandbox({ folder: join(folder, 'store'), port: 0 })
  const journal = lifeJournal(join(folder, 'data'))
  const connection = lifeConnections(journal, sandbox.url)
  const engine = openEngine({
    journal,
    connection,
    concurrency: 1,
    announce: () => undefined,
    ports: {
      ...systemPorts(folder, tools),
      random: () => 0,
      network: { isOnline: () => true, isMetered: () => Promise.resolve(null) },
    },
  })
  return {
    upload: async (path, pieceSeconds) => {
      const id = await addFile(engine, path, pieceSeconds)
      await engine.atRest()
      const item = engine.items().find((it) => it.id === id)!
      const { state } = item.life
      const problem = state.name === 'failed' ? state.problem : null
      const segments = state.name === 'done' ? await segmentsOf(sandbox, item) : []
      engine.remove([id])
      return { problem, facts: item.facts, segments }
    },
    close: async () => {
      await engine.close()
      connection.close()
      await sandbox.close()
    },
  }
}

async function addFile(engine: Engine, path: string, pieceSeconds: number | null): Promise<string> {
  const { size, mtimeMs } = await stat(path)
  const options = { duplicates: 'upload', segment: pieceSeconds ?? 'off' } as const
  return engine.add([{ path, size, modifiedMs: mtimeMs }], { series: null, options })[0]!
}

interface SegmentDoc {
  readonly timerange: string
  readonly ts_offset?: string
  readonly get_urls: readonly { readonly url: string }[]
}

async function segmentsOf({ url }: Sandbox, { work }: QueueItem): Promise<StoredSegment[]> {
  const answer = await fetch(`${url}/flows/${work.storedFlowId ?? work.flowId}/segments?limit=1000`)
  const segments: StoredSegment[] = []
  for (const doc of (await answer.json()) as SegmentDoc[]) {
    const range = parseTimeRange(doc.timerange)
    const object = await fetch(doc.get_urls[0]!.url)
    segments.push({
      timerange: doc.timerange,
      start: Number(range?.start ?? 0n) / 1e9,
      end: Number(range?.end ?? 0n) / 1e9,
      offset: secondsOf(doc.ts_offset ?? '0:0'),
      bytes: Buffer.from(await object.arrayBuffer()),
    })
  }
  return segments.sort((a, b) => a.start - b.start)
}

/** Source: TAMS 8.2, `timestamp`: the sign is that of the whole. */
function secondsOf(timestamp: string): number {
  const [, sign, seconds, nanoseconds] = /^(-?)(\d+):(\d+)$/.exec(timestamp) ?? []
  return (sign === '-' ? -1 : 1) * (Number(seconds) + Number(nanoseconds) / 1e9)
}
