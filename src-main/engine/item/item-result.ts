import type { ItemReceipt } from '../../../src-shared/item/item.ts'
import type { Problem } from '../../../src-shared/problems.ts'

/** One item's end, as `--json` prints it and receipts keep it. Seconds are of the clock, by step. */
export interface ItemResult {
  readonly id: string
  readonly path: string
  /** The item's state; `done`, `failed` and `cancelled` are the ends. */
  readonly outcome: string
  readonly sourceName: string
  readonly flowName: string
  readonly sourceId: string | null
  readonly flowId: string | null
  readonly flows: ItemReceipt['flows']
  readonly objects: ItemReceipt['objects']
  readonly seconds: Readonly<Record<string, number>>
  readonly tries: number
  /** When it was put into the queue and when it was done, ISO 8601. */
  readonly added: string
  readonly finished: string | null
  /** What went wrong on the way, tries that were repeated included. */
  readonly troubles: ItemReceipt['troubles']
  /** The store had it from an earlier upload; nothing was sent. */
  readonly already?: true
  /** What the store calls the same content from before; it was uploaded again. */
  readonly duplicateOf?: string
  /** The file held less than its header promised when it was read. */
  readonly truncated?: true
  /** What earlier tries left in the store; objects are collected by the store itself. */
  readonly abandoned?: ItemReceipt['abandoned']
  readonly step?: string
  readonly problem?: Problem
}

export function resultOf(view: ItemReceipt): ItemResult {
  const { state, abandoned } = view
  const total = Object.values(view.stepSeconds).reduce((sum, it) => sum + it, 0)
  return {
    id: view.id,
    path: view.path,
    outcome: state.name,
    sourceName: view.sourceName,
    flowName: view.flowName,
    sourceId: view.sourceId,
    flowId: view.flowId,
    flows: view.flows,
    objects: view.objects,
    seconds: Object.fromEntries(
      [...Object.entries(view.stepSeconds), ['total', total] as const].map(([step, value]) => [
        step,
        Number(value.toFixed(3)),
      ]),
    ),
    tries: view.tries,
    added: new Date(view.addedMs).toISOString(),
    finished: state.name === 'done' ? new Date(state.finishedMs).toISOString() : null,
    troubles: view.troubles,
    ...(view.isAlreadyThere ? { already: true as const } : {}),
    ...(view.isTruncated ? { truncated: true as const } : {}),
    ...(view.duplicateOf === null ? {} : { duplicateOf: view.duplicateOf }),
    ...(abandoned.objects.length + abandoned.flows.length > 0 ? { abandoned } : {}),
    ...(state.name === 'failed' || state.name === 'waiting'
      ? { step: state.step ?? 'probe', problem: state.problem }
      : {}),
  }
}
