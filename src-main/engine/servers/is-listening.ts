import { straightWay, wayProblem, type Way } from '../../way/index.ts'

const WITHIN_MS = 5_000

/** What a proxy or a load balancer says when nobody stands behind it (nginx, AWS's ALB, Kubernetes' ingress). */
const NOBODY_HOME: ReadonlySet<number> = new Set([502, 503, 504])

/**
 * Whether anybody is there who takes objects at a URL, by one HEAD without credentials. A refusal is an answer; so is
 * silence, a hang-up or a certificate of somebody who took the connection. A proxy that took it is not who was meant.
 *
 * @param url an origin or a URL without its query: a load balancer may lead every path elsewhere
 */
export async function isListening(url: string, signal: AbortSignal, way: Way = straightWay): Promise<boolean> {
  const proxy = await way.proxyOf(url)
  const request = await way.request(new URL(url), { method: 'HEAD', isFresh: true, timeout: WITHIN_MS, signal })
  return new Promise((resolve) => {
    let isConnected = false
    const end = (answers: boolean) => {
      resolve(answers)
      request.destroy()
    }
    request
      .on('socket', (socket) => socket.on('connect', () => (isConnected = proxy === null)))
      .on('response', ({ statusCode = 0 }) => end(!NOBODY_HOME.has(statusCode) && statusCode !== 407))
      .on('error', (error) => end(isConnected || isCertificate(error, url)))
      .on('timeout', () => end(isConnected))
      .end()
  })
}

const isCertificate = (error: Error, url: string): boolean =>
  /certificate$/.test(wayProblem(error, new URL(url).host, null)?.code ?? '')
