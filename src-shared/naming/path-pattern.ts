/**
 * The end of a path, in small letters and with `/`: `#` is a digit, `?` a character, `*` any characters of a name, `**`
 * whatever is below, and `{name}` some characters of a name that are the same wherever they stand.
 */
export interface PathPattern {
  /** What the names stand for, and the path before the pattern; null where it does not end so. */
  readonly match: (path: string) => PatternMatch | null
}

export interface PatternMatch {
  readonly before: string
  readonly names: Readonly<Record<string, string>>
}

const PARTS = /\{(\w+)\}|\*\*|[*?#]|[^{*?#]+/g

export function pathPattern(pattern: string): PathPattern {
  const seen = new Set<string>()
  const source = [...pattern.toLowerCase().matchAll(PARTS)]
    .map(([whole, name]) => {
      if (name === undefined) return WILD[whole] ?? whole.replace(/[^\w/]/g, String.raw`\$&`)
      if (seen.has(name)) return `\\k<${name}>`
      seen.add(name)
      return `(?<${name}>[^/]+?)`
    })
    .join('')
  const expression = new RegExp(`(?:^|/)${source}$`)
  return {
    match: (path) => {
      const found = expression.exec(path)
      if (!found) return null
      const at = found.index + (found[0].startsWith('/') ? 1 : 0)
      return { before: path.slice(0, at), names: found.groups ?? {} }
    },
  }
}

const WILD: Readonly<Record<string, string>> = { '**': '.*', '*': '[^/]*', '?': '[^/]', '#': '\\d' }

/** A path as patterns read it. */
export const plainPath = (path: string): string => path.replaceAll('\\', '/').normalize('NFC').toLowerCase()

/** The path that a pattern without wildcards stands for, beside what another one matched. */
export const filled = (pattern: string, { before, names }: PatternMatch): string =>
  before + pattern.toLowerCase().replace(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole)
