import { readFile, realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { fileProblem } from '../../../src-shared/file-problem.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'

/** An HLS media playlist as a list of files on this disk. */
export interface Playlist {
  readonly segments: readonly { readonly path: string; readonly seconds: number }[]
  /** What comes before each segment of a fragmented MP4 (`EXT-X-MAP`). */
  readonly init: string | null
}

const LARGEST_BYTES = 16 * 1024 * 1024

/**
 * Reads an HLS playlist; ffprobe never does.
 *
 * A playlist is a stranger's list of files: it may only name files in its own folder or below, by plain relative names,
 * and links that lead elsewhere are refused. What this cannot import truthfully it refuses with the reason: a list of
 * lists, encrypted segments, parts of files, clocks that jump. Source: RFC 8216.
 */
export async function readPlaylist(path: string): Promise<Outcome<Playlist>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => error as NodeJS.ErrnoException)
  if (typeof text !== 'string') return failed(fileProblem(text))
  if (text.length > LARGEST_BYTES || !text.replace(/^\uFEFF/, '').startsWith('#EXTM3U'))
    return refused('it does not begin with #EXTM3U')
  const folder = dirname(path)
  const segments: { path: string; seconds: number }[] = []
  let init: string | null = null
  let seconds = 0
  for (const line of text.split(/\r?\n/).map((it) => it.trim())) {
    const reason = whyRefused(line, init)
    if (reason) return refused(reason)
    if (line.startsWith('#EXTINF:')) seconds = Number.parseFloat(line.slice('#EXTINF:'.length)) || 0
    const named = line.startsWith('#EXT-X-MAP:')
      ? (/URI="([^"]*)"/.exec(line)?.[1] ?? '')
      : line !== '' && !line.startsWith('#')
        ? line
        : null
    if (named === null) continue
    const inside = await insideOf(folder, named)
    if (!inside.ok) return inside
    if (line.startsWith('#')) init = inside.value
    else segments.push({ path: inside.value, seconds })
  }
  return segments.length === 0 ? refused('it names no segments') : ok({ segments, init })
}

function whyRefused(line: string, init: string | null): string | null {
  if (line.startsWith('#EXT-X-STREAM-INF')) return 'it is a list of playlists: choose one of them'
  if (/^#EXT-X-KEY:(?!.*METHOD=NONE)/.test(line)) return 'its segments are encrypted'
  if (line.startsWith('#EXT-X-BYTERANGE') || /^#EXT-X-MAP:.*BYTERANGE/.test(line))
    return 'its segments are parts of files'
  if (line.startsWith('#EXT-X-DISCONTINUITY') && !line.startsWith('#EXT-X-DISCONTINUITY-SEQUENCE'))
    return 'its clock jumps (EXT-X-DISCONTINUITY)'
  return line.startsWith('#EXT-X-MAP:') && init !== null ? 'it has more than one header (EXT-X-MAP)' : null
}

/** A file that a playlist names, where it is one that it may name. */
async function insideOf(folder: string, named: string): Promise<Outcome<string>> {
  const name = decoded(named)
  if (name === null || /^[a-z][a-z\d+.-]*:|^[/\\]|[?#\0]/i.test(name) || name.split(/[/\\]/).includes('..'))
    return refused(`it names something outside its folder: ${named}`)
  const path = join(folder, name)
  const [real, root] = await Promise.all([realpath(path).catch(() => null), realpath(folder)])
  if (real === null) return failed(problem('file-missing', {}, `the playlist names ${name}`))
  return real.startsWith(root + sep) ? ok(path) : refused(`it names something outside its folder: ${named}`)
}

function decoded(name: string): string | null {
  try {
    return decodeURIComponent(name)
  } catch {
    return null
  }
}

const refused = (why: string): Outcome<never> => failed(problem('playlist-refused', {}, why))
