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
