import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PictureKind } from '../../../src-shared/media-facts.ts'
import { takePictures, type MediaTool } from '../../media/index.ts'
import type { QueueItem } from '../item/index.ts'

export interface Thumbnails {
  /** Pictures of an item's file as data URLs; none where there are none. */
  take: (item: QueueItem, kind: PictureKind) => Promise<string[]>
  close: () => void
}

const AT_ONCE = 2
const MOST_BYTES = 200 * 1000 * 1000
/** The folder is looked through after so many new pictures. */
const SWEEP_EVERY = 200

/**
 * Makes pictures when they are asked for and keeps them in a folder that may be deleted at any time.
 *
 * The latest wish is served first: it is what a person is looking at. A picture belongs to a path, a size and a time,
 * so that a file that was changed has new ones.
 */
export function createThumbnails(folder: string, ffmpeg: MediaTool | null): Thumbnails {
  const stop = new AbortController()
  const wishes: (() => void)[] = []
  const underWay = new Map<string, Promise<string[]>>()
  const hasStopped = (): boolean => stop.signal.aborted
  let running = 0
  let made = 0

  async function turn(): Promise<void> {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => wishes.push(resolve))
    running += 1
  }

  function next(): void {
    running -= 1
    wishes.pop()?.()
  }

  async function kept(path: string): Promise<string[] | null> {
    try {
      const text = await readFile(path, 'utf8')
      const now = new Date()
      await utimes(path, now, now)
      return text === '' ? [] : text.split('\n')
    } catch {
      return null
    }
  }

  async function make(item: QueueItem, kind: PictureKind, path: string): Promise<string[]> {
    const { facts } = item
    if (!facts) return []
    const known = await kept(path)
    if (known) return known
    await turn()
    try {
      if (hasStopped()) return []
      const taken = await takePictures(ffmpeg, { path: item.path, facts, kind, signal: stop.signal })
      const images = taken.map((it) => `data:image/${kind === 'wave' ? 'png' : 'jpeg'};base64,${it.toString('base64')}`)
      // A file that is still being copied may have pictures later.
      if (!facts.truncated && !hasStopped()) await keep(path, images)
      return images
    } finally {
      next()
    }
  }

  /** A cache that cannot be written is no reason to show nothing. */
  async function keep(path: string, images: readonly string[]): Promise<void> {
    try {
      await mkdir(folder, { recursive: true })
      await writeFile(`${path}.part`, images.join('\n'))
      await rename(`${path}.part`, path)
      made += 1
      if (made % SWEEP_EVERY === 1) await sweep(folder)
    } catch {
      await rm(`${path}.part`, { force: true }).catch(() => undefined)
    }
  }

  return {
    take: (item, kind) => {
      const key = createHash('sha256')
        .update(JSON.stringify([item.path, item.size, item.modifiedMs, kind]))
        .digest('hex')
        .slice(0, 40)
      const working = underWay.get(key) ?? make(item, kind, join(folder, key)).finally(() => underWay.delete(key))
      underWay.set(key, working)
      return working
    },
    close: () => {
      stop.abort()
      for (const wish of wishes.splice(0)) wish()
    },
  }
}

/** Removes what was not looked at for longest, until the rest fits. */
async function sweep(folder: string): Promise<void> {
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const path = join(folder, name)
      const info = await stat(path).catch(() => null)
      return { path, size: info?.size ?? 0, usedMs: info?.mtimeMs ?? 0 }
    }),
  )
  let bytes = files.reduce((sum, it) => sum + it.size, 0)
  for (const { path, size } of files.sort((a, b) => a.usedMs - b.usedMs)) {
    if (bytes <= MOST_BYTES) return
    await rm(path, { force: true })
    bytes -= size
  }
}
