import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import https from 'node:https'
import type { SecureContext } from 'node:tls'
import { trustingThisComputer } from './certificates.ts'
import { proxyOf, type ProxyRules } from './proxy-of.ts'

/**
 * How this computer reaches a server: through which proxy, whom it trusts, and who it says it is. Made once for a
 * connection and used by whatever asks for anything on its behalf, so that all of it goes the same way.
 */
export interface Way {
  /**
   * Begins a request, as `http.request` does.
   *
   * @param how `path` is sent as it is; `isFresh`: on a connection that nobody used before
   */
  request: (to: URL, how: HowToAsk, onAnswer?: (answer: IncomingMessage) => void) => Promise<ClientRequest>
  /** Host and port of the proxy that a URL is asked through; null where there is none. Never its login. */
  proxyOf: (url: string) => Promise<string | null>
}

export type HowToAsk = RequestOptions & { readonly isFresh?: boolean }

export interface WayOptions extends ProxyRules {
  readonly secureContext: () => SecureContext
}

/** Idle connections are let go after this long, as Node's own agents do; a proxy has as long to open a tunnel. */
const IDLE_MS = 15_000

export function createWay({ secureContext, ...rules }: WayOptions): Way {
  const plain = { kept: new http.Agent({ keepAlive: true, timeout: IDLE_MS }), fresh: new http.Agent() }
  const secure = new Map<string, Record<'kept' | 'fresh', https.Agent>>()

  /** A pool for each proxy, because what is open leads through one; Node opens the tunnels. */
  function secureAgents(proxy: URL | null): Record<'kept' | 'fresh', https.Agent> {
    const key = proxy?.href ?? ''
    const known = secure.get(key)
    if (known) return known
    const options = {
      timeout: IDLE_MS,
      ...(proxy ? { proxyEnv: { https_proxy: proxy.href } } : {}),
    }
    const made = {
      kept: new https.Agent({ ...options, secureContext: secureContext(), keepAlive: true }),
      fresh: new https.Agent({ ...options, secureContext: secureContext() }),
    }
    secure.set(key, made)
    return made
  }

  return {
    request: async (to, { isFresh = false, ...options }, onAnswer) => {
      const proxy = await proxyOf(to, rules)
      const use = isFresh ? 'fresh' : 'kept'
      if (to.protocol === 'https:') return https.request(to, { ...options, agent: secureAgents(proxy)[use] }, onAnswer)
      if (proxy === null) return http.request(to, { ...options, agent: plain[use] }, onAnswer)
      const forward = forwarded(to, options, proxy)
      return proxy.protocol === 'https:'
        ? https.request({ ...forward, agent: secureAgents(null)[use] }, onAnswer)
        : http.request({ ...forward, agent: plain[use] }, onAnswer)
    },
    proxyOf: async (url) => (await proxyOf(new URL(url), rules))?.host ?? null,
  }
}

/**
 * A request as a proxy wants it: its target with scheme and host, the path as it was. Node and the agents that can be
 * had would write the path anew, and links are signed. Source: RFC 9112, section 3.2.2.
 */
function forwarded(to: URL, options: RequestOptions, proxy: URL): RequestOptions {
  const { username, password, hostname, port, protocol } = proxy
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    ...options,
    protocol,
    host: hostname,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port || (protocol === 'https:' ? 443 : 80),
    path: `http://${to.host}${options.path ?? `${to.pathname}${to.search}`}`,
    headers: {
      ...(options.headers as http.OutgoingHttpHeaders),
      host: to.host,
      ...(login === ':' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
    },
  }
}

/** Through no proxy, trusting what this computer trusts. */
export const straightWay: Way = createWay({
  chosen: 'direct',
  env: {},
  ofSystem: () => Promise.resolve('DIRECT'),
  secureContext: trustingThisComputer,
})
