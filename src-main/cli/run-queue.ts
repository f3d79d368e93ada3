import { join } from 'node:path'
import type { ItemView } from '../../src-shared/item/item.ts'
import { isFinished, type ItemState } from '../../src-shared/item/state.ts'
import type { Hold } from '../../src-shared/connection.ts'
import { isConnectionWide, problem, type Problem } from '../../src-shared/problems.ts'
import {
  bytesInWords,
  count,
  durationInWords,
  speedInWords,
  timeLeftInWords,
} from '../../src-shared/words/quantities.ts'
import { stateWord } from '../../src-shared/words/state-word.ts'
import {
  dataFolder,
  openWorkspace,
  resultOf,
  viewOf,
  viewWithPieces,
  type Engine,
  type FolderWatch,
  type QueueItem,
  type Workspace,
} from '../engine/index.ts'
import { embeddedStore } from '../sandbox/index.ts'
import { connectionOf, type CommonOptions } from './common-options.ts'
import { CommandStopped, exitCodes, type ExitCode } from './exit-codes.ts'
import type { Output } from './output.ts'

export interface QueueRun {
  readonly concurrency?: number
  readonly limitRate?: number
  /** How long to wait for a server that went away before this run ends. */
  readonly serverWaitSeconds?: number
  /** So many paths were named and could not be taken: they failed before they were items. */
  readonly refused?: number
  /** Called with the items once the run is over, whatever became of it. */
  readonly receipt?: (items: readonly ItemView[]) => Promise<void>
  /** Goes on bringing work until Ctrl-C; what earlier runs left unfinished is continued too. */
  readonly watch?: (
    engine: Engine,
    server: string,
    known: Workspace['known'],
    added: (ids: readonly string[]) => void,
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
  const store = embeddedStore(join(folder, 'store'))
  const reported = new Set<string>()
  let mine = new Set<string>()
  let engine: Engine | null = null
  let enough: (why: 'rest' | 'interrupt') => void = () => undefined
  const waits = keepWaiting(
    output,
    (run.serverWaitSeconds ?? DEFAULT_SERVER_WAIT_SECONDS) * 1000,
    () => engine?.items().filter((it) => mine.has(it.id) && !isFinished(it.life.state)).length ?? 0,
    () => enough('rest'),
  )

  const workspace = await openWorkspace({
    folder,
    embeddedUrl: store.url,
    fixed: connectionOf(options),
    holdBackEarlier: run.watch === undefined,
    secrets: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
    ...(run.concurrency ? { concurrency: run.concurrency } : {}),
    ...(run.limitRate ? { limitRate: run.limitRate } : {}),
    announce: (name, payload) => {
      if (!engine) return
      if (name === 'queue:changed')
        for (const item of (payload as { items: ItemView[] }).items)
          if (mine.has(item.id)) reportItem(output, item, engine, reported)
      if (name === 'queue:held') waits.heard((payload as { hold: Hold | null }).hold)
      if (name === 'queue:progress')
        reportProgress(
          output,
          engine,
          mine,
          (payload as { items: { id: string }[] }).items.map((it) => it.id),
        )
    },
  })
  if (!workspace.ok) throw new CommandStopped(workspace.problem, exitCodes.wrongCall)
  const { connection, damage } = workspace.value
  if (damage) output.problem(damage, folder)
  engine = workspace.value.engine
  const startedMs = Date.now()
  let interrupted = false
  try {
    const live = await connection.live()
    if (!live.ok) throw new CommandStopped(live.problem, exitCodes.noServer)
    const { address, dialect } = connection.status()
    output.say(output.paint.faint(`Uploading to ${address} (${dialect ?? 'unknown'})`))
    const over = new Promise<'rest' | 'interrupt'>((resolve) => {
      enough = resolve
    })
    const stopListening = onInterrupt(
      output,
      engine,
      () => {
        interrupted = true
      },
      () => enough('interrupt'),
    )
    mine = new Set(await run.begin(engine, live.value.server))
    const watches =
      run.watch?.(engine, live.value.server, workspace.value.known, (ids) => {
        for (const id of ids) mine.add(id)
      }) ?? null
    if (watches) for (const item of engine.items()) if (!isFinished(item.life.state)) mine.add(item.id)
    if (watches) output.say('Watching. Ctrl-C ends it.')
    else void engine.atRest().then(() => enough('rest'))
    await over
    stopListening()
    await Promise.all(watches?.map((it) => it.close()) ?? [])
    // The summary is the last word.
    const reportedIds = mine
    mine = new Set()
    const items = engine.items().filter((it) => reportedIds.has(it.id))
    for (const item of items) if (isFinished(item.life.state)) reportItem(output, viewOf(item), engine, reported)
    await run.receipt?.(items.map((it) => viewWithPieces(it, engine.pieces(it.id))))
    return summarise(output, items, run.refused ?? 0, startedMs, interrupted, engine.hold())
  } finally {
    waits.end()
    await engine.close()
    await store.close()
  }
}

function summarise(
  output: Output,
  items: readonly QueueItem[],
  refused: number,
  startedMs: number,
  interrupted: boolean,
  hold: Hold | null,
): ExitCode {
  const number = (name: ItemState['name']) => items.filter((it) => it.life.state.name === name).length
  const doneItems = items.filter((it) => it.life.state.name === 'done')
  const summary = {
    done: doneItems.length,
    failed: number('failed') + refused,
    cancelled: number('cancelled'),
    bytes: doneItems.reduce((sum, it) => sum + it.size, 0),
    seconds: Number(((Date.now() - startedMs) / 1000).toFixed(3)),
  }
  const left = items.length - summary.done - number('failed') - summary.cancelled
  output.say(
    [
      `${count(summary.done, 'file')} done`,
      ...(summary.failed ? [output.paint.bad(`${summary.failed} failed`)] : []),
      ...(summary.cancelled ? [`${summary.cancelled} cancelled`] : []),
      ...(left ? [`${left} left: continue with "framehaul resume"`] : []),
      `${bytesInWords(summary.bytes)} in ${durationInWords(summary.seconds)}`,
    ].join(', '),
  )
  const { code, why } = howItEnded()
  output.line({ type: 'summary', ...summary, ...(why ? { problem: why } : {}) })
  return code

  /** Why it ended before everything was done, for scripts that only read the last line. */
  function howItEnded(): { code: ExitCode; why: Problem | null } {
    if (interrupted) return { code: exitCodes.interrupted, why: problem('interrupted', { left }) }
    if (left > 0 && hold) return { code: exitCodes.noServer, why: hold.problem }
    if (summary.failed === 0) return { code: exitCodes.allDone, why: null }
    // Where nothing at all could be done because of the server, it is the server and not the files.
    const problems = items.flatMap(({ life: { state } }) => (state.name === 'failed' ? [state.problem] : []))
    const [first] = problems
    return summary.done === 0 && first && problems.length === items.length && problems.every(isConnectionWide)
      ? { code: exitCodes.noServer, why: first }
      : { code: exitCodes.someFailed, why: null }
  }
}

function reportItem(output: Output, view: ItemView, engine: Engine, reported: Set<string>): void {
  const { state } = view
  if (isFinished(state)) {
    if (reported.has(view.id)) return
    reported.add(view.id)
    const item = engine.item(view.id)
    output.line({ type: 'result', ...resultOf(item ? viewWithPieces(item, engine.pieces(view.id)) : view) })
    if (state.name === 'done')
      output.result(
        `${output.paint.good(view.isAlreadyThere ? 'there' : 'done')}  ${view.path} → ` +
          `${view.sourceName} / ${view.flowName} (${view.flowId})`,
      )
    if (view.isTruncated)
      output.say(`${view.name}: the file is cut short, or was still being written. It was uploaded as it is.`)
    if (view.duplicateOf !== null)
      output.say(
        `${view.name}: the store had the same file already, as ${view.duplicateOf}. Use --duplicates ` +
          'skip to pass over such files.',
      )
    if (state.name === 'failed') output.problem(state.problem, view.path)
    return
  }
  output.line(itemLine(view, engine.bytesSent(view.id)))
  if (output.verbose)
    output.say(
      output.paint.faint(
        `${view.name}: ${stateWord(state).word}${state.name === 'uploading' ? ` (${state.step})` : ''}`,
      ),
    )
  if (state.name === 'waiting') output.say(`${view.name}: ${state.problem.message} ${state.problem.remedy}`)
}

const itemLine = (view: ItemView, bytesSent: number): object => ({
  type: 'item',
  id: view.id,
  path: view.path,
  state: view.state.name,
  step: 'step' in view.state ? view.state.step : null,
  bytesSent,
  bytesTotal: view.size,
})

function reportProgress(output: Output, engine: Engine, mine: ReadonlySet<string>, moved: readonly string[]): void {
  const totals = engine.totals()
  const share = totals.bytesTotal > 0 ? totals.bytesSent / totals.bytesTotal : 0
  const bar = '━'.repeat(Math.round(share * 24)).padEnd(24, '·')
  output.status(
    `${bar} ${Math.floor(share * 100)} %  ${bytesInWords(totals.bytesSent)} of ` +
      `${bytesInWords(totals.bytesTotal)}  ${speedInWords(totals.bytesPerSecond)}` +
      (totals.secondsLeft === null ? '' : `  ${timeLeftInWords(totals.secondsLeft)}`),
  )
  if (!output.json) return
  for (const id of moved) {
    const item = mine.has(id) ? engine.item(id) : undefined
    if (item?.life.state.name === 'uploading') output.line(itemLine(viewOf(item), engine.bytesSent(id)))
  }
}

/**
 * Long enough for a server to be restarted or a line to be mended; short enough that a script ends in the same hour.
 */
const DEFAULT_SERVER_WAIT_SECONDS = 900

/**
 * Says once that everything waits and once that it goes on; gives up when it takes too long. What is left is resumable.
 */
function keepWaiting(
  output: Output,
  patienceMs: number,
  waiting: () => number,
  giveUp: () => void,
): { heard: (hold: Hold | null) => void; end: () => void } {
  let timer: NodeJS.Timeout | undefined
  let said: string | null = null
  return {
    heard: (hold) => {
      if (hold) timer ??= setTimeout(giveUp, patienceMs)
      else {
        clearTimeout(timer)
        timer = undefined
      }
      if (hold?.problem.code === said) return
      if (hold) output.say(`${hold.problem.message} ${count(waiting(), 'file')} waiting. ${hold.problem.remedy}`)
      else if (said !== null) output.say('It is back; continuing.')
      said = hold?.problem.code ?? null
    },
    end: () => clearTimeout(timer),
  }
}

/** A signal that arrives twice at once came from the terminal and from a parent that passed it on: it counts once. */
const SAME_SIGNAL_MS = 300

function onInterrupt(output: Output, engine: Engine, asked: () => void, stop: () => void): () => void {
  let firstMs: number | null = null
  const heard = (signal: NodeJS.Signals) => {
    asked()
    if (firstMs === null && signal === 'SIGINT') {
      firstMs = Date.now()
      output.say('Finishing what is being sent. Press Ctrl-C again to stop now.')
      void engine.finish().then(stop)
    } else if (signal !== 'SIGINT' || Date.now() - (firstMs ?? 0) > SAME_SIGNAL_MS) {
      stop()
    }
  }
  process.on('SIGINT', heard)
  process.on('SIGTERM', heard)
  return () => {
    process.off('SIGINT', heard)
    process.off('SIGTERM', heard)
  }
}
