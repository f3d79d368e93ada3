/** No server keeps us waiting longer: what it says may be a mistake, and an hour later it can say it again. */
const LONGEST_SECONDS = 3_600

/**
 * How many seconds an answer asks us to wait, an hour at most; null where it does not say. Source: RFC 9110,
 * `Retry-After`: a number of seconds or a date, which is by the clock of whoever sent it.
 */
export function retryAfterSeconds(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  nowMs: number = Date.now(),
): number | null {
  const said = String(headers['retry-after'] ?? '').trim()
  if (/^\d+(\.\d+)?$/.test(said)) return Math.min(Number(said), LONGEST_SECONDS)
  const until = dateOf(said)
  if (until === null) return null
  const seconds = (until - (dateOf(String(headers['date'] ?? '')) ?? nowMs)) / 1000
  return Math.min(Math.max(0, Math.ceil(seconds)), LONGEST_SECONDS)
}

/** All three forms of HTTP have a name of a month; the oldest says no zone and means GMT. */
function dateOf(text: string): number | null {
  if (!/^[A-Z][a-z]{2,}.*\d\d:\d\d:\d\d/.test(text)) return null
  const time = Date.parse(/[A-Z]{3}$|[+-]\d{4}$/.test(text) ? text : `${text} GMT`)
  return Number.isNaN(time) ? null : time
}
