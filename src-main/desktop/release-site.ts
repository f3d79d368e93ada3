import { readFileSync } from 'node:fs'

/**
 * Where releases of this build are told of: set by whoever releases, as `releaseSite` in package.json, and empty until
 * then, so that no build asks a host that belongs to somebody else.
 */
export interface ReleaseSite {
  /** Its front page, which is the manual; ends in a slash. */
  readonly manual: string
  /** The folder in which the updates of a channel are described; ends in a slash. */
  readonly feedOf: (channel: string) => string
}

/** Only an `https` folder without credentials, query or fragment is one; anything else is none. */
export function parseReleaseSite(value: unknown): ReleaseSite | null {
  if (typeof value !== 'string' || !URL.canParse(value)) return null
  const { protocol, username, password, search, hash, origin, pathname } = new URL(value)
  if (protocol !== 'https:' || username !== '' || password !== '' || search !== '' || hash !== '') return null
  const manual = `${origin}${pathname.endsWith('/') ? pathname : `${pathname}/`}`
  return { manual, feedOf: (channel) => `${manual}updates/${channel}/` }
}

/** As the app's own package.json says, which is in every package. */
export function readReleaseSite(packagePath: string): ReleaseSite | null {
  const { releaseSite } = JSON.parse(readFileSync(packagePath, 'utf8')) as { readonly releaseSite?: unknown }
  return parseReleaseSite(releaseSite)
}

/** What the window may have opened outside: pages of the release site, and nothing where there is none. */
export function isManualPage(url: string, site: ReleaseSite | null): boolean {
  // Parsed first: what is compared is what the browser would open, `..` resolved and credentials in their place.
  return site !== null && URL.canParse(url) && new URL(url).href.startsWith(site.manual)
}
