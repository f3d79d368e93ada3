import { problem, withoutSecrets, type Problem } from '../../src-shared/problems.ts'

/** What a request may fail with, whoever wrapped it: got, Node, or nobody. */
interface RequestFault {
  readonly code?: string
  readonly message: string
  readonly response?: unknown
  readonly request?: { readonly reusedSocket?: boolean }
}

/**
 * Whether a request met a connection that the other side had closed meanwhile. Servers close idle ones when they like,
 * and the close may cross a request on its way: this says nothing about the server, nor about the request.
 *
 * @param error of got
 */
export function wasClosedMeanwhile(error: unknown): boolean {
  const { code = '', response, request } = error as RequestFault
  return /^(ECONNRESET|EPIPE|ECONNABORTED)$/.test(code) && response === undefined && request?.reusedSocket === true
}

/** Nobody took the connection. */
export const isUnreachable = (code: string): boolean =>
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_INVALID_URL)$/.test(code)

/**
 * The other side does not like our certificate, or misses one. Source: RFC 8446, section 6.2, the alerts that speak of
 * the peer's certificate; OpenSSL's and BoringSSL's names for them.
 */
const OURS_REFUSED =
  /ALERT_(\w+_)?(CERTIFICATE_(REQUIRED|EXPIRED|REVOKED|UNKNOWN)|(BAD|NO|UNSUPPORTED)_CERTIFICATE|UNKNOWN_CA)$/

/** What is wrong with the way to a server, rather than with the server; null where it is something else. */
export function wayProblem(error: unknown, host: string, proxy: string | null): Problem | null {
  const { code = '', message } = error as RequestFault
  const detail = withoutSecrets(`${code} ${message}${proxy === null ? '' : ` (through the proxy ${proxy})`}`.trim())
  if (OURS_REFUSED.test(code)) return problem('client-certificate', { host }, detail)
  if (/CERT|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)/.test(code))
    return problem('server-certificate', { host }, detail)
  if (code === 'ERR_PROXY_TUNNEL') {
    const status = Number(/: HTTP\/\S+ (\d{3})/.exec(message)?.[1] ?? 0)
    // What a proxy says of a server that it cannot reach is about the server.
    if (status >= 500) return null
    return status > 0 ? proxyRefusal(host, status, detail) : problem('proxy-unreachable', { host }, detail)
  }
  return proxy !== null && isUnreachable(code) ? problem('proxy-unreachable', { host }, detail) : null
}

/**
 * Whether an answer says that a certificate of ours is missing or not taken: some servers let everybody in and say so
 * in a page. Source: nginx, `ngx_http_special_response.c`, 495 and 496, which it sends as 400.
 */
export const wantsCertificate = (status: number, body: string): boolean =>
  status === 400 && /no required ssl certificate|ssl certificate error/i.test(body)

/** A proxy wants a login, or lets nobody go there. Source: RFC 9110, section 15.5.8: only proxies say 407. */
export const proxyRefusal = (host: string, status: number, detail?: string): Problem =>
  problem('proxy-refused', { host, status }, detail)
