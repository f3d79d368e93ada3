import { randomBytes } from 'node:crypto'
import { ok, failed, type Outcome } from '../../../src-shared/outcome.ts'
import { problem } from '../../../src-shared/problems.ts'
import { readUrl } from '../../tams/index.ts'
import { readObject, type ReadObject } from '../../transfer/index.ts'
import type { Connections, LiveConnection } from '../servers/index.ts'

/**
 * Lets a window play what is in the store.
 *
 * The window gets a ticket, never the store's own link: that is a secret, and the window's rules forbid it every host
 * but its own. A player asks for many ranges; each is fetched with a link that is still good.
 */
export interface PlaybackTickets {
  /** The path below which the door serves it. */
  ticket: (flowId: string, objectId: string, type: string | null) => string
  open: (ticket: string, range: string | null, signal: AbortSignal) => Promise<Outcome<ReadObject>>
}

const MOST_TICKETS = 100
/** Shorter than any store's links live. */
const LINK_KEPT_MS = 30_000
const PATH = '/play/'

interface Play {
  readonly flowId: string
  readonly objectId: string
  readonly type: string | null
  link: { readonly url: string; readonly untilMs: number; readonly way: LiveConnection['way'] } | null
}

/** The ticket in a path of the window's own address; null where it is another path. */
export const ticketOf = (path: string): string | null => (path.startsWith(PATH) ? path.slice(PATH.length) : null)

export function createPlaybackTickets(connection: Connections): PlaybackTickets {
  const plays = new Map<string, Play>()

  async function linkOf(play: Play, signal: AbortSignal): Promise<Outcome<NonNullable<Play['link']>>> {
    if (play.link && play.link.untilMs > Date.now()) return ok(play.link)
    const live = await connection.live()
    if (!live.ok) return live
    const url = await readUrl(live.value.http.withSignal(signal), play.flowId, play.objectId)
    if (!url.ok) return url
    play.link = { url: url.value, untilMs: Date.now() + LINK_KEPT_MS, way: live.value.way }
    return ok(play.link)
  }

  return {
    ticket: (flowId, objectId, type) => {
      const ticket = randomBytes(18).toString('base64url')
      plays.set(ticket, { flowId, objectId, type, link: null })
      const [oldest] = plays.keys()
      if (plays.size > MOST_TICKETS && oldest !== undefined) plays.delete(oldest)
      return `${PATH}${ticket}`
    },
    open: async (ticket, range, signal) => {
      const play = plays.get(ticket)
      if (!play) return failed(problem('no-such-item'))
      const link = await linkOf(play, signal)
      if (!link.ok) return link
      const read = await readObject(link.value.url, range, signal, link.value.way)
      return read.ok
        ? ok({
            ...read.value,
            headers: { ...read.value.headers, 'content-type': play.type ?? 'application/octet-stream' },
          })
        : read
    },
  }
}
