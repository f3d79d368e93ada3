import type { Belonging } from '../../../src-shared/naming/camera-folders.ts'
import { namedBelongings } from '../../../src-shared/naming/clip-names.ts'
import type { NewItem } from '../engine-commands.ts'
import { lookAtFile } from '../item/index.ts'

/** A clip with its names. */
export interface NamedItem extends NewItem {
  readonly sourceName: string
  readonly flowName: string
}

/** A clip, or what belongs to one. */
export interface ClipOrBelonging extends NamedItem {
  /** The clip's path, and as what it belongs to it. */
  readonly belongsTo?: string
  readonly as?: Belonging['as']
}

/** Each clip, followed by what belongs to it; a file that is gone by now is still there and says so in the queue. */
export async function withBelongings(
  clips: readonly NamedItem[],
  belonging: readonly Belonging[],
): Promise<ClipOrBelonging[]> {
  const goesWith = namedBelongings(belonging)
  const files: ClipOrBelonging[] = []
  for (const clip of clips) {
    files.push(clip)
    for (const { path, as, sourceName, flowName } of goesWith(clip)) {
      const look = await lookAtFile(path)
      const { size, modifiedMs } = look.ok ? look.value : { size: 0, modifiedMs: 0 }
      files.push({ path, size, modifiedMs, sourceName, flowName, belongsTo: clip.path, as })
    }
  }
  return files
}
