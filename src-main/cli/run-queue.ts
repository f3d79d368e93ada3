import { join } from 'node:path'
import type { Announce, EventPayload } from '../../src-shared/contract.ts'
import type { ItemReceipt } from '../../src-shared/item/item.ts'
import { isFinished } from '../../src-shared/item/state.ts'
import { dataFolder, openWorkspace, receiptOf, type Engine, type FolderWatch, type Workspace } from '../engine/index.ts'
import { openEmbeddedStore } from '../sandbox/index.ts'
import { connectionOf, type CommonOptions } from './common-options.ts'
import { CommandStopped, exitCodes, type ExitCode } from './exit-codes.ts'
import { listenForInterrupts, type Interrupts } from './interrupts.ts'
import type { Output } from './output.ts'
import { createQueueReport, endOfRun, printSummary, type QueueReport } from './queue-report.ts'
import { createServerWait, DEFAULT_SERVER_WAIT_SECONDS } from './server-wait.ts'

export interface QueueRun {
  readonly concurrency?: number
  readonly limitRate?: number
  /** How long to wait for a server that went away before this run ends. */
  readonly serverWaitSeconds?: number
  /** So many paths were named and could not be taken: they failed before they were items. */
  readonly refused?: number
  /** Called with the items once the run is over, whatever became of it. */
  readonly receipt?: (items: readonly ItemReceipt[]) => Promise<void>
  /** Goes on bringing work until Ctrl-C; what earlier runs left unfinished is continued too. */
  readonly watch?: (
    engine: Engine,
    server: string,
    known: Workspace['known'],
    onAdded: (ids: readonly string[]) => void,
  ) => FolderWatch[]
  /** Puts the work into the queue and answers the ids that this run is about. */
  readonly begin: (engine: Engine, server: string) => Promise<readonly string[]> | readonly string[]
}

/**
 * Opens the workspace, runs what `begin` puts into the queue, reports it, and closes.
 *
 * Ctrl-C once finishes what is being sent; a second time stops at once. What is left continues with `framehaul resume`.
 */
export async function runQueue(options: CommonOptions, output: Output, run: QueueRun): Promise<ExitCode> {
  const folder = dataFolder(options.data)
  const store = openEmbeddedStore(join(folder, 'store'))
  let onEvent: Announce = () => undefined
  const workspace = await openWorkspace({
    folder,
    embeddedUrl: store.url,
    fixed: connectionOf(options),
    holdBackEarlier: run.watch === undefined,
    secrets: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
    ...(run.concurrency ? { concurrency: run.concurrency } : {}),
    ...(run.limitRate ? { limitRate: run.limitRate } : {}),
    announce: (name, payload) => onEvent(name, payload),
  })
  if (!workspace.ok) throw new CommandStopped(workspace.problem, exitCodes.wrongCall)
  const { engine, damage } = workspace.value
  if (damage) output.problem(damage, folder)
  const startedMs = Date.now()
  const over: PromiseWithResolvers<void> = Promise.withResolvers()
  const report = createQueueReport(output, engine)
  const serverWait = createServerWait(
    output,
    { seconds: run.serverWaitSeconds ?? DEFAULT_SERVER_WAIT_SECONDS, onGiveUp: over.resolve },
    report.unfinishedCount,
  )
  let interrupts: Interrupts | null = null
  let bytesSent = 0
  onEvent = (name, payload) => {
    if (name === 'queue:changed') interrupts?.onMoved()
    if (name === 'queue:progress') {
      const { totals } = payload as EventPayload<'queue:progress'>
      if (totals.bytesSent !== bytesSent) interrupts?.onMoved()
      bytesSent = totals.bytesSent
    }
    if (name === 'queue:changed') report.onQueueChange(payload as EventPayload<'queue:changed'>)
    if (name === 'queue:held') serverWait.onHold((payload as EventPayload<'queue:held'>).hold)
    if (name === 'queue:progress') report.onProgress(payload as EventPayload<'queue:progress'>)
  }
  try {
    const server = await connect(workspace.value.connection, output)
    interrupts = listenForInterrupts(output, engine, over.resolve)
    const watches = await bringWork(workspace.value, server, run, report)
    if (watches) output.say('Watching. Ctrl-C ends it.')
    else void engine.atRest().then(over.resolve)
    await over.promise
    interrupts.stopListening()
    await Promise.all(watches?.map((it) => it.close()) ?? [])
    const items = report.end()
    await run.receipt?.(items.map((it) => receiptOf(it, engine.objects(it.id))))
    const end = endOfRun(items, {
      refused: run.refused ?? 0,
      isInterrupted: interrupts.isInterrupted(),
      hold: engine.hold(),
    })
    printSummary(output, items, { ...end, refused: run.refused ?? 0, startedMs })
    return end.code
  } finally {
    serverWait.stop()
    await workspace.value.close()
    await store.close()
  }
}

/** Answers the server by the name that items remember it by. */
async function connect(connection: Workspace['connection'], output: Output): Promise<string> {
  const live = await connection.live()
  if (!live.ok) throw new CommandStopped(live.problem, exitCodes.noServer)
  const { address, dialect } = connection.status()
  output.say(output.paint.faint(`Uploading to ${address} (${dialect ?? 'unknown'})`))
  return live.value.server
}

/** Fills the queue; answers what goes on filling it, or null where the run ends with what is in it now. */
async function bringWork(
  { engine, known }: Workspace,
  server: string,
  run: QueueRun,
  report: QueueReport,
): Promise<FolderWatch[] | null> {
  report.addItems(await run.begin(engine, server))
  if (!run.watch) return null
  const watches = run.watch(engine, server, known, report.addItems)
  const unfinished = engine.items().filter((it) => !isFinished(it.life.state))
  report.addItems(unfinished.map((it) => it.id))
  return watches
}
