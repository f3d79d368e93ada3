import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { framePaths, parseSequence } from '../../../src-shared/naming/image-sequence.ts'
import { parseSpan, spanFiles } from '../../../src-shared/naming/spanned-recording.ts'
import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import { readPlaylist, type Playlist } from './playlist.ts'

/**
 * Several files that are one item: the pictures of a sequence, the files that a camera wrote one recording into, or the
 * segments that a playlist lists.
 */
export type FileSet =
  | { readonly kind: 'sequence' | 'recording'; readonly files: readonly string[] }
  | { readonly kind: 'playlist'; readonly files: readonly string[]; readonly playlist: Playlist }

/** What stands behind a path; null for a plain file, also one that is not there. A file with such a name is a file. */
export async function fileSetOf(path: string): Promise<Outcome<FileSet | null>> {
  const isFile = await stat(path).then(
    (it) => it.isFile(),
    () => false,
  )
  if (isFile && !/\.m3u8?$/i.test(path)) return ok(null)
  if (isFile) {
    const playlist = await readPlaylist(path)
    if (!playlist.ok) return playlist
    const { segments, init } = playlist.value
    return ok({
      kind: 'playlist',
      // A file of which many parts are named is one file.
      files: [...new Set([...(init === null ? [] : [init]), ...segments].map((it) => it.path))],
      playlist: playlist.value,
    })
  }
  const span = parseSpan(path)
  if (span) return ok({ kind: 'recording', files: spanFiles(span) })
  const sequence = parseSequence(path)
  return ok(sequence ? { kind: 'sequence', files: await asTheDiskWrites(framePaths(sequence)) } : null)
}

/**
 * Finds files of one folder whose names may be written otherwise there: accents in one character or in two (NFC, NFD),
 * which a sequence whose pictures came by different ways has side by side.
 */
async function asTheDiskWrites(paths: readonly string[]): Promise<readonly string[]> {
  const [first = ''] = paths
  const isPlain = (name: string) => name.normalize('NFC') === name.normalize('NFD')
  if (isPlain(basename(first))) return paths
  const there = await readdir(dirname(first)).catch(() => [])
  const exactly = new Set(there)
  const written = new Map(there.filter((it) => !isPlain(it)).map((it) => [it.normalize('NFC'), it]))
  return paths.map((path) => {
    const name = basename(path)
    return exactly.has(name) ? path : join(dirname(path), written.get(name.normalize('NFC')) ?? name)
  })
}
