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
/** Longer ones are no longer told apart as numbers. */
const MOST_DIGITS = 15
const WRITTEN = /^(.*)\[(\d{3,15})-(\d{3,15})\](\.[^./\\]+)$/s
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

/** A numbered picture's name in its parts: `a_0001.dpx` is the picture 1 of the family `a_`, `.dpx`, four digits. */
interface NumberedPicture {
  readonly prefix: string
  readonly number: string
  readonly suffix: string
}

function numberedPicture(path: string): NumberedPicture | null {
  const dot = path.lastIndexOf('.')
  let from = dot
  while (from > 0 && isDigit(path.charCodeAt(from - 1))) from -= 1
  const digits = dot - from
  if (digits < 3 || digits > MOST_DIGITS || !EXTENSIONS.test(path.slice(dot))) return null
  return { prefix: path.slice(0, from), number: path.slice(from, dot), suffix: path.slice(dot) }
}

const BEYOND_ASCII = /[^\u0000-\u007F]/

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/**
 * What the pictures of one sequence have in common; null for a path that cannot be one of a sequence. Names in a folder
 * that differ only in how their accents are written (NFC, NFD) are one name: a card that went through a Mac has both.
 */
export function familyOf(path: string): string | null {
  const picture = numberedPicture(path)
  return picture && familyOfPicture(picture)
}

function familyOfPicture({ prefix, number, suffix }: NumberedPicture): string {
  const at = Math.max(prefix.lastIndexOf('/'), prefix.lastIndexOf('\\')) + 1
  const name = BEYOND_ASCII.test(prefix) ? prefix.slice(0, at) + prefix.slice(at).normalize('NFC') : prefix
  return `${name}\u0000${number.length}${suffix}`
}

interface Member {
  readonly n: number
  readonly picture: NumberedPicture
  /** Its place among the files that were given. */
  readonly at: number
  readonly file: SeriesFile
}

/** A file as it is, or the files of a sequence as one. */
export interface GatheredFile {
  readonly file: SeriesFile
  /** What is in it, in order. */
  readonly of: readonly SeriesFile[]
}

/**
 * Puts the files of each sequence together as one, where the first of them stood. A number that is missing ends a
 * sequence and begins another: nobody should find a gap in the store that was none on the disk.
 */
export function gatherSequences(files: readonly SeriesFile[]): GatheredFile[] {
  const families = new Map<string, Member[]>()
  files.forEach((file, at) => {
    const picture = numberedPicture(file.path)
    if (!picture) return
    const family = familyOfPicture(picture)
    const members = families.get(family)
    const member = { n: Number(picture.number), picture, at, file }
    // Never copied: a shot has a hundred thousand frames.
    if (members) members.push(member)
    else families.set(family, [member])
  })
  const placed: (readonly Member[] | null | undefined)[] = []
  for (const family of [...families.values()].flatMap(eachNumberOnce)) {
    family.sort((a, b) => a.n - b.n)
    for (let from = 0, at = 1; at <= family.length; at += 1) {
      if (at < family.length && family[at]?.n === (family[at - 1]?.n ?? 0) + 1) continue
      if (at - from >= FEWEST) {
        const run = family.slice(from, at)
        for (const [index, it] of run.entries()) placed[it.at] = index === 0 ? run : null
      }
      from = at
    }
  }
  const gathered: GatheredFile[] = []
  files.forEach((file, at) => {
    const run = placed[at]
    if (run) gathered.push({ file: together(run), of: run.map((it) => it.file) })
    else if (run === undefined) gathered.push({ file, of: [file] })
  })
  return gathered
}

/** Where a disk has both spellings of one picture, they are two sequences and not one with every picture twice. */
const eachNumberOnce = (family: Member[]): Member[][] =>
  BEYOND_ASCII.test(family[0]?.picture.prefix ?? '') && new Set(family.map((it) => it.n)).size < family.length
    ? [...Map.groupBy(family, (it) => it.picture.prefix).values()]
    : [family]

/** {@link gatherSequences}, for those who need not know what is in a sequence. */
export const groupSequences = (files: readonly SeriesFile[]): SeriesFile[] =>
  gatherSequences(files).map((it) => it.file)

function together(run: readonly Member[]): SeriesFile {
  const [first, last] = [run[0], run.at(-1)]
  const written = (path: string) => {
    const { prefix = '', suffix = '' } = numberedPicture(path) ?? {}
    const digits = first?.picture.number.length ?? 0
    return sequencePath({ prefix, first: first?.n ?? 0, last: last?.n ?? 0, digits, suffix })
  }
  let [size, modifiedMs] = [0, 0]
  for (const { file } of run) {
    size += file.size
    modifiedMs = Math.max(modifiedMs, file.modifiedMs)
  }
  return {
    path: written(first?.file.path ?? ''),
    relativePath: written(first?.file.relativePath ?? ''),
    size,
    modifiedMs,
  }
}
