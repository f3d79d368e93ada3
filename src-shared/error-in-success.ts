/**
 * Whether a parsed JSON body reports an error, whatever the status above it: servers, stores and gateways that began to
 * answer before they knew say 200 to anything. Known forms: `error` and `errors` with something in them, `success` or
 * `ok` that is false, `statusCode` from 400 on, and `code` beside `message`, where the code is no success (some say
 * `{"code":0,"message":"ok"}` of one).
 */
export function saysError(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false
  const fields = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value as unknown]))
  if (hasWords(fields.get('error')) || hasWords(fields.get('errors'))) return true
  if (fields.get('success') === false || fields.get('ok') === false) return true
  if (Number(fields.get('statuscode')) >= 400) return true
  return hasWords(fields.get('message')) && isFailure(fields.get('code'))
}

/** `false`, nothing and an empty list or object are what is written where there is no error. */
const hasWords = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value)

const isFailure = (code: unknown): boolean =>
  (typeof code === 'string' || typeof code === 'number') && !/^(0+|2\d\d|ok|success\w*|created|)$/i.test(String(code))
