import { Command } from 'commander'
import type { ItemReceipt } from '../../../src-shared/item/item.ts'
import { ok } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import { count } from '../../../src-shared/words/quantities.ts'
import { dataFolder, openWorkspace, resultOf, receiptOf } from '../../engine/index.ts'
import { connectionOf, outputOf, withCommonOptions, type CommonOptions } from '../common-options.ts'
import { CommandStopped, exitCodes, type ExitCode } from '../exit-codes.ts'

export const removeCommand = (end: (code: ExitCode) => void): Command =>
  withCommonOptions(new Command('remove').argument('<id...>', 'which items; "framehaul list" shows them'))
    .description('takes items out of the queue for good; says what is left in the store')
    .addHelpText('after', '\nExample:\n  framehaul remove 0b1d3a52-6c1e-4a7e-9a55-6f0d4a1c9e77')
    .action(async (ids: string[], flags: CommonOptions) => {
      const output = outputOf(flags)
      const workspace = await openWorkspace({
        folder: dataFolder(flags.data),
        fixed: connectionOf(flags),
        // Nothing is sent and no server asked: what is there belongs to whoever runs the store.
        embeddedUrl: () => Promise.resolve(ok('')),
        holdBackEarlier: true,
        secrets: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
        announce: () => undefined,
      })
      if (!workspace.ok) throw new CommandStopped(workspace.problem, exitCodes.wrongCall)
      const { engine } = workspace.value
      try {
        const wanted = [...new Set(ids)]
        const unknown = wanted.find((id) => !engine.item(id))
        if (unknown !== undefined)
          throw new CommandStopped(problem('unknown-item', { what: 'item', id: unknown }), exitCodes.wrongCall)
        const views = wanted.flatMap((id) => {
          const item = engine.item(id)
          return item ? [receiptOf(item, engine.objects(id))] : []
        })
        engine.remove(wanted)
        for (const view of views) {
          const left = leftInStore(view)
          output.line({ type: 'removed', ...resultOf(view), state: view.state.name, left })
          output.result(`removed  ${view.path}  ${inWords(left)}`)
        }
        end(exitCodes.allDone)
      } finally {
        await workspace.value.close()
      }
    })

/** What an upload has made in the store by now, finished or not. */
interface Left {
  readonly sourceId: string | null
  readonly flowIds: readonly string[]
  readonly objectIds: readonly string[]
}

function leftInStore({ sourceId, flowId, flows, objects, abandoned }: ItemReceipt): Left {
  const flowIds = new Set([...flows.map((it) => it.id), ...(flowId === null ? [] : [flowId]), ...abandoned.flows])
  const objectIds = new Set([...objects.map((it) => it.objectId), ...abandoned.objects])
  return { sourceId: flowIds.size > 0 ? sourceId : null, flowIds: [...flowIds], objectIds: [...objectIds] }
}

const inWords = ({ flowIds, objectIds }: Left): string =>
  flowIds.length + objectIds.length === 0
    ? 'nothing of it is in the store'
    : `left in the store: ${count(flowIds.length, 'flow')} (${flowIds.join(', ')}), ` +
      count(objectIds.length, 'object')
