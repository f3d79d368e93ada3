import type { ItemChanges } from '../../src-shared/item/edit.ts'
import type { ItemDetails, ItemView } from '../../src-shared/item/item.ts'
import { checkTemplate, dateInName, flowName, seasonAndEpisode, stemOf } from '../../src-shared/naming/flow-name.ts'
import type { Problem } from '../../src-shared/problems.ts'

export type Options = ItemDetails['options']
export type Tags = readonly (readonly [name: string, value: string])[]

/** What the form of the names holds, as it is typed. */
export interface EditDraft {
  readonly source: string
  /** The flow's name; of several items a template. */
  readonly flow: string
  readonly description: string
  readonly sourceType: string
  readonly location: string
  readonly tags: Tags
}

/** What is to be edited: one item, or (with no `one`) several, where an empty field leaves each as it is. */
export interface Edited {
  readonly one: ItemView | undefined
  readonly options: Options | null
}

export const editDraftOf = ({ one, options }: Edited): EditDraft => ({
  source: one?.sourceName ?? '',
  flow: one?.flowName ?? '',
  description: options?.description ?? '',
  sourceType: options?.sourceType ?? '',
  location: options?.location ?? '',
  tags: Object.entries(options?.tags ?? {}),
})

/** What is wrong with the template for the flows of several items; null where nothing is. */
export function templateProblem({ flow }: EditDraft, { one }: Edited): Problem | null {
  if (one || flow.trim() === '') return null
  const template = checkTemplate(flow)
  return template.ok ? null : template.problem
}

/** One item needs both names; several are left as they are where nothing is typed. */
export const isDraftReady = (draft: EditDraft, edited: Edited): boolean =>
  edited.one ? draft.source.trim() !== '' && draft.flow.trim() !== '' : templateProblem(draft, edited) === null

/** What the draft changes of an item; `index` is its place among those that are edited, from 0. */
export function changesOf(
  draft: EditDraft,
  { one, options }: Edited,
  item: ItemView | undefined,
  index: number,
): ItemChanges {
  const { source, flow, tags } = draft
  const kept = Object.fromEntries(
    tags.filter(([name]) => name.trim() !== '').map(([name, value]) => [name.trim(), value]),
  )
  const gone = Object.keys(options?.tags ?? {})
    .filter((name) => !(name in kept))
    .map((name) => [name, null] as const)
  const text = (value: string) => (one || value !== '' ? value : undefined)
  return Object.fromEntries(
    Object.entries({
      sourceName: source.trim() === '' ? undefined : source.trim(),
      flowName: one ? flow.trim() : flow.trim() === '' ? undefined : nameByTemplate(flow, item, index),
      description: text(draft.description),
      sourceType: text(draft.sourceType),
      location: text(draft.location),
      tags: { ...kept, ...Object.fromEntries(gone) },
    }).filter(([, value]) => value !== undefined),
  )
}

function nameByTemplate(template: string, item: ItemView | undefined, index: number): string {
  const stem = stemOf(item?.path ?? '')
  return flowName(template, {
    prefix: '',
    n: index + 1,
    stem,
    series: item?.batch.series ?? '',
    date: dateInName(stem) ?? '',
    ...seasonAndEpisode(stem),
  })
}
