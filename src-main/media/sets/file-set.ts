import { stat } from 'node:fs/promises'
import { framePaths, parseSequence } from '../../../src-shared/naming/image-sequence.ts'
import { ok, type Outcome } from '../../../src-shared/outcome.ts'
import { readPlaylist, type Playlist } from './playlist.ts'

/** Several files that are one item: the pictures of a sequence, or the segments that a playlist lists. */
export type FileSet =
  | { readonly kind: 'sequence'; readonly files: readonly string[] }
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
      files: [...(init === null ? [] : [init]), ...segments.map((it) => it.path)],
      playlist: playlist.value,
    })
  }
  const sequence = parseSequence(path)
  return ok(sequence ? { kind: 'sequence', files: framePaths(sequence) } : null)
}
