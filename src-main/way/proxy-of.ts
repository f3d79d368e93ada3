import { BlockList, isIP } from 'node:net'

/** How a URL is reached; what one does not say is left to the next. */
export interface ProxyRules {
  /** A proxy's address, with its login where it has one; `direct` for none at all; null where nobody chose. */
  readonly chosen: string | null
  readonly env: Readonly<Record<string, string | undefined>>
  /** What the operating system says, in the words of a PAC script (`PROXY host:80; DIRECT`). */
  readonly ofSystem: (url: string) => Promise<string>
}

/**
 * The proxy for a URL; null where it is reached straight. Chosen by hand, then the environment, then the system's;
 * what `NO_PROXY` names is reached straight whoever chose, as curl does it.
 *
 * Source: curl(1), "Environment"; lower case comes first, and `HTTP_PROXY` is for http, `HTTPS_PROXY` for https.
 */
export async function proxyOf(url: URL, { chosen, env, ofSystem }: ProxyRules): Promise<URL | null> {
  const said = (name: string) => env[name] || env[name.toUpperCase()] || null
  if (chosen === 'direct' || isExcepted(url, said('no_proxy') ?? '')) return null
  const named = chosen ?? said(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? said('all_proxy')
  return named === null ? proxyOfPac(await ofSystem(url.href)) : proxyAddress(named)
}

/** A proxy's address as people write it, with or without `http://`; null for what is no proxy we can speak to. */
export function proxyAddress(text: string): URL | null {
  const full = /^\w[\w+.-]*:\/\//.test(text) ? text : `http://${text}`
  if (!URL.canParse(full)) return null
  const url = new URL(full)
  return /^https?:$/.test(url.protocol) && url.hostname !== '' ? url : null
}

/** The first way that we can go. SOCKS is passed over. Source: Chromium, `ProxyList::SetFromPacString`. */
function proxyOfPac(words: string): URL | null {
  for (const word of words.split(';')) {
    const [, kind, host] = /^\s*(PROXY|HTTP|HTTPS|DIRECT)(?:\s+(\S+))?\s*$/i.exec(word) ?? []
    if (kind?.toUpperCase() === 'DIRECT') return null
    const found = kind && host ? proxyAddress(`${/^https$/i.test(kind) ? 'https' : 'http'}://${host}`) : null
    if (found) return found
  }
  return null
}

/** Names with all below them, `host:port`, addresses, networks (`10.0.0.0/8`), and `*`. Source: curl's `NO_PROXY`. */
function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  const host = hostname.replace(/^\[|\]$|\.$/g, '').toLowerCase()
  const usedPort = port || (protocol === 'https:' ? '443' : '80')
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true
    const [, name = '', itsPort] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
    const bare = name.replace(/^\[|\]$/g, '').replace(/^\*?\.|\.$/g, '')
    if (bare === '' || (itsPort !== undefined && itsPort !== usedPort)) return false
    return bare.includes('/') ? isInNetwork(host, bare) : host === bare || (!isIP(host) && host.endsWith(`.${bare}`))
  })
}

function isInNetwork(host: string, network: string): boolean {
  const [base = '', bits = ''] = network.split('/')
  const family = isIP(base)
  if (family === 0 || isIP(host) !== family || !/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
    return false
  const type = family === 4 ? 'ipv4' : 'ipv6'
  const list = new BlockList()
  list.addSubnet(base, Number(bits), type)
  return list.check(host, type)
}
