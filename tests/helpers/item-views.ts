import type { ItemView } from '../../src-shared/item/item.ts'
import type { ItemState } from '../../src-shared/item/state.ts'

interface ViewParts {
  readonly series?: string | null
  readonly batch?: string
  readonly state?: ItemState
  readonly path?: string
}

/** An item as a window gets it, with nothing known of it but what a test says. */
export const view = (
  id: string,
  { series = null, batch = id, state = { name: 'probing' }, path = `/${id}` }: ViewParts = {},
): ItemView => ({
  id,
  path,
  name: id,
  size: 1,
  sourceName: id,
  flowName: id,
  batch: { id: batch, series },
  state,
  media: null,
  kind: null,
  tries: 0,
  stepSeconds: {},
  sourceId: null,
  flowId: null,
  flows: [],
  onTimeline: 0,
  troubles: [],
  isAlreadyThere: false,
  isTruncated: false,
  duplicateOf: null,
  addedMs: 0,
})

export const mapOf = (...views: ItemView[]): Map<string, ItemView> => new Map(views.map((it) => [it.id, it]))
