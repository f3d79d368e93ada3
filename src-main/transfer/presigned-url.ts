/**
 * When a presigned URL dies, in milliseconds since 1970 on the *store's* clock; null where it does not say.
 *
 * Source: AWS SigV4 query authentication, `X-Amz-Date` + `X-Amz-Expires`, and Google's and others' in its form; SigV2's
 * and Google's `Expires`; Azure's shared access signature, `se`; OpenStack Swift's `temp_url_expires`.
 */
export function expiryOf(url: string): number | null {
  const query = queryOf(url)
  const [, issued] = Object.entries(query).find(([key]) => /^x-\w+-date$/.test(key)) ?? []
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(issued ?? '')
  const lifetime = lifetimeOf(url)
  if (date && lifetime !== null) {
    const [, year, month, day, hour, minute, second] = date.map(Number)
    return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) + lifetime
  }
  return momentOf(
    query['expires'] ?? query['temp_url_expires'] ?? (query['sig'] === undefined ? '' : query['se']) ?? '',
  )
}

/** Seconds since 1970, or a date as ISO 8601 writes it. */
function momentOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? null : time
}

/** What tells whether a link is still good. Milliseconds since 1970; `issued` is when we got it, by our clock. */
export interface LinkAge {
  readonly url: string
  readonly issuedMs: number
  readonly nowMs: number
  /** How far the server's clock is ahead of ours, now and when the link was issued. */
  readonly aheadMs: number
  readonly aheadAtIssueMs: number
}

/**
 * A link that dies within this long is not worth beginning with. S3 judges when the request arrives, not when it ends.
 */
const MARGIN_MS = 1_000

/**
 * Whether a link has run out, before anything is sent to it.
 *
 * [Note: A link that is dead at birth] The server's clock says when it dies. But a clock by which a brand-new link is
 * dead already is not the store's clock (a proxy set the date, or the two differ); then only its age counts, which
 * needs no clock but ours, and the store has the last word.
 */
export function hasRunOut({ url, issuedMs, nowMs, aheadMs, aheadAtIssueMs }: LinkAge): boolean {
  const diesAt = expiryOf(url)
  if (diesAt === null) return false
  const wasDeadAtBirth = issuedMs + aheadAtIssueMs > diesAt - MARGIN_MS
  if (!wasDeadAtBirth) return nowMs + aheadMs > diesAt - MARGIN_MS
  const lifetime = lifetimeOf(url)
  return lifetime !== null && nowMs - issuedMs > lifetime - MARGIN_MS
}

/** Milliseconds from the issue of a link to its end. */
function lifetimeOf(url: string): number | null {
  const [, seconds] = Object.entries(queryOf(url)).find(([key]) => /^x-\w+-expires$/.test(key)) ?? []
  return seconds !== undefined && /^\d+$/.test(seconds) ? Number(seconds) * 1000 : null
}

/** The query of a link, with its names in lower case. */
const queryOf = (url: string): Readonly<Record<string, string>> =>
  URL.canParse(url)
    ? Object.fromEntries([...new URL(url).searchParams].map(([key, value]) => [key.toLowerCase(), value]))
    : {}
