import type { GatheredFile } from './image-sequence.ts'
import type { SeriesFile } from './series-file.ts'

/**
 * One recording that a camera wrote into several files, which follow each other without a gap: GoPro's chapters,
 * `GX010001.MP4` and `GX020001.MP4`. As one item they are written `GX[01-02]0001.MP4`.
 */
export interface SpannedRecording {
  /** What stands around the number, once or twice: in `709_0001_01/709_0001_01.MP4` the folder has it too. */
  readonly around: readonly string[]
  readonly first: number
  readonly last: number
  readonly digits: number
}

/**
 * Names of the files of one recording, as cameras write them, each as what is before the number, the number, and what
 * is after it. Sources: the facts in `camera-table.ts`.
 */
const NAMES: readonly RegExp[] = [
  // GoPro: GX010001, GX020001; older ones: GOPR0001, GP010001, GP020001.
  /^(.*?(?:^|[/\\])G[HXS])(\d\d)(\d{4}\.(?:mp4|360))$/is,
  /^(.*?(?:^|[/\\])GP)(\d\d)(\d{4}\.mp4)$/is,
  // RED: A001_C001_0502AB_001
  /^(.*\.rdc[/\\][^/\\]+_)(\d{3})(\.(?:r3d|mov))$/is,
  // Canon XF: AA000101
  /^(.*[/\\]clips\d{3}[/\\](?:[^/\\]+[/\\])?[a-z]{2}\d{4})(\d\d)(\.mxf)$/is,
]
/** XDCAM EX: the folder has the number too. */
const IN_FOLDERS = /^(.*[/\\]clpr[/\\]([^/\\]+_))(\d\d)([/\\]\2)\3(\.mp4)$/is
/** The first file of an older GoPro's recording: it is number 0 of those named GP. */
const FIRST_OF_OLD_GOPRO = /^(.*?(?:^|[/\\])G)OP(R)(\d{4}\.mp4)$/is
const OLD_GOPRO = /(?:^|[/\\])G(P)$/i

const WRITTEN = /\[(\d{2,3})-(\d{2,3})\]/g
const ENDINGS = /\.(mp4|360|r3d|mov|mxf)$/i
/** What all of these names are like; of ten thousand others nothing more is asked. */
const LIKELY = /(?:[/\\]|^)(?:G[HXSP]\d{6}|GOPR\d{4}|[a-z]{2}\d{6}|[^/\\]*_\d{2,3})\.(mp4|360|r3d|mov|mxf)$/i

interface Member {
  readonly around: readonly string[]
  readonly number: string
}

function memberOf(path: string): Member | null {
  if (!LIKELY.test(path)) return null
  const [, g, r, rest] = FIRST_OF_OLD_GOPRO.exec(path) ?? []
  if (g !== undefined && rest !== undefined) return { around: [`${g}${r === 'r' ? 'p' : 'P'}`, rest], number: '00' }
  const [, before, , number, between, after] = IN_FOLDERS.exec(path) ?? []
  if (before !== undefined && number !== undefined) return { around: [before, between ?? '', after ?? ''], number }
  for (const name of NAMES) {
    const [, head, digits, tail] = name.exec(path) ?? []
    if (head !== undefined && digits !== undefined && tail !== undefined)
      return { around: [head, tail], number: digits }
  }
  return null
}

/** Reads what {@link spanPath} writes; null for every other path. */
export function parseSpan(path: string): SpannedRecording | null {
  if (!ENDINGS.test(path)) return null
  const written = [...path.matchAll(WRITTEN)]
  const [whole, from, to] = written.at(-1) ?? []
  if (!whole || !from || !to || from.length !== to.length || Number(to) <= Number(from)) return null
  const span = { around: path.split(whole), first: Number(from), last: Number(to), digits: from.length }
  // Only what a camera could have written stands for several files.
  return memberOf(fileOf(span, span.last)) && spanPath(span) === path ? span : null
}

export const spanPath = (it: SpannedRecording): string =>
  it.around.join(`[${numbered(it, it.first)}-${numbered(it, it.last)}]`)

const numbered = ({ digits }: SpannedRecording, n: number): string => String(n).padStart(digits, '0')

/** The first file of a recording; of every other path, itself. */
export function firstOfSpan(path: string): string {
  const span = parseSpan(path)
  return span ? fileOf(span, span.first) : path
}

/** The files of a recording, in order. */
export const spanFiles = (it: SpannedRecording): string[] =>
  Array.from({ length: it.last - it.first + 1 }, (_, index) => fileOf(it, it.first + index))

function fileOf(it: SpannedRecording, n: number): string {
  const [head = '', ...rest] = it.around
  const isOldGoPro = n === 0 && it.digits === 2 && OLD_GOPRO.test(head)
  return isOldGoPro
    ? `${head.slice(0, -1)}${head.endsWith('p') ? 'opr' : 'OPR'}${rest.join('')}`
    : it.around.join(numbered(it, n))
}

/**
 * Puts the files of each recording together as one, where the first of them stood. A number that is missing ends it. A
 * file that is larger than one object may be stays by itself, and so does what would follow it: it has to be cut.
 */
export function gatherSpans(files: readonly GatheredFile[], largestBytes: number): GatheredFile[] {
  const families = new Map<string, { n: number; at: number; around: readonly string[]; digits: number }[]>()
  files.forEach(({ file, of }, at) => {
    const member = of.length === 1 ? memberOf(file.path) : null
    if (!member) return
    const key = `${member.around.join('\0')}\0${member.number.length}`
    const it = { n: Number(member.number), at, around: member.around, digits: member.number.length }
    const family = families.get(key)
    if (family) family.push(it)
    else families.set(key, [it])
  })
  const instead = new Map<number, GatheredFile | null>()
  for (const family of families.values()) {
    if (family.length < 2 || family.some((it) => (files[it.at]?.file.size ?? 0) > largestBytes)) continue
    family.sort((a, b) => a.n - b.n)
    for (let from = 0, to = 1; to <= family.length; to += 1) {
      if (to < family.length && family[to]?.n === (family[to - 1]?.n ?? 0) + 1) continue
      const run = family.slice(from, to)
      const members = run.flatMap((it) => files[it.at]?.file ?? [])
      const [first] = run
      if (first && run.length > 1) {
        const last = run.at(-1)?.n ?? first.n
        run.forEach((it) => instead.set(it.at, null))
        const at = Math.min(...run.map((it) => it.at))
        instead.set(at, {
          file: together(members, { around: first.around, digits: first.digits, first: first.n, last }),
          of: members,
        })
      }
      from = to
    }
  }
  return files.flatMap((it, at) => (instead.has(at) ? (instead.get(at) ?? []) : it))
}

function together(members: readonly SeriesFile[], span: SpannedRecording): SeriesFile {
  const [first] = members
  const path = spanPath(span)
  const above = (first?.path.length ?? 0) - (first?.relativePath.length ?? 0)
  const isPlain = first?.path.slice(above) === first?.relativePath
  return {
    path,
    relativePath: isPlain ? path.slice(above) : path.slice(above).replaceAll('\\', '/'),
    size: members.reduce((sum, it) => sum + it.size, 0),
    modifiedMs: members.reduce((latest, it) => Math.max(latest, it.modifiedMs), 0),
  }
}

const GOPRO = /^(.*?(?:^|[/\\]))G(?:[HXS]|P|OPR)(?:(\d\d)|\[(\d\d)-\d\d\])?(\d{4})(\.\w+)$/is

/** A path as recordings are ordered: GoPro counts the chapter before the recording. */
export function recordingOrder(path: string): string {
  const [, folder, one, first, recording, ending] = GOPRO.exec(path) ?? []
  return recording === undefined ? path : `${folder ?? ''}G${recording} ${one ?? first ?? '00'}${ending ?? ''}`
}
