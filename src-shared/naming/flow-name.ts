import { failed, ok, type Outcome } from '../outcome.ts'
import { problem } from '../problems.ts'

/** What a template can name. `season` and `episode` are null where the file name does not tell them. */
export interface NameParts {
  readonly prefix: string
  /** Place in the series, counted from 1. */
  readonly n: number
  readonly stem: string
  readonly series: string
  /** `YYYY-MM-DD`, from the file name or else the day it was last written. */
  readonly date: string
  readonly season: number | null
  readonly episode: number | null
  /** As cameras name their clips: `A001C004` is clip 4 of reel A001. */
  readonly reel?: string | null
  readonly clip?: number | null
  /** The folder that the file lies in. */
  readonly folder?: string
}

export const DEFAULT_TEMPLATE = '{prefix} {n:02}'

const FIELDS = ['prefix', 'n', 'stem', 'series', 'date', 'season', 'episode', 'reel', 'clip', 'folder'] as const
type Field = (typeof FIELDS)[number]

const isField = (name: string): name is Field => (FIELDS as readonly string[]).includes(name)

/** Says what is wrong with a template before a single name is made from it. */
export function checkTemplate(template: string): Outcome<string> {
  for (const [whole, name = ''] of template.matchAll(/\{([^}]*)\}/g)) {
    const field = name.split(':')[0] ?? ''
    const width = name.includes(':') ? name.slice(name.indexOf(':') + 1) : ''
    if (!isField(field) || !/^0?\d?$/.test(width))
      return failed(
        problem('bad-call', {
          field: `${whole} in the name template; it can hold ${FIELDS.map((it) => `{${it}}`).join(' ')}`,
        }),
      )
  }
  if (template.trim() === '') return failed(problem('bad-call', { field: 'an empty name template' }))
  return ok(template)
}

/**
 * Fills a template such as `{prefix} {n:02}` or `S{season:02}E{episode:02}`.
 *
 * `:02` pads a number to two digits. A season the name does not tell is 1; an episode it does not tell is the place in
 * the series, and so does a clip. Unknown fields stay as written, so check with {@link checkTemplate} first.
 */
export function flowName(template: string, parts: NameParts): string {
  const filled = template.replace(/\{(\w+)(?::(\d+))?\}/g, (whole, name: string, width?: string) => {
    if (!isField(name)) return whole
    const value = valueOf(name, parts)
    return width ? String(value).padStart(Number(width), '0') : String(value)
  })
  return filled.trim() || parts.stem
}

function valueOf(name: Field, parts: NameParts): string | number {
  switch (name) {
    case 'season':
      return parts.season ?? 1
    case 'episode':
      return parts.episode ?? parts.n
    case 'clip':
      return parts.clip ?? parts.n
    case 'reel':
      return parts.reel ?? parts.series
    case 'folder':
      return parts.folder ?? parts.series
    case 'prefix':
    case 'n':
    case 'stem':
    case 'series':
    case 'date':
      return parts[name]
  }
}

/** Reel and clip, where the name has them as cinema cameras write them (`A001C004_261123_R1AB`, `A001_C004_…`). */
export function reelAndClip(name: string): { reel: string | null; clip: number | null } {
  const match = /^([A-Z]\d{3,4})_?C(\d{3,4})(?!\d)/i.exec(name)
  return match ? { reel: match[1]?.toUpperCase() ?? null, clip: Number(match[2]) } : { reel: null, clip: null }
}

/**
 * The file's name without folder and extension; a name that is only an extension (`.mov`) stays whole. In NFC, however
 * the disk writes it: Macs take accents apart, and one name must not become two in the store.
 */
export function stemOf(path: string): string {
  const name = (path.split(/[\\/]/).pop() ?? path).normalize('NFC')
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) : name
}

/** Season and episode, where the name has `S01E02` or `1x02`. */
export function seasonAndEpisode(name: string): { season: number | null; episode: number | null } {
  const match =
    /(?:^|[^a-z0-9])s(\d{1,3})[ ._-]?e(\d{1,4})(?!\d)/i.exec(name) ??
    /(?:^|[^a-z0-9])(\d{1,2})x(\d{2,3})(?!\d)/i.exec(name)
  return match ? { season: Number(match[1]), episode: Number(match[2]) } : { season: null, episode: null }
}

/** The day in a name (`2026-11-23`, `20261123`, `2026_11_23`) as `YYYY-MM-DD`; null where it holds no real day. */
export function dateInName(name: string): string | null {
  for (const match of name.matchAll(/(?<!\d)(19\d\d|20\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)/g)) {
    const text = `${match[1]}-${match[3]}-${match[4]}`
    const day = new Date(`${text}T00:00:00Z`)
    if (!Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)) return text
  }
  return null
}
