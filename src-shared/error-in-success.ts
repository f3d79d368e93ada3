/**
 * Whether a parsed JSON body reports an error, whatever the status above it: servers, stores and gateways that began to
 * answer before they knew say 200 to anything. Known forms: `error` and `errors` with something in them, `success` or
 * `ok` that is false, `errorMessage` (Lambda), `fault` (gateways), `statusCode` and `status` from 400 on (RFC 9457),
 * `status` that is an error or a failure where nothing with an id is described (JSend), and `code` beside `message`,
 * where the code is no success (some say `{"code":0,"message":"ok"}` of one).
 */
export function saysError(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false
  const fields = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value as unknown]))
  if (['error', 'errors', 'errormessage', 'fault'].some((it) => hasWords(fields.get(it)))) return true
  if (fields.get('success') === false || fields.get('ok') === false) return true
  if (Number(fields.get('statuscode')) >= 400 || Number(fields.get('status')) >= 400) return true
  if (!fields.has('id') && /^(error|fail(ed|ure)?)$/i.test(textOf(fields.get('status')))) return true
  return hasWords(fields.get('message')) && isFailure(fields.get('code'))
}

/** `false`, nothing and an empty list or object are what is written where there is no error. */
const hasWords = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value)

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const isFailure = (code: unknown): boolean =>
  (typeof code === 'string' || typeof code === 'number') && !/^(0+|2\d\d|ok|success\w*|created|)$/i.test(String(code))
