import type { SeriesFile } from './series-file.ts'

/**
 * Pictures that are one moving picture, a file each: `frame_0001.dpx` to `frame_0240.dpx`. As one item they are written
 * `frame_[0001-0240].dpx`.
 */
export interface ImageSequence {
  readonly prefix: string
  readonly first: number
  readonly last: number
  readonly digits: number
  readonly suffix: string
}

/**
 * Formats that moving pictures are kept in, a file each. Photographs are numbered too, and are none: JPEG and HEIC are
 * left alone.
 */
const EXTENSIONS = /\.(dpx|exr|tiff?|png|tga|bmp|jp2|j2k|cin)$/i
const NUMBERED = /^(.*?)(\d{3,})(\.[^./\\]+)$/
const WRITTEN = /^(.*)\[(\d{3,})-(\d{3,})\](\.[^./\\]+)$/
/** Fewer may be anything. */
const FEWEST = 3
const MOST = 10_000_000

/** Reads what `sequencePath` writes; null for every other path. */
export function parseSequence(path: string): ImageSequence | null {
  const [, prefix, first, last, suffix] = WRITTEN.exec(path) ?? []
  if (
    prefix === undefined ||
    !first ||
    !last ||
    suffix === undefined ||
    first.length !== last.length ||
    !EXTENSIONS.test(suffix)
  )
    return null
  const sequence = { prefix, first: Number(first), last: Number(last), digits: first.length, suffix }
  return sequence.last >= sequence.first && sequence.last - sequence.first < MOST ? sequence : null
}

const numbered = ({ digits }: ImageSequence, n: number): string => String(n).padStart(digits, '0')

export const sequencePath = (it: ImageSequence): string =>
  `${it.prefix}[${numbered(it, it.first)}-${numbered(it, it.last)}]${it.suffix}`

/** The files of a sequence, in order. */
export const framePaths = (it: ImageSequence): string[] =>
  Array.from(
    { length: it.last - it.first + 1 },
    (_, index) => `${it.prefix}${numbered(it, it.first + index)}${it.suffix}`,
  )

/**
 * Puts the files of each sequence together as one, where the first of them stood. A number that is missing ends a
 * sequence and begins another: nobody should find a gap in the store that was none on the disk.
 */
export function groupSequences(files: readonly SeriesFile[]): SeriesFile[] {
  const families = new Map<string, { n: number; digits: number; file: SeriesFile }[]>()
  for (const file of files) {
    const [, prefix, number, suffix] = NUMBERED.exec(file.path) ?? []
    if (prefix === undefined || !number || !suffix || !EXTENSIONS.test(suffix)) continue
    const key = JSON.stringify([prefix, number.length, suffix])
    families.set(key, [...(families.get(key) ?? []), { n: Number(number), digits: number.length, file }])
  }
  const replaced = new Map<SeriesFile, SeriesFile | null>()
  for (const family of families.values()) {
    family.sort((a, b) => a.n - b.n)
    for (let from = 0, at = 1; at <= family.length; at += 1) {
      if (at < family.length && family[at]?.n === (family[at - 1]?.n ?? 0) + 1) continue
      const run = family.slice(from, at)
      if (run.length >= FEWEST)
        for (const [index, it] of run.entries()) replaced.set(it.file, index === 0 ? together(run) : null)
      from = at
    }
  }
  return files.flatMap((file) => {
    const one = replaced.get(file)
    return one === undefined ? [file] : one === null ? [] : [one]
  })
}

function together(run: readonly { n: number; digits: number; file: SeriesFile }[]): SeriesFile {
  const [first, last] = [run[0], run.at(-1)]
  const written = (path: string) => {
    const [, prefix = '', , suffix = ''] = NUMBERED.exec(path) ?? []
    return sequencePath({ prefix, first: first?.n ?? 0, last: last?.n ?? 0, digits: first?.digits ?? 0, suffix })
  }
  return {
    path: written(first?.file.path ?? ''),
    relativePath: written(first?.file.relativePath ?? ''),
    size: run.reduce((sum, it) => sum + it.file.size, 0),
    modifiedMs: Math.max(...run.map((it) => it.file.modifiedMs)),
  }
}
