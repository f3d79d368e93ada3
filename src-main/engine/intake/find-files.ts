import { lstat, opendir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { Stats } from 'node:fs'
import { isGone } from '../../../src-shared/file-problem.ts'
import { groupSequences, parseSequence } from '../../../src-shared/naming/image-sequence.ts'
import type { SeriesFile } from '../../../src-shared/naming/series-file.ts'
import { inSeriesOrder } from '../../../src-shared/naming/series-plan.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { lookAtFile } from '../item/index.ts'
import { isOfTheSystem, looksLikeMedia } from '../../media/index.ts'
import { mayBeNoText, namesThatAreNoText } from './raw-names.ts'

/** Something that was meant and cannot be taken. It stops nobody else. */
export interface RefusedPath {
  readonly path: string
  readonly problem: Problem
}

/** The files behind some paths, in the order people expect. */
export interface FoundFiles {
  readonly files: SeriesFile[]
  /** Files of a folder whose names do not end like media. */
  readonly others: { readonly path: string; readonly relativePath: string }[]
  /** Paths, folders and links that lead nowhere or may not be read, and names that cannot be opened. */
  readonly refused: RefusedPath[]
  /** So many files were passed over because the same call had them already. */
  readonly repeated: number
  /** What a series of these files would be called: the folder's name. */
  readonly folderName: string | null
}

export interface FindOptions {
  readonly recursive: boolean
  readonly sequences?: boolean
  /** More are not taken, and said. */
  readonly most?: number
  /** What earlier looks of the same call have found already: no file is found twice. */
  readonly seen?: Set<string>
}

const MOST_FILES = 100_000
/** A folder of ten thousand files on a network share is not asked one by one. */
const STATS_AT_ONCE = 64

/** {@link lookForFiles}, for those who want files: fails where there are none because something was refused. */
export async function findFiles(paths: readonly string[], options: FindOptions): Promise<Outcome<FoundFiles>> {
  const found = await lookForFiles(paths, options)
  const [refused] = found.refused
  return found.files.length === 0 && refused ? failed(refused.problem) : ok(found)
}

/**
 * Finds the files that a person meant: those named as they are, and in named folders all that look like media.
 *
 * Numbered pictures become one file each sequence, unless `sequences` is false. Hidden files, recycle bins and what
 * storage devices keep for themselves are passed over, links to folders are not followed. What cannot be taken is
 * refused by itself, and the rest is found.
 */
export async function lookForFiles(paths: readonly string[], options: FindOptions): Promise<FoundFiles> {
  const { most = MOST_FILES, seen = new Set<string>() } = options
  const files: SeriesFile[] = []
  const others: FoundFiles['others'] = []
  const refused: RefusedPath[] = []
  let folderName: string | null = null
  const refuse = (path: string, why: Problem) => void refused.push({ path, problem: why })
  const inOrder = (found: readonly SeriesFile[]) =>
    inSeriesOrder(options.sequences === false ? found : groupSequences(found))

  let taken = 0
  let repeated = 0
  const isFull = () => taken > most
  for (const given of paths) {
    if (isFull()) break
    const { path, info, error } = await asItIsThere(given)
    if (info?.isDirectory()) {
      folderName ??= basename(path)
      const found: SeriesFile[] = []
      await walk(path, paths.length === 1 ? path : resolve(path, '..'), found)
      for (const it of inOrder(found)) files.push(it)
    } else if (info) {
      take(files, { path, relativePath: basename(path) }, info)
    } else {
      const look = parseSequence(path) ? await lookAtFile(path) : null
      if (look?.ok) files.push({ path, relativePath: basename(path), ...look.value })
      else refuse(given, await whyNot(path, given, error))
    }
    if (isFull()) refuse(given, problem('too-many-files', { path: given, limit: most }))
  }
  return { files: options.sequences === false ? files : groupSequences(files), others, refused, repeated, folderName }

  function take(into: SeriesFile[], at: Pick<SeriesFile, 'path' | 'relativePath'>, info: Stats): void {
    // One name however it is written, and one file: a disk that tells the spellings apart has two files.
    const key = `${at.path.normalize('NFC').toLowerCase()}\0${info.dev}:${info.ino}`
    if (seen.has(key)) repeated += 1
    else if (!isFull()) taken += 1
    if (isFull() || seen.has(key)) return
    seen.add(key)
    into.push({ ...at, size: info.size, modifiedMs: info.mtimeMs })
  }

  async function walk(folder: string, root: string, into: SeriesFile[]): Promise<void> {
    const named: Pick<SeriesFile, 'path' | 'relativePath'>[] = []
    const folders: string[] = []
    const noText: string[] = []
    try {
      for await (const entry of await opendir(folder, { bufferSize: 1024 })) {
        const { name } = entry
        if (isOfTheSystem(name)) continue
        const path = join(folder, name)
        if (mayBeNoText(name) && !(await lstat(path).catch(() => null))) {
          if (entry.isDirectory() || looksLikeMedia(name)) noText.push(name)
        } else if (entry.isDirectory()) folders.push(path)
        else if (entry.isFile() || entry.isSymbolicLink()) {
          const at = { path, relativePath: relative(root, path).split(sep).join('/') }
          if (looksLikeMedia(name)) named.push(at)
          else others.push(at)
        }
        if (taken + named.length > most) break
      }
    } catch (error) {
      const why = isGone(error) ? 'no-such-path' : 'folder-unreadable'
      refuse(folder, problem(why, { path: folder }, (error as NodeJS.ErrnoException).code))
    }
    for (let from = 0; from < named.length && !isFull(); from += STATS_AT_ONCE)
      await Promise.all(named.slice(from, from + STATS_AT_ONCE).map(asked)).then((found) =>
        found.forEach(({ at, info, error }) => {
          if (info?.isFile()) take(into, at, info)
          else if (!info) refuse(at.path, problemOf(at.path, error))
        }),
      )
    if (noText.length > 0)
      for (const { read, written } of await namesThatAreNoText(folder))
        if (noText.includes(read)) refuse(join(folder, written), problem('name-unreadable', { name: written }))
    if (options.recursive) for (const it of folders) if (!isFull()) await walk(it, root, into)
  }
}

interface Asked<T> {
  readonly at: T
  readonly info: Stats | null
  readonly error: unknown
}

const asked = <T extends { readonly path: string }>(at: T): Promise<Asked<T>> =>
  stat(at.path).then(
    (info) => ({ at, info, error: null }),
    (error: unknown) => ({ at, info: null, error }),
  )

/** What stands behind a path as somebody typed it. */
export interface GivenPath {
  readonly given: string
  /** Whole, and as the disk writes it. */
  readonly path: string
  readonly info: Stats | null
  readonly error: unknown
}

/** Looks for a path that the disk may write otherwise: with its accents in one character, or in two (NFC, NFD). */
export async function asItIsThere(given: string): Promise<GivenPath> {
  // An empty one is a mistake of a script, and not the folder it happens to run in.
  const path = given === '' ? '' : resolve(given)
  const first = await asked({ path })
  if (first.info) return { given, path, info: first.info, error: null }
  for (const form of ['NFC', 'NFD'] as const) {
    const { at, info } = await asked({ path: path.normalize(form) })
    if (info) return { given, path: at.path, info, error: null }
  }
  return { given, path, info: null, error: first.error }
}

async function whyNot(path: string, given: string, error: unknown): Promise<Problem> {
  if (mayBeNoText(given)) return problem('name-unreadable', { name: given })
  const link = await lstat(path).catch(() => null)
  return link?.isSymbolicLink() && isGone(error)
    ? problem('no-such-path', { path: given }, 'a link that leads nowhere')
    : problemOf(given, error)
}

/** Where a path cannot be looked at: it is not there, or may not be seen. */
function problemOf(path: string, error: unknown): Problem {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EPERM'
    ? problem('folder-unreadable', { path: dirname(path) }, code)
    : problem('no-such-path', { path }, code)
}
