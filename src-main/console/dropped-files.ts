import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Files that a browser gave: it cannot say where they lie, so their bytes are streamed into the data folder and the
 * engine gets that path. Each copy goes when its item is done or removed.
 */
export interface DroppedFiles {
  /** @param group keeps the files of one drop in one folder, so that a dropped folder stays one */
  store: (group: string, relativePath: string, body: Readable) => Promise<string>
  /** Whether a path is a copy of ours. */
  isOurs: (path: string) => boolean
  /** Deletes a copy of ours; a path of anybody else is left alone. */
  remove: (path: string) => Promise<void>
  /** Deletes every copy that none of these paths names. */
  sweep: (needed: readonly string[]) => Promise<void>
}

export function createDroppedFiles(folder: string): DroppedFiles {
  const isOurs = (path: string): boolean => {
    const inside = relative(folder, path)
    return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside) && inside.split(sep).length >= 2
  }
  return {
    store: async (group, relativePath, body) => {
      // Names come from a browser: no part may climb out, and none may be hidden away from the person.
      const parts = relativePath
        .split(/[\\/]/)
        .filter((it) => it !== '' && it !== '.' && it !== '..')
        .map((it) => it.replaceAll('\0', '').slice(0, 250))
      const path = join(
        folder,
        /^[\w-]{1,64}$/.test(group) ? group : randomUUID(),
        ...(parts.length > 0 ? parts : ['file']),
      )
      await mkdir(dirname(path), { recursive: true })
      try {
        await pipeline(body, createWriteStream(path, { flags: 'wx' }))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(path, { force: true })
        throw error
      }
      return path
    },
    sweep: async (needed) => {
      const groups = new Set(needed.map((path) => relative(folder, path).split(sep)[0]))
      for (const group of await readdir(folder).catch(() => []))
        if (!groups.has(group)) await rm(join(folder, group), { recursive: true, force: true })
    },
    isOurs,
    remove: async (path) => {
      if (!isOurs(path)) return
      await rm(path, { force: true })
      if (basename(dirname(path)) !== basename(folder))
        await rm(dirname(path), { recursive: false, force: true }).catch(() => undefined)
    },
  }
}
