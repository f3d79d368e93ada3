import type { Hold } from '../../src-shared/connection.ts'
import type { EventPayload } from '../../src-shared/contract.ts'
import type { ItemReceipt, ItemView } from '../../src-shared/item/item.ts'
import { isFinished, type ItemState } from '../../src-shared/item/state.ts'
import { isConnectionWide, problem, type Problem } from '../../src-shared/problems.ts'
import {
  bytesInWords,
  count,
  durationInWords,
  speedInWords,
  timeLeftInWords,
} from '../../src-shared/words/quantities.ts'
import { stateWord } from '../../src-shared/words/state-word.ts'
import { receiptOf, resultOf, viewOf, type Engine, type QueueItem } from '../engine/index.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'
import type { Output } from './output.ts'

/** Prints what becomes of the items of one run: each change as it happens, each result once, a summary at the end. */
export interface QueueReport {
  /** The run is about these items too; others are not printed. */
  addItems: (ids: readonly string[]) => void
  unfinishedCount: () => number
  onQueueChange: (change: EventPayload<'queue:changed'>) => void
  onProgress: (progress: EventPayload<'queue:progress'>) => void
  /** Prints the results that are still missing and, from then on, nothing; answers all items of the run. */
  end: () => QueueItem[]
}

export function createQueueReport(output: Output, engine: Engine): QueueReport {
  const ids = new Set<string>()
  const reported = new Set<string>()
  let isOver = false
  const items = () => engine.items().filter((it) => ids.has(it.id))

  /** An item can be told of as finished more than once. */
  function printOnce(view: ItemView): void {
    if (reported.has(view.id)) return
    reported.add(view.id)
    const item = engine.item(view.id)
    if (item) printResult(output, receiptOf(item, engine.objects(item.id)))
  }

  return {
    addItems: (added) => {
      for (const id of added) ids.add(id)
    },
    unfinishedCount: () => items().filter((it) => !isFinished(it.life.state)).length,
    onQueueChange: (change) => {
      if (isOver) return
      for (const view of change.items) {
        if (!ids.has(view.id)) continue
        if (isFinished(view.state)) printOnce(view)
        else printState(output, view, engine.bytesSent(view.id))
      }
    },
    onProgress: (progress) => {
      printTotals(output, engine.totals())
      if (isOver || !output.json) return
      for (const { id } of progress.items) {
        const item = ids.has(id) ? engine.item(id) : undefined
        if (item?.life.state.name === 'uploading') output.line(itemLine(viewOf(item), engine.bytesSent(id)))
      }
    },
    end: () => {
      isOver = true
      const all = items()
      for (const item of all) if (isFinished(item.life.state)) printOnce(viewOf(item))
      return all
    },
  }
}

function printResult(output: Output, view: ItemReceipt): void {
  const { state } = view
  output.line({ type: 'result', ...resultOf(view) })
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
}

function printState(output: Output, view: ItemView, bytesSent: number): void {
  const { state } = view
  output.line(itemLine(view, bytesSent))
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

/** The bar of the whole queue, on a terminal. */
function printTotals(output: Output, totals: ReturnType<Engine['totals']>): void {
  const share = totals.bytesTotal > 0 ? totals.bytesSent / totals.bytesTotal : 0
  const bar = '━'.repeat(Math.round(share * 24)).padEnd(24, '·')
  output.status(
    `${bar} ${Math.floor(share * 100)} %  ${bytesInWords(totals.bytesSent)} of ` +
      `${bytesInWords(totals.bytesTotal)}  ${speedInWords(totals.bytesPerSecond)}` +
      (totals.secondsLeft === null ? '' : `  ${timeLeftInWords(totals.secondsLeft)}`),
  )
}

const countOf = (items: readonly QueueItem[], name: ItemState['name']): number =>
  items.filter((it) => it.life.state.name === name).length

const bytesOf = (items: readonly QueueItem[]): number => items.reduce((sum, it) => sum + it.size, 0)

const leftOf = (items: readonly QueueItem[]): number =>
  items.length - countOf(items, 'done') - countOf(items, 'failed') - countOf(items, 'cancelled')

/** How a run ended: its exit code and, where that was before everything was done, why. */
export interface RunEnd {
  readonly code: ExitCode
  readonly why: Problem | null
}

/**
 * Prints what became of a run, as its last line.
 *
 * @param how with `refused`: so many paths failed before they were items; `startedMs`: when it began
 */
export function printSummary(
  output: Output,
  items: readonly QueueItem[],
  { why, refused, startedMs }: Pick<RunEnd, 'why'> & { readonly refused: number; readonly startedMs: number },
): void {
  const done = items.filter((it) => it.life.state.name === 'done')
  const sent = done.filter((it) => !it.work.isAlreadyThere)
  const summary = {
    done: done.length,
    failed: countOf(items, 'failed') + refused,
    cancelled: countOf(items, 'cancelled'),
    bytes: bytesOf(done),
    seconds: Number(((Date.now() - startedMs) / 1000).toFixed(3)),
  }
  const left = leftOf(items)
  output.say(
    [
      `${count(summary.done, 'file')} done`,
      ...(sent.length < done.length ? [`${done.length - sent.length} of them there before`] : []),
      ...(summary.failed ? [output.paint.bad(`${summary.failed} failed`)] : []),
      ...(summary.cancelled ? [`${summary.cancelled} cancelled`] : []),
      ...(left ? [`${left} left: continue with "framehaul resume"`] : []),
      `${bytesInWords(bytesOf(sent))} in ${durationInWords(summary.seconds)}`,
    ].join(', '),
  )
  output.line({ type: 'summary', ...summary, ...(why ? { problem: why } : {}) })
}

/** @param how `hold` is why the queue waits at its end */
export function endOfRun(
  items: readonly QueueItem[],
  how: { readonly refused: number; readonly isInterrupted: boolean; readonly hold: Hold | null },
): RunEnd {
  const left = leftOf(items)
  if (how.isInterrupted && left > 0) return { code: exitCodes.interrupted, why: problem('interrupted', { left }) }
  if (left > 0 && how.hold) return { code: exitCodes.noServer, why: how.hold.problem }
  const problems = items.flatMap(({ life: { state } }) => (state.name === 'failed' ? [state.problem] : []))
  const [first] = problems
  if (!first) return { code: how.refused > 0 ? exitCodes.someFailed : exitCodes.allDone, why: null }
  // Where nothing at all could be done because of the server, it is the server and not the files.
  return problems.length === items.length && problems.every(isConnectionWide)
    ? { code: exitCodes.noServer, why: first }
    : { code: exitCodes.someFailed, why: null }
}
