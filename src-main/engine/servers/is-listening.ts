import http from 'node:http'
import https from 'node:https'

const WITHIN_MS = 5_000

/** What a proxy or a load balancer says when nobody stands behind it (nginx, AWS's ALB, Kubernetes' ingress). */
const NOBODY_HOME: ReadonlySet<number> = new Set([502, 503, 504])

/**
 * Whether anybody is there who takes objects at a URL, by one HEAD without credentials. A refusal is an answer; so is
 * silence, a hang-up or a certificate of somebody who took the connection.
 *
 * @param url an origin or a URL without its query: a load balancer may lead every path elsewhere
 */
export function isListening(url: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    let isConnected = false
    const client = url.startsWith('https:') ? https : http
    const request = client.request(url, { method: 'HEAD', agent: false, timeout: WITHIN_MS, signal })
    const end = (answers: boolean) => {
      resolve(answers)
      request.destroy()
    }
    request
      .on('socket', (socket) => socket.on('connect', () => (isConnected = true)))
      .on('response', ({ statusCode = 0 }) => end(!NOBODY_HOME.has(statusCode)))
      .on('error', () => end(isConnected))
      .on('timeout', () => end(isConnected))
      .end()
  })
}
