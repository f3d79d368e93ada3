import { opendir, stat } from 'node:fs/promises'
import { basename, join, relative, resolve, sep } from 'node:path'
import { groupSequences, parseSequence } from '../../../src-shared/naming/image-sequence.ts'
import type { SeriesFile } from '../../../src-shared/naming/series-file.ts'
import { inSeriesOrder } from '../../../src-shared/naming/series-plan.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import { lookAtFile } from '../item/index.ts'
import { looksLikeMedia } from '../../media/index.ts'

/** The files behind some paths, in the order people expect. */
export interface FoundFiles {
  readonly files: SeriesFile[]
  /** Files of a folder whose names do not end like media. */
  readonly others: { readonly path: string; readonly relativePath: string }[]
  /** What a series of these files would be called: the folder's name. */
  readonly folderName: string | null
}

const MOST_FILES = 100_000
/** A folder of ten thousand files on a network share is not asked one by one. */
const STATS_AT_ONCE = 64

/**
 * Finds the files that a person meant: those named as they are, and in named folders all that look like media.
 *
 * Numbered pictures become one file each sequence, unless `sequences` is false. Hidden files and folders are passed
 * over, links to folders are not followed. Answers `no-such-path` for the first path that is not there.
 */
export async function findFiles(
  paths: readonly string[],
  options: { readonly recursive: boolean; readonly sequences?: boolean },
): Promise<Outcome<FoundFiles>> {
  const files: SeriesFile[] = []
  const others: FoundFiles['others'] = []
  let folderName: string | null = null
  for (const given of paths) {
    const path = resolve(given)
    const info = await stat(path).catch(() => null)
    if (!info && parseSequence(path)) {
      const look = await lookAtFile(path)
      if (!look.ok) return failed(problem('no-such-path', { path: given }))
      files.push({ path, relativePath: basename(path), ...look.value })
      continue
    }
    if (!info) return failed(problem('no-such-path', { path: given }))
    if (!info.isDirectory()) {
      files.push({ path, relativePath: basename(path), size: info.size, modifiedMs: info.mtimeMs })
      continue
    }
    folderName ??= basename(path)
    const root = paths.length === 1 ? path : resolve(path, '..')
    const before = files.length
    await walk(path, root)
    files.splice(before, files.length - before, ...inSeriesOrder(files.slice(before)))
  }
  return ok({ files: options.sequences === false ? files : groupSequences(files), others, folderName })

  async function walk(folder: string, root: string): Promise<void> {
    const named: { path: string; relativePath: string }[] = []
    for await (const entry of await opendir(folder, { bufferSize: 1024 })) {
      if (entry.name.startsWith('.') || files.length + named.length >= MOST_FILES) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        if (options.recursive) await walk(path, root)
      } else if (entry.isFile() || entry.isSymbolicLink()) {
        const relativePath = relative(root, path).split(sep).join('/')
        if (looksLikeMedia(entry.name)) named.push({ path, relativePath })
        else others.push({ path, relativePath })
      }
    }
    for (let from = 0; from < named.length; from += STATS_AT_ONCE) {
      const found = await Promise.all(
        named
          .slice(from, from + STATS_AT_ONCE)
          .map(async (it) => ({ ...it, info: await stat(it.path).catch(() => null) })),
      )
      for (const { path, relativePath, info } of found)
        if (info?.isFile()) files.push({ path, relativePath, size: info.size, modifiedMs: info.mtimeMs })
    }
  }
}
