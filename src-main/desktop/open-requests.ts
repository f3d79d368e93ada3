import { isAbsolute, resolve } from 'node:path'
import type { EventPayload } from '../../src-shared/contract.ts'

export const LINK_SCHEME = 'framehaul'

type Command = EventPayload<'door:command'>

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * What a `framehaul://` link asks for; null for one that means nothing.
 *
 * Any page can make such a link, so it only ever shows something: `framehaul://queue`,
 * `framehaul://store/<source>/<flow>`, `framehaul://history`, `framehaul://settings`. It adds no files, changes nothing
 * and names no server.
 */
export function commandOfLink(link: string): Command | null {
  if (!URL.canParse(link)) return null
  const { protocol, host, pathname } = new URL(link)
  if (protocol !== `${LINK_SCHEME}:`) return null
  const [sourceId, flowId, ...rest] = pathname.split('/').filter(Boolean)
  if (host === 'settings' && sourceId === undefined) return { command: 'settings' }
  if ((host === 'queue' || host === 'history' || host === 'store') && sourceId === undefined)
    return { command: 'show', view: host }
  if (
    host !== 'store' ||
    sourceId === undefined ||
    !ID.test(sourceId) ||
    rest.length > 0 ||
    (flowId !== undefined && !ID.test(flowId))
  )
    return null
  return { command: 'show-in-store', sourceId, flowId: flowId ?? null }
}

export interface OpenRequest {
  readonly files: readonly string[]
  readonly links: readonly string[]
}

/**
 * What a start of the app was given after its own name: files, and links. Options are Chromium's and Electron's, not
 * ours.
 */
export function requestOfArguments(args: readonly string[], workingFolder: string): OpenRequest {
  const given = args.filter((it) => !it.startsWith('-'))
  const links = given.filter((it) => it.toLowerCase().startsWith(`${LINK_SCHEME}:`))
  return {
    links,
    files: given.filter((it) => !links.includes(it)).map((it) => (isAbsolute(it) ? it : resolve(workingFolder, it))),
  }
}
