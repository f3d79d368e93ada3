import { LARGEST_PUT_BYTES } from '../../../src-shared/limits.ts'
import type { QueueItem } from '../item/index.ts'

/** How long pieces are where nobody says: what readers of live streams are used to. */
const USUAL_SECONDS = 10

/** In which pieces an item goes: whole, as one; cut, every so many seconds; or in the files that it is made of. */
export type PiecesPlan =
  { readonly kind: 'whole' } | { readonly kind: 'cut'; readonly seconds: number } | { readonly kind: 'set' }

/** Pictures that stand still always go whole. */
export function piecesPlan(item: Pick<QueueItem, 'options' | 'size' | 'facts'>): PiecesPlan {
  if (item.facts?.parts != null) return { kind: 'set' }
  const seconds = cutSeconds(item)
  return seconds === null ? { kind: 'whole' } : { kind: 'cut', seconds }
}

function cutSeconds({ options, size, facts }: Pick<QueueItem, 'options' | 'size' | 'facts'>): number | null {
  if (options.follow && facts?.kind !== 'image')
    return typeof options.segment === 'number' ? options.segment : USUAL_SECONDS
  if (options.segment === 'off' || facts?.kind === 'image' || facts?.kind === 'none') return null
  if (options.segment !== 'auto') return options.segment
  return size > LARGEST_PUT_BYTES ? USUAL_SECONDS : null
}
