import { opendir } from 'node:fs/promises'
import type { Dirent } from 'node:fs'
import { isOfTheSystem, looksLikeMedia } from '../../media/index.ts'
import { mayBeNoText, namesThatAreNoText } from './raw-names.ts'

/** The names in a folder, by what they are. */
export interface FolderListing {
  readonly media: string[]
  /** Files whose names do not end like media. */
  readonly rest: string[]
  readonly folders: string[]
  /** Media and folders whose names are no text and cannot be opened, as a person can read them. */
  readonly noText: string[]
  /** What stopped the reading; what came before it is there. */
  readonly error: unknown
}

/**
 * Reads a folder, and none below it. Hidden entries and what systems keep for themselves are passed over.
 * @param most so many media files are enough
 */
export async function readFolder(folder: string, most: number): Promise<FolderListing> {
  const listing = { media: [] as string[], rest: [] as string[], folders: [] as string[], noText: [] as string[] }
  const unsure: Dirent[] = []
  const place = (entry: Pick<Dirent, 'isDirectory' | 'isFile' | 'isSymbolicLink'>, name: string) => {
    if (entry.isDirectory()) listing.folders.push(name)
    else if (entry.isFile() || entry.isSymbolicLink()) listing[looksLikeMedia(name) ? 'media' : 'rest'].push(name)
  }
  let error: unknown = null
  try {
    for await (const entry of await opendir(folder, { bufferSize: 1024 })) {
      if (isOfTheSystem(entry.name)) continue
      if (mayBeNoText(entry.name)) unsure.push(entry)
      else place(entry, entry.name)
      if (listing.media.length > most) break
    }
  } catch (failure) {
    error = failure
  }
  // Bytes tell: what Node makes of a name that is no text may be the name of another file, which can be opened.
  const noText = Map.groupBy(unsure.length > 0 ? await namesThatAreNoText(folder) : [], (it) => it.read)
  for (const [name, entries] of Map.groupBy(unsure, (it) => it.name)) {
    const written = (noText.get(name) ?? []).map((it) => it.written)
    const mattersToo = entries.some((it) => it.isDirectory()) || looksLikeMedia(name)
    for (const it of written) listing[mattersToo ? 'noText' : 'rest'].push(it)
    const [entry] = entries
    if (entry && entries.length > written.length) place(entry, name)
  }
  return { ...listing, error }
}
