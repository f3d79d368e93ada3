import { areCameraClips, type Belonging } from './camera-folders.ts'
import { stemOf } from './flow-name.ts'
import type { SeriesFile } from './series-file.ts'
import { firstOfSpan } from './spanned-recording.ts'

/** How flows are named that are clips of a camera: as the camera named them. */
export const CLIP_TEMPLATE = '{stem}'

/** A file's own name; of a recording in several files, that of the first one. */
export const clipNameOf = (path: string): string => stemOf(firstOfSpan(path))

/** Whether all of these are clips on cameras' cards. */
export const areClips = (files: readonly Pick<SeriesFile, 'path'>[]): boolean =>
  areCameraClips(files.map((it) => firstOfSpan(it.path)))

/**
 * Names for clips whose own name another one has too, because two cards count the same: with the first folder before it
 * that is not the same for all of them, `Card A C0001`; with more, where that does not tell all apart.
 */
export function namesAcrossCards(files: readonly SeriesFile[]): Map<string, string> {
  const names = new Map<string, string>()
  for (const [name, same] of Map.groupBy(files, (it) => clipNameOf(it.path))) {
    if (same.length < 2) continue
    const folders = same.map((it) => it.relativePath.normalize('NFC').split('/').slice(0, -1))
    const deepest = Math.max(...folders.map((it) => it.length))
    const from = range(deepest).find((at) => new Set(folders.map((it) => it[at])).size > 1) ?? 0
    const nameOf = (it: readonly string[], to: number) => [...it.slice(from, to), name].join(' ')
    const areApart = (to: number) => new Set(folders.map((it) => nameOf(it, to))).size === same.length
    const to = range(deepest).find((at) => at >= from && areApart(at + 1))
    same.forEach((it, at) => names.set(it.path, nameOf(folders[at] ?? [], (to ?? deepest) + 1)))
  }
  return names
}

const range = (length: number): number[] => Array.from({ length }, (_, index) => index)

/** What a clip is called, and everything that belongs to it with it. */
export interface NamedClip {
  readonly path: string
  readonly sourceName: string
  readonly flowName: string
}

/**
 * The files that go with clips, by the clip's path: each becomes a flow of the clip's name, in a source that stands
 * beside the clip's and is the same for all clips: `Card · sound 1`.
 */
export function namedBelongings(
  belonging: readonly Belonging[],
): (clip: NamedClip) => (NamedClip & Pick<Belonging, 'relativePath' | 'as'>)[] {
  const byClip = Map.groupBy(belonging, (it) => it.of)
  return ({ path, sourceName, flowName }) => {
    const counts = new Map<string, number>()
    return (byClip.get(path) ?? []).map((it) => {
      const n = (counts.get(it.as) ?? 0) + 1
      counts.set(it.as, n)
      const what = n > 1 || it.as === 'sound' ? `${it.as} ${n}` : it.as
      return {
        path: it.path,
        relativePath: it.relativePath,
        as: it.as,
        sourceName: `${sourceName} · ${what}`,
        flowName,
      }
    })
  }
}
