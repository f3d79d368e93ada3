import type { SeriesPreview } from '../../src-shared/contract.ts'
import { checkTemplate } from '../../src-shared/naming/flow-name.ts'
import { CLIP_TEMPLATE, namedBelongings, namesAcrossCards } from '../../src-shared/naming/clip-names.ts'
import type { SeriesFile } from '../../src-shared/naming/series-file.ts'
import {
  planSeries,
  proposeChoices,
  type PlannedFlow,
  type SeriesChoices,
} from '../../src-shared/naming/series-plan.ts'
import { byFolder, lookLikeCameras } from '../../src-shared/naming/series-shape.ts'
import type { PlacementWord } from '../../src-shared/time/placement.ts'

/** A series as it is being arranged: its files in their order, how they are named, and what a person typed instead. */
export interface SeriesDraft {
  readonly key: string
  readonly files: readonly SeriesFile[]
  readonly choices: SeriesChoices
  readonly overrides: ReadonlyMap<string, string>
  /** Where its files lie on their flows. */
  readonly timeline: PlacementWord
}

/** Clips of two cards that count the same are told apart from the beginning. */
const draftOf = (key: string, files: readonly SeriesFile[], choices: SeriesChoices): SeriesDraft => ({
  key,
  files,
  choices,
  overrides: choices.template === CLIP_TEMPLATE ? namesAcrossCards(files) : new Map(),
  timeline: 'zero',
})

/** The folders of a drop that can be series of their own; fewer than two where there is nothing to choose. */
export const foldersOf = (files: readonly SeriesFile[]): string[] => byFolder(files).map((it) => it.folder)

/** Several cameras are better one series each; everything else begins as one. */
export const beginsApart = (preview: SeriesPreview): boolean => lookLikeCameras(foldersOf(preview.files))

export const draftsOf = (preview: SeriesPreview, isApart: boolean): SeriesDraft[] =>
  isApart
    ? byFolder(preview.files).map(({ folder, files }) => {
        const name =
          folder === '' || folder === preview.proposed.name
            ? preview.proposed.name
            : `${preview.proposed.name} ${folder}`
        return draftOf(folder, files, proposeChoices(name, files))
      })
    : [draftOf('all', preview.files, preview.proposed)]

/** How many files all drafts have together, and their size in bytes. */
export function totalsOf(drafts: readonly SeriesDraft[]): { readonly count: number; readonly size: number } {
  const files = drafts.flatMap((it) => it.files)
  return { count: files.length, size: files.reduce((sum, it) => sum + it.size, 0) }
}

/** There is something to send, and all that is sent has names; a draft without files is not sent. */
export function areReady(drafts: readonly SeriesDraft[]): boolean {
  const sent = drafts.filter((it) => it.files.length > 0)
  return (
    sent.length > 0 && sent.every(({ choices }) => choices.name.trim() !== '' && checkTemplate(choices.template).ok)
  )
}

/** Moves one file to the place of another; what lies between makes room. */
export function moved(files: readonly SeriesFile[], from: number, to: number): SeriesFile[] {
  const next = [...files]
  const [file] = next.splice(from, 1)
  if (file) next.splice(Math.max(0, Math.min(next.length, to)), 0, file)
  return next
}

/** A file as it is sent to the queue. */
export interface ToSend {
  readonly path: string
  readonly sourceName: string
  readonly flowName: string
  readonly sidecarOf?: string
}

/** What goes with the flows of a draft. */
export type GoesAlong = Pick<SeriesPreview, 'sidecars' | 'belonging'>

/**
 * The flows of a draft, each followed by the files that belong to it: those share a source a kind, beside the media's.
 */
export function filesToSend(
  planned: readonly PlannedFlow[],
  draft: SeriesDraft,
  { sidecars, belonging: ofClips }: GoesAlong,
): ToSend[] {
  const belonging = Map.groupBy(sidecars, (it) => it.of)
  const goesWith = namedBelongings(ofClips)
  return planned.flatMap(({ path, sourceName, flowName }): ToSend[] => [
    { path, sourceName, flowName },
    ...goesWith({ path, sourceName, flowName }).map((it) => ({
      path: it.path,
      sourceName: it.sourceName,
      flowName: it.flowName,
    })),
    ...(belonging.get(path) ?? []).map((it) => ({
      path: it.path,
      sourceName: `${draft.choices.name} · ${kindOf(it.relativePath)}`,
      flowName,
      sidecarOf: path,
    })),
  ])
}

const kindOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase()

export const planOf = ({ files, choices, overrides }: SeriesDraft): PlannedFlow[] =>
  planSeries(files, choices, overrides)
