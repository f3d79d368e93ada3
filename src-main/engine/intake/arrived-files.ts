import { hasSameLook, type FileLook } from '../../../src-shared/file-identity.ts'
import type { SettledFile } from './settling-files.ts'

/** Files as they were when they arrived, so that the journal is not asked again and again. */
export interface ArrivedFiles {
  /** Whether it came before as it is now: in this life or an earlier one. */
  has: (file: SettledFile) => boolean
  add: (file: SettledFile) => void
}

/** @param isKnown whether it came to the queue before, as the journal has it */
export function createArrivedFiles(isKnown: (file: SettledFile) => boolean): ArrivedFiles {
  const looks = new Map<string, FileLook>()
  const add = ({ path, size, modifiedMs }: SettledFile) => void looks.set(path, { size, modifiedMs })
  return {
    add,
    has: (file) => {
      const before = looks.get(file.path)
      if (before && hasSameLook(before, file)) return true
      if (!isKnown(file)) return false
      add(file)
      return true
    },
  }
}
