import type { ClientRequest, IncomingMessage } from 'node:http'
import type { RequestOptions } from 'node:https'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem, type Problem } from '../../src-shared/problems.ts'
import type { Way } from '../way/index.ts'

/**
 * What stands in the first line of a request to a link: its path and query byte for byte, because they are what was
 * signed. `URL` would take dot segments away, turn backslashes, and escape what it thinks needs it.
 *
 * `path` is null where that line is what every client would write.
 */
export interface ExactLink {
  readonly path: string | null
}

/** A link that HTTP cannot carry as it is written is a problem: the bytes would land under another key, or nowhere. */
export function exactLink(url: string): Outcome<ExactLink> {
  const written = /^https?:\/\/[^/?#\\]+([^]*)$/i.exec(url)?.[1]
  if (written === undefined || !URL.canParse(url)) return failed(unsendable(url, 'it is no address of the web'))
  const path = /^[/\\]/.test(written) ? written : `/${written}`
  if (!/^[\x21-\x7E]*$/.test(path) || path.includes('#'))
    return failed(unsendable(url, 'it holds a character that HTTP cannot carry'))
  const { pathname, search } = new URL(url)
  return ok({ path: path === `${pathname}${search}` ? null : path })
}

/** The headers as they go out: text beyond ASCII as UTF-8, which is what stores sign; no line is ever made of one. */
export function exactHeaders(headers: Readonly<Record<string, string>>): Outcome<Readonly<Record<string, string>>> {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return failed(unsendable(name, 'this is no name of a header'))
    if (/[\0-\x08\x0A-\x1F\x7F]/.test(value)) return failed(unsendable(name, 'the header holds a control character'))
  }
  return ok(
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString('latin1')])),
  )
}

/** Sends the head of a request ahead of its body; `flushHeaders` would encode once more what is UTF-8 already. */
export const sendHead = (request: ClientRequest): void => void request.write('', 'latin1')

function unsendable(part: string, why: string): Problem {
  const name = URL.canParse(part) ? new URL(part).host : part.slice(0, 100)
  return problem('link-unsendable', { part: name }, `${name}: ${why}`)
}

/** How got asks for a link with its path as it was written; a redirect's own path is left as it is. */
export const exactRequest = (url: string, { path }: ExactLink, way: Way, isFresh = false) => ({
  request: (to: URL, options: RequestOptions, onAnswer?: (answer: IncomingMessage) => void): Promise<ClientRequest> =>
    way.request(
      to,
      { ...options, isFresh, ...(path !== null && to.href === new URL(url).href ? { path } : {}) },
      onAnswer,
    ),
})
