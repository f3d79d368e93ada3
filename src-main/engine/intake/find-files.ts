import { lstat, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { Stats } from 'node:fs'
import { isGone } from '../../../src-shared/file-problem.ts'
import { isOfCard, sortCameraFiles, type Belonging, type OtherFile } from '../../../src-shared/naming/camera-folders.ts'
import { gatherFiles } from '../../../src-shared/naming/gather-files.ts'
import { parseSequence } from '../../../src-shared/naming/image-sequence.ts'
import type { SeriesFile } from '../../../src-shared/naming/series-file.ts'
import { inSeriesOrder } from '../../../src-shared/naming/series-plan.ts'
import { parseSpan } from '../../../src-shared/naming/spanned-recording.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { lookAtFile } from '../item/index.ts'
import { mayBeNoText } from './raw-names.ts'
import { readFolder } from './read-folder.ts'

/** Something that was meant and cannot be taken. It stops nobody else. */
export interface RefusedPath {
  readonly path: string
  readonly problem: Problem
}

/** The files behind some paths, in the order people expect. */
export interface FoundFiles {
  readonly files: SeriesFile[]
  /** Files of folders that belong to one of these, as cameras leave them: its sound, its proxy, its thumbnail. */
  readonly belonging: readonly Belonging[]
  /** Files of a folder whose names do not end like media. */
  readonly others: OtherFile[]
  /** Paths, folders and links that lead nowhere or may not be read, and names that cannot be opened. */
  readonly refused: RefusedPath[]
  /** So many files were passed over because the same call had them already. */
  readonly repeated: number
  /** What a series of these files would be called: the folder's name. */
  readonly folderName: string | null
}

export interface FindOptions {
  readonly recursive: boolean
  /** Where false, files are found as they lie: neither put together nor told apart. */
  readonly sequences?: boolean
  /** More are not taken, and said. */
  readonly most?: number
  /** What earlier looks of the same call have found already: no file is found twice. */
  readonly seen?: Set<string>
}

/** What lies in a folder, before anybody asks what it is. */
interface WalkedFiles {
  readonly media: SeriesFile[]
  readonly rest: Pick<SeriesFile, 'path' | 'relativePath'>[]
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
 * A camera's card is looked into as a whole, and what belongs to a clip there is told apart from clips. Numbered
 * pictures become one file each sequence, and so do the files of a recording that a camera spanned; none of this where
 * `sequences` is false. Hidden files, recycle bins and what storage devices keep for themselves are passed over, links
 * to folders are not followed. What cannot be taken is refused by itself, and the rest is found.
 */
export async function lookForFiles(paths: readonly string[], options: FindOptions): Promise<FoundFiles> {
  const { most = MOST_FILES, seen = new Set<string>() } = options
  const files: SeriesFile[] = []
  const belonging: Belonging[] = []
  const others: OtherFile[] = []
  const refused: RefusedPath[] = []
  let folderName: string | null = null
  const refuse = (path: string, why: Problem) => void refused.push({ path, problem: why })
  let taken = 0
  let repeated = 0
  const isFull = () => taken > most
  for (const given of paths) {
    if (isFull()) break
    const { path, info, error } = await asItIsThere(given)
    if (info?.isDirectory()) {
      folderName ??= basename(path)
      const found: WalkedFiles = { media: [], rest: [] }
      await walk(path, paths.length === 1 ? path : resolve(path, '..'), found)
      const sorted = sortedOf(found, options)
      for (const it of sorted.files) files.push(it)
      for (const it of sorted.belonging) belonging.push(it)
      for (const it of sorted.others) others.push(it)
    } else if (info) {
      take(files, { path, relativePath: basename(path) }, info)
    } else {
      const look = (parseSequence(path) ?? parseSpan(path)) ? await lookAtFile(path) : null
      if (look?.ok) files.push({ path, relativePath: basename(path), ...look.value })
      else refuse(given, await whyNot(path, given, error))
    }
    if (isFull()) refuse(given, problem('too-many-files', { path: given, limit: most }))
  }
  const gathered = options.sequences === false ? { files, belonging } : together(files, belonging)
  return { ...gathered, others, refused, repeated, folderName }

  function take(into: SeriesFile[], at: Pick<SeriesFile, 'path' | 'relativePath'>, info: Stats): void {
    // One name however it is written, and one file: a disk that tells the spellings apart has two files.
    const key = `${at.path.normalize('NFC').toLowerCase()}\0${info.dev}:${info.ino}`
    if (seen.has(key)) repeated += 1
    else if (!isFull()) taken += 1
    if (isFull() || seen.has(key)) return
    seen.add(key)
    into.push({ ...at, size: info.size, modifiedMs: info.mtimeMs })
  }

  async function walk(folder: string, root: string, into: WalkedFiles, isDeep = options.recursive): Promise<void> {
    const { media, rest, folders, noText, error } = await readFolder(folder, most - taken)
    if (error)
      refuse(
        folder,
        problem(
          isGone(error) ? 'no-such-path' : 'folder-unreadable',
          { path: folder },
          (error as NodeJS.ErrnoException).code,
        ),
      )
    const at = (name: string) => {
      const path = join(folder, name)
      return { path, relativePath: relative(root, path).split(sep).join('/') }
    }
    for (const name of rest) into.rest.push(at(name))
    const named = media.map(at)
    for (let from = 0; from < named.length && !isFull(); from += STATS_AT_ONCE)
      await Promise.all(named.slice(from, from + STATS_AT_ONCE).map(asked)).then((found) =>
        found.forEach(({ at, info, error }) => {
          if (info?.isFile()) take(into.media, at, info)
          else if (!info) refuse(at.path, problemOf(at.path, error))
        }),
      )
    for (const name of noText) refuse(join(folder, name), problem('name-unreadable', { name }))
    const inside = isDeep ? folders : folders.filter((it) => isOfCard(it, [...media, ...rest]))
    for (const name of inside) if (!isFull()) await walk(join(folder, name), root, into, true)
  }
}

const sortedOf = ({ media, rest }: WalkedFiles, { sequences }: FindOptions) =>
  sequences === false
    ? { ...sortCameraFiles([], rest), files: inSeriesOrder(media) }
    : sortCameraFiles(inSeriesOrder(media), rest)

/** What is one item becomes one, and what belongs to a part of it belongs to all of it. */
function together(
  files: readonly SeriesFile[],
  belonging: readonly Belonging[],
): Pick<FoundFiles, 'files' | 'belonging'> {
  const gathered = gatherFiles(files)
  const itemOf = new Map(gathered.flatMap(({ file, of }) => of.map((it) => [it.path, file.path])))
  return {
    files: gathered.map((it) => it.file),
    belonging: belonging.map((it) => ({ ...it, of: itemOf.get(it.of) ?? it.of })),
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
