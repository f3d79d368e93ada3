import type { HiddenPackets } from '../../src-shared/media-facts.ts'

/** Counts the packets of each track that an edit list hides, as they come in the order of the file. */
export interface HiddenCounter {
  add: (index: number, pts: bigint | null, isHidden: boolean) => void
  /** Of the tracks that hide any, by the index of the stream. */
  hidden: () => ReadonlyMap<number, HiddenPackets>
}

export function createHiddenCounter(): HiddenCounter {
  const tracks = new Map<number, { first: bigint | null; before: number; between: number; after: number }>()
  return {
    add: (index, pts, isHidden) => {
      const track = tracks.get(index) ?? { first: null, before: 0, between: 0, after: 0 }
      tracks.set(index, track)
      const { first } = track
      if (!isHidden) {
        if (pts !== null && (first === null || pts < first)) track.first = pts
        // What seemed to lie behind everything has something behind it.
        track.between += track.after
        track.after = 0
      } else if (first === null || (pts !== null && pts < first)) track.before += 1
      else track.after += 1
    },
    hidden: () =>
      new Map(
        [...tracks].flatMap(([index, { before, between, after }]) =>
          before + between + after > 0 ? [[index, { before, between, after }]] : [],
        ),
      ),
  }
}

/** What both ends of a file hide. */
export function hiddenAtEnds(
  beginning: ReadonlyMap<number, HiddenPackets>,
  end: ReadonlyMap<number, HiddenPackets>,
): ReadonlyMap<number, HiddenPackets> {
  const none: HiddenPackets = { before: 0, between: 0, after: 0 }
  return new Map(
    [...new Set([...beginning.keys(), ...end.keys()])].map((index) => {
      const [first, last] = [beginning.get(index) ?? none, end.get(index) ?? none]
      return [index, { before: first.before, between: first.between + last.between, after: last.after }]
    }),
  )
}
