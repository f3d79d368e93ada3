/**
 * When a presigned URL dies, in milliseconds since 1970 on the *store's* clock; null where it does not say.
 *
 * Source: AWS SigV4 query authentication, `X-Amz-Date` + `X-Amz-Expires`; and SigV2's `Expires`.
 */
export function expiryOf(url: string): number | null {
  const query = URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams()
  const get = (name: string) => [...query].find(([key]) => key.toLowerCase() === name)?.[1]
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(get('x-amz-date') ?? '')
  const lifetime = Number(get('x-amz-expires'))
  if (date && Number.isFinite(lifetime) && get('x-amz-expires') !== undefined) {
    const [, year, month, day, hour, minute, second] = date.map(Number)
    return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) + lifetime * 1000
  }
  const expires = Number(get('expires'))
  return get('expires') && Number.isFinite(expires) ? expires * 1000 : null
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

function lifetimeOf(url: string): number | null {
  const seconds = Number([...new URL(url).searchParams].find(([key]) => key.toLowerCase() === 'x-amz-expires')?.[1])
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null
}
