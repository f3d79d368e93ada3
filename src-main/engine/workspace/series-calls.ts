import { basename, dirname } from 'node:path'
import { proposeChoices, type SeriesChoices } from '../../../src-shared/naming/series-plan.ts'
import { matchSidecars } from '../../../src-shared/naming/series-shape.ts'
import { failed, ok } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import type { NewItem } from '../engine-commands.ts'
import { findFiles } from '../intake/index.ts'
import { lookAtFile } from '../item/index.ts'
import { defaultOptions, defined, type CallContext, type QueueHandlers } from './call-context.ts'

/** A folder as a series: looked at, then added. */
export function seriesCalls(context: CallContext): Pick<QueueHandlers, 'series:preview' | 'series:add'> {
  const { engine, connection } = context
  const withTemplate = (proposed: SeriesChoices): SeriesChoices => ({
    ...proposed,
    template: connection.inUse().defaults.template ?? proposed.template,
  })
  return {
    'series:preview': async ({ paths }) => {
      const found = await findFiles(paths, { recursive: true })
      if (!found.ok) return found
      const { files, belonging, others, refused, folderName } = found.value
      const [first] = files
      if (!first) return failed(problem('nothing-to-add', { path: paths.join(', ') }))
      const sidecars = matchSidecars(files, others)
      const isSidecar = new Set(sidecars.map((it) => it.path))
      return ok({
        files,
        sidecars,
        belonging: [...belonging],
        leftOut: others
          .filter((it) => !isSidecar.has(it.path))
          .map(({ relativePath, kind }) => ({ relativePath, kind })),
        refused,
        proposed: withTemplate(proposeChoices(folderName ?? basename(dirname(first.path)), files)),
      })
    },
    'series:add': async ({ choices, files, options }) => {
      const added: NewItem[] = []
      for (const { path, sourceName, flowName, sidecarOf } of files) {
        const look = await lookAtFile(path)
        // A file that is gone by now is still the person's: it stands in the queue and says so.
        added.push({
          path,
          sourceName,
          flowName,
          ...(sidecarOf === undefined ? {} : { sidecarOf }),
          ...(look.ok ? look.value : { size: 0, modifiedMs: 0 }),
        })
      }
      return ok({
        ids: engine.add(added, { series: choices.name, options: { ...defined(options), ...defaultOptions(context) } }),
      })
    },
  }
}
