import { relative } from 'node:path'
import { isBesideAClip } from '../../../src-shared/naming/camera-folders.ts'
import { plainPath } from '../../../src-shared/naming/path-pattern.ts'
import { looksLikeMedia } from '../../media/index.ts'

/** Which files of a watched folder are taken, as they come. */
export interface ClipsHere {
  /** Sees a file; answers whether it is taken: media, unless it is what a camera keeps beside a clip. */
  sees: (path: string) => boolean
}

/**
 * Proxies and thumbnails may come before their clips: they are told by where they lie in the folder, or, where that
 * says little, by a clip that has been seen. Whoever watches a folder of proxies wants those.
 */
export function createClipsHere(folder: string): ClipsHere {
  const there = new Set<string>()
  const isThere = (clip: string) => there.has(clip)
  return {
    sees: (path) => {
      if (!looksLikeMedia(path)) return false
      const here = relative(folder, path)
      there.add(plainPath(here))
      return !isBesideAClip(here, isThere)
    },
  }
}
