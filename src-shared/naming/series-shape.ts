import { compareNatural } from './natural-order.ts'
import { dateInName, reelAndClip, seasonAndEpisode, stemOf } from './flow-name.ts'
import type { SeriesFile } from './series-file.ts'
import { parseSpan, spanFiles } from './spanned-recording.ts'

/** What the names of some files have in common. */
export const patterns = ['episodes', 'dates', 'cameras', 'reels', 'numbers', 'none'] as const
export type Pattern = (typeof patterns)[number]

export interface SeriesShape {
  readonly pattern: Pattern
  /**
   * Places between the first and the last that no file has, as the names would say them: `S01E03`, `A001C004`, `12`.
   */
  readonly gaps: readonly string[]
  /** Places that several files have. */
  readonly repeats: readonly { readonly place: string; readonly paths: readonly string[] }[]
}

/** A name's place: what it counts within, and the number. */
interface Place {
  readonly of: string
  readonly n: number
  readonly words: (n: number) => string
}

const two = (n: number): string => String(n).padStart(2, '0')
const DAY_MS = 86_400_000
/** A row with more holes than this is not a row. */
const MOST_GAPS = 200

const CAMERA = /^(cam(era)?|angle|kamera)[ ._-]?[a-z0-9]{1,3}\b/i

const placeIn: Readonly<Record<Exclude<Pattern, 'none' | 'cameras'>, (stem: string) => Place | null>> = {
  episodes: (stem) => {
    const { season, episode } = seasonAndEpisode(stem)
    return episode === null
      ? null
      : { of: `S${season ?? 1}`, n: episode, words: (n) => `S${two(season ?? 1)}E${two(n)}` }
  },
  dates: (stem) => {
    const date = dateInName(stem)
    return date === null
      ? null
      : {
          of: 'day',
          n: Date.parse(`${date}T00:00:00Z`) / DAY_MS,
          words: (n) => new Date(n * DAY_MS).toISOString().slice(0, 10),
        }
  },
  reels: (stem) => {
    const { reel, clip } = reelAndClip(stem)
    return reel === null || clip === null
      ? null
      : { of: reel, n: clip, words: (n) => `${reel}C${String(n).padStart(3, '0')}` }
  },
  numbers: (stem) => {
    const match = /^(.*?)(\d+)(\D*)$/.exec(stem)
    if (!match) return null
    const [, before = '', digits = '', after = ''] = match
    return {
      of: `${before.toLowerCase()}\u0000${after.toLowerCase()}`,
      n: Number(digits),
      words: (n) => `${before}${String(n).padStart(digits.startsWith('0') ? digits.length : 1, '0')}${after}`,
    }
  },
}

/**
 * Recognises how files are numbered, and finds what is missing or there twice. Dates may skip days: no gaps are told of
 * them.
 */
export function seriesShape(files: readonly SeriesFile[]): SeriesShape {
  const stems = files.map((it) => stemOf(it.path))
  const pattern = patternOf(stems)
  if (pattern === 'none' || pattern === 'cameras') return { pattern, gaps: [], repeats: [] }
  const rows = new Map<string, { readonly words: Place['words']; readonly at: Map<number, string[]> }>()
  for (const [index, stem] of stems.entries()) {
    const place = placeIn[pattern](stem)
    const file = files[index]
    if (!place || !file) continue
    const row = rows.get(place.of) ?? { words: place.words, at: new Map<number, string[]>() }
    rows.set(place.of, row)
    const there = row.at.get(place.n)
    if (there) there.push(file.path)
    else row.at.set(place.n, [file.path])
  }
  const gaps: string[] = []
  const repeats: { place: string; paths: string[] }[] = []
  for (const { words, at } of rows.values()) {
    const numbers = [...at.keys()].sort((a, b) => a - b)
    const [first = 0] = numbers
    const last = numbers.at(-1) ?? first
    const missing = last - first + 1 - numbers.length
    if (pattern !== 'dates' && missing > 0 && missing <= MOST_GAPS && missing < numbers.length * 3)
      for (let n = first; n <= last; n += 1) if (!at.has(n)) gaps.push(words(n))
    for (const [n, paths] of at) if (paths.length > 1) repeats.push({ place: words(n), paths })
  }
  return { pattern, gaps: gaps.sort(compareNatural), repeats }
}

function patternOf(stems: readonly string[]): Pattern {
  if (stems.length === 0) return 'none'
  if (stems.length > 1 && stems.every((it) => CAMERA.test(it))) return 'cameras'
  for (const name of ['episodes', 'reels', 'dates'] as const)
    if (stems.every((it) => placeIn[name](it) !== null)) return name
  const numbered = stems.map((it) => placeIn.numbers(it))
  const families = new Set(numbered.map((it) => it?.of))
  return stems.length > 1 && !numbered.includes(null) && families.size === 1 ? 'numbers' : 'none'
}

/**
 * The files of each folder that was in the drop; loose ones beside folders are a group of their own, under the empty
 * name.
 */
export function byFolder(
  files: readonly SeriesFile[],
): { readonly folder: string; readonly files: readonly SeriesFile[] }[] {
  const groups = Map.groupBy(files, ({ relativePath }) =>
    relativePath.includes('/') ? (relativePath.split('/')[0] ?? '').normalize('NFC') : '',
  )
  return [...groups].map(([folder, members]) => ({ folder, files: members }))
}

/** Whether folders look like the cameras of one event, so that each is better a series of its own. */
export const lookLikeCameras = (folders: readonly string[]): boolean =>
  folders.length > 1 &&
  folders.every((it) =>
    /^((cam(era)?|kamera|angle|unit)[ ._-]?[a-z0-9]{1,3}|[a-z][ ._-]?(cam(era)?|kamera))$/i.test(it),
  )

const SIDECAR = /\.(srt|vtt|ttml|stl|scc|itt|xml|fcpxml|edl|ale|otio|aaf|csv|json|txt)$/i

/** A file that belongs to a media file by its name. */
export interface Sidecar {
  readonly path: string
  readonly relativePath: string
  /** The media file's path. */
  readonly of: string
}

/**
 * Finds for each of the other files the media beside it that has its name: `ep1.mov` has `ep1.srt`, `ep1.de.srt` and
 * `ep1M01.XML`.
 */
export function matchSidecars(
  files: readonly SeriesFile[],
  others: readonly { readonly path: string; readonly relativePath: string }[],
): Sidecar[] {
  const keyOf = (relativePath: string, stem: string) =>
    `${relativePath.slice(0, relativePath.lastIndexOf('/') + 1)}${stem}`.normalize('NFC').toLowerCase()
  const media = new Map(
    files.flatMap(({ path, relativePath }) => {
      const span = parseSpan(relativePath)
      return (span ? spanFiles(span) : [relativePath]).map((it) => [keyOf(it, stemOf(it)), path] as const)
    }),
  )
  return others.flatMap(({ path, relativePath }) => {
    if (!SIDECAR.test(path)) return []
    const stem = stemOf(relativePath)
    // A language may stand before the ending, and Sony's cameras add M01.
    const of = [stem, stem.replace(/\.[a-z]{2,3}(-[a-z0-9]{2,4})?$/i, ''), stem.replace(/M\d\d$/i, '')]
      .map((it) => media.get(keyOf(relativePath, it)))
      .find((it) => it !== undefined)
    return of === undefined ? [] : [{ path, relativePath, of }]
  })
}
