import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { fileProblem } from '../../../src-shared/file-problem.ts'
import { failed, ok, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import type { FilePart } from './file-part.ts'

/** An HLS media playlist as a list of files on this disk. */
export interface Playlist {
  readonly segments: readonly (FilePart & { readonly seconds: number })[]
  /** What comes before each segment of a fragmented MP4 (`EXT-X-MAP`). */
  readonly init: FilePart | null
}

const LARGEST_BYTES = 16 * 1024 * 1024

/**
 * Reads an HLS playlist; ffprobe never does.
 *
 * A playlist is a stranger's list of files: it may only name files in its own folder or below, by plain relative names,
 * and links that lead elsewhere are refused. A byte range is one of the file beside it. What this cannot import
 * truthfully it refuses with the reason: a list of lists, encrypted segments, clocks that jump. Source: RFC 8216.
 */
export async function readPlaylist(path: string): Promise<Outcome<Playlist>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => error as NodeJS.ErrnoException)
  if (typeof text !== 'string') return failed(fileProblem(text))
  if (text.length > LARGEST_BYTES || !text.replace(/^\uFEFF/, '').startsWith('#EXTM3U'))
    return refused('it does not begin with #EXTM3U')
  const folder = dirname(path)
  const segments: (FilePart & { seconds: number })[] = []
  let init: FilePart | null = null
  let seconds = 0
  let byteRange: string | null = null
  /** Where the range before ended, in the same file: a range without a beginning follows it. */
  let before: FilePart | null = null
  for (const line of text.split(/\r?\n/).map((it) => it.trim())) {
    const reason = whyRefused(line, init)
    if (reason) return refused(reason)
    if (line.startsWith(DURATION)) seconds = Number.parseFloat(line.slice(DURATION.length)) || 0
    if (line.startsWith(RANGE)) byteRange = line.slice(RANGE.length)
    const isMap = line.startsWith('#EXT-X-MAP:')
    const named = isMap ? (/URI="([^"]*)"/.exec(line)?.[1] ?? '') : line.startsWith('#') ? '' : line
    if (named === '' && !isMap) continue
    const part = await partOf(
      folder,
      named,
      isMap ? (/BYTERANGE="([^"]*)"/.exec(line)?.[1] ?? null) : byteRange,
      before,
    )
    if (!part.ok) return part
    if (isMap) {
      init = part.value
      continue
    }
    segments.push({ ...part.value, seconds })
    before = part.value
    byteRange = null
  }
  return segments.length === 0 ? refused('it names no segments') : ok({ segments, init })
}

const DURATION = '#EXTINF:'
const RANGE = '#EXT-X-BYTERANGE:'

/** A file that a playlist names, or the part of it that `length[@offset]` means; it must all be there. */
async function partOf(
  folder: string,
  named: string,
  byteRange: string | null,
  before: FilePart | null,
): Promise<Outcome<FilePart>> {
  const inside = await insideOf(folder, named)
  if (!inside.ok) return inside
  const path = inside.value
  if (byteRange === null) return ok({ path, range: null })
  const [isRange, length, at] = /^(\d{1,15})(?:@(\d{1,15}))?$/.exec(byteRange.trim()) ?? []
  const bytes = Number(length)
  const follows = before?.path === path && before.range ? before.range.offset + before.range.bytes : null
  const offset = at === undefined ? follows : Number(at)
  if (isRange === undefined || bytes === 0 || offset === null)
    return refused(`a byte range that says nothing: ${byteRange}`)
  const { size } = await stat(path)
  return offset + bytes > size
    ? refused(`it names bytes beyond the end of ${named}`)
    : ok({ path, range: { offset, bytes } })
}

function whyRefused(line: string, init: FilePart | null): string | null {
  if (line.startsWith('#EXT-X-STREAM-INF')) return 'it is a list of playlists: choose one of them'
  if (/^#EXT-X-KEY:(?!.*METHOD=NONE)/.test(line)) return 'its segments are encrypted'
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
