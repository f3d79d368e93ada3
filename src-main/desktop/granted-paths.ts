import { dirname, resolve, sep } from 'node:path'
import { parseSequence } from '../../src-shared/naming/image-sequence.ts'
import { parseSpan, spanFiles } from '../../src-shared/naming/spanned-recording.ts'

/**
 * The paths that a person gave: dropped, picked, opened with the app, or watched. Nothing else is read for the window.
 */
export interface GrantedPaths {
  grant: (paths: readonly string[]) => void
  /**
   * The first of these that nobody gave; null where all were. What lies in a folder that was given was given with it.
   */
  notGiven: (paths: readonly string[]) => string | null
}

export function createGrantedPaths(): GrantedPaths {
  const granted = new Set<string>()

  function isGiven(path: string): boolean {
    const whole = resolve(path)
    // A path with a hole in it is none, whatever `resolve` makes of it.
    if (path.includes('\0')) return false
    for (let at = whole; ; at = dirname(at)) {
      if (granted.has(at)) return true
      if (at === dirname(at)) return false
    }
  }

  return {
    grant: (paths) => {
      for (const path of paths) granted.add(resolve(path))
    },
    notGiven: (paths) =>
      paths.find((path) => {
        const span = parseSpan(path)
        return !(span ? spanFiles(span) : [path]).every((it) => isGiven(it) || isGiven(sequenceFolder(it)))
      }) ?? null,
  }
}

/** The pictures of a sequence are several files under one name: they were given where their folder was. */
const sequenceFolder = (path: string): string => (parseSequence(path) ? dirname(path) : `${sep}\0`)
