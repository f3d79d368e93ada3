import type { StateName } from '../../../src-shared/item/state.ts'
import type { QueueItem } from '../item/index.ts'
import { chooseNext, LARGE_BYTES, type Slots } from './choose-next.ts'
import type { WorkKind } from './running-work.ts'
import { createWaitingLine } from './waiting-line.ts'

/** Who waits for which work: files that are to be read, and uploads of large files and of small ones. */
export interface WorkLines {
  /** Puts those items in their line that wait for something; the same one may come any number of times. */
  offer: (items: readonly QueueItem[]) => void
  /** Takes the first one out; null where nobody waits. */
  nextProbe: () => string | null
  /** Takes out who is next to be uploaded; null where nobody waits, or no slot is free for those who do. */
  nextUpload: (slots: Slots) => string | null
}

const waitsAs: { readonly [K in WorkKind]: StateName } = { probe: 'probing', upload: 'queued' }

/** @param itemIfFree the item, unless it runs already or is held back */
export function createWorkLines(itemIfFree: (id: string) => QueueItem | undefined): WorkLines {
  const lineOf = (kind: WorkKind) =>
    createWaitingLine(({ id, position }) => {
      const item = itemIfFree(id)
      return item?.position === position && item.life.state.name === waitsAs[kind]
    })
  const lines = { probe: lineOf('probe'), small: lineOf('upload'), large: lineOf('upload') }

  return {
    offer: (items) => {
      for (const { id, position, size, life } of items) {
        if (life.state.name === 'probing') lines.probe.offer(id, position)
        else if (life.state.name === 'queued') (size >= LARGE_BYTES ? lines.large : lines.small).offer(id, position)
      }
    },
    nextProbe: lines.probe.shift,
    nextUpload: (slots) => {
      const [large, small] = [lines.large.first(), lines.small.first()]
      const line = chooseNext(large?.position ?? null, small?.position ?? null, slots)
      return line === null ? null : lines[line].shift()
    },
  }
}
