import { join } from 'node:path'
import type { ItemView } from '../../src-shared/item/item.ts'
import { isFinished, type ItemState } from '../../src-shared/item/state.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { isConnectionWide, problem } from '../../src-shared/problems.ts'
import { bytesInWords, count, durationInWords, speedInWords, timeLeftInWords } from '../../src-shared/words/quantities.ts'
import { stateWord } from '../../src-shared/words/state-word.ts'
import { dataFolder, openWorkspace, viewOf, type Engine, type QueueItem } from '../engine/index.ts'
import { embeddedStore } from '../sandbox/index.ts'
import { connectionOf, type CommonOptions } from './common-options.ts'
import { CommandStopped, exitCodes, type ExitCode } from './exit-codes.ts'
import { resultOf, type ItemResult } from './item-result.ts'
import type { Output } from './output.ts'

export interface QueueRun {
  readonly concurrency?: number
  readonly limitRate?: number
  /** Called with the results once the run is over, whatever became of it. */
  readonly receipt?: (results: readonly ItemResult[]) => Promise<void>
  /** Puts the work into the queue and answers the ids that this run is about. */
  readonly begin: (engine: Engine) => Promise<readonly string[]> | readonly string[]
}

/**
 * Opens the workspace, runs what `begin` puts into the queue, reports it, and closes.
 *
 * Ctrl-C once finishes what is being sent; a second time stops at once. What is left continues with `tamsin resume`.
 */
export async function runQueue(options: CommonOptions, output: Output, run: QueueRun): Promise<ExitCode> {
  const folder = dataFolder(options.data)
  const store = embeddedStore(join(folder, 'store'))
  const reported = new Set<string>()
  let mine = new Set<string>()
  let engine: Engine | null = null
  let enough: (why: 'rest' | 'interrupt') => void = () => undefined

  const workspace = await openWorkspace({
    folder, embeddedUrl: store.url, fixed: connectionOf(options), holdBackEarlier: true,
    secrets: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
    ...(run.concurrency ? { concurrency: run.concurrency } : {}),
    announce: (name, payload) => {
      if (!engine) return
      if (name === 'queue:changed') for (const item of (payload as { items: ItemView[] }).items) if (mine.has(item.id)) reportItem(output, item, engine, reported)
      if (name === 'queue:progress') reportProgress(output, engine, mine, (payload as { items: { id: string }[] }).items.map((it) => it.id))
    },
  })
  if (!workspace.ok) throw new CommandStopped(workspace.problem, exitCodes.wrongCall)
  const { connection } = workspace.value
  engine = workspace.value.engine
  const startedMs = Date.now()
  let interrupted = false
  try {
    const live = await connection.live()
    if (!live.ok) throw new CommandStopped(live.problem, exitCodes.noServer)
    const { address, dialect } = connection.status()
    output.say(output.paint.faint(`Uploading to ${address} (${dialect ?? 'unknown'})`))
    engine.rateLimit.set(run.limitRate ?? null)
    const over = new Promise<'rest' | 'interrupt'>((resolve) => { enough = resolve })
    const stopListening = onInterrupt(output, engine, () => { interrupted = true }, () => enough('interrupt'))
    mine = new Set(await run.begin(engine))
    void engine.atRest().then(() => enough('rest'))
    await over
    stopListening()
    // The summary is the last word.
    const reportedIds = mine
    mine = new Set()
    const items = engine.items().filter((it) => reportedIds.has(it.id))
    for (const item of items) if (isFinished(item.life.state)) reportItem(output, viewOf(item), engine, reported)
    await run.receipt?.(items.map((it) => resultOf(viewOf(it))))
    return summarise(output, items, startedMs, interrupted)
  } finally {
    await engine.close()
    await store.close()
  }
}

function summarise(output: Output, items: readonly QueueItem[], startedMs: number, interrupted: boolean): ExitCode {
  const number = (name: ItemState['name']) => items.filter((it) => it.life.state.name === name).length
  const doneItems = items.filter((it) => it.life.state.name === 'done')
  const summary = {
    done: doneItems.length, failed: number('failed'), cancelled: number('cancelled'),
    bytes: doneItems.reduce((sum, it) => sum + it.size, 0), seconds: Number(((Date.now() - startedMs) / 1000).toFixed(3)),
  }
  output.line({ type: 'summary', ...summary })
  const left = items.length - summary.done - summary.failed - summary.cancelled
  output.say([
    `${count(summary.done, 'file')} done`, ...(summary.failed ? [output.paint.bad(`${summary.failed} failed`)] : []), ...(summary.cancelled ? [`${summary.cancelled} cancelled`] : []),
    ...(left ? [`${left} left: continue with "tamsin resume"`] : []), `${bytesInWords(summary.bytes)} in ${durationInWords(summary.seconds)}`,
  ].join(', '))
  if (interrupted) return exitCodes.interrupted
  if (summary.failed === 0) return exitCodes.allDone
  // Where nothing at all could be done because of the server, it is the server and not the files.
  const problems = items.flatMap(({ life: { state } }) => (state.name === 'failed' ? [state.problem] : []))
  return summary.done === 0 && problems.length === items.length && problems.every(isConnectionWide) ? exitCodes.noServer : exitCodes.someFailed
}

function reportItem(output: Output, view: ItemView, engine: Engine, reported: Set<string>): void {
  const { state } = view
  if (isFinished(state)) {
    if (reported.has(view.id)) return
    reported.add(view.id)
    output.line({ type: 'result', ...resultOf(view) })
    if (state.name === 'done') output.result(`${output.paint.good('done')}  ${view.path} → ${view.sourceName} / ${view.flowName} (${view.flowId})`)
    if (state.name === 'failed') output.problem(state.problem, view.path)
    return
  }
  output.line(itemLine(view, engine.bytesSent(view.id)))
  if (output.verbose) output.say(output.paint.faint(`${view.name}: ${stateWord(state).word}${state.name === 'uploading' ? ` (${state.step})` : ''}`))
  if (state.name === 'waiting') output.say(`${view.name}: ${state.problem.message} ${state.problem.remedy}`)
}

const itemLine = (view: ItemView, bytesSent: number): object => ({
  type: 'item', id: view.id, path: view.path, state: view.state.name, step: 'step' in view.state ? view.state.step : null, bytesSent, bytesTotal: view.size,
})

function reportProgress(output: Output, engine: Engine, mine: ReadonlySet<string>, moved: readonly string[]): void {
  const totals = engine.totals()
  const share = totals.bytesTotal > 0 ? totals.bytesSent / totals.bytesTotal : 0
  const bar = '━'.repeat(Math.round(share * 24)).padEnd(24, '·')
  output.status(`${bar} ${Math.floor(share * 100)} %  ${bytesInWords(totals.bytesSent)} of ${bytesInWords(totals.bytesTotal)}  ${speedInWords(totals.bytesPerSecond)}${totals.secondsLeft === null ? '' : `  ${timeLeftInWords(totals.secondsLeft)}`}`)
  if (!output.json) return
  for (const id of moved) {
    const item = engine.items().find((it) => it.id === id && mine.has(id))
    if (item?.life.state.name === 'uploading') output.line(itemLine(viewOf(item), engine.bytesSent(id)))
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

/** Parses `--receipt`: the extension says the form. */
export function receiptForm(path: string): Outcome<'json' | 'csv'> {
  const form = /\.(json|csv)$/i.exec(path)?.[1]?.toLowerCase()
  return form === 'json' || form === 'csv' ? ok(form) : failed(problem('bad-call', { field: `the receipt ${path}; its name ends with .json or .csv` }))
}
