import { net, protocol } from 'electron'
import { Readable } from 'node:stream'
import { WINDOW_POLICY } from '../../src-shared/window-policy.ts'
import { ticketOf, type PlaybackTickets } from '../engine/index.ts'
import { join, normalize, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { APP_ORIGIN, APP_SCHEME } from './channels.ts'

/** Must run before the app is ready: gives our scheme an origin of its own, unlike `file:`. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ])
}

/** Serves the built window, and nothing outside its folder. */
export function serveWindowFiles(folder: string, plays: PlaybackTickets): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const url = new URL(request.url)
    const ticket = request.url.startsWith(`${APP_ORIGIN}/`) ? ticketOf(url.pathname) : null
    if (ticket !== null) return play(plays, ticket, request)
    const path = normalize(join(folder, decodeURIComponent(url.pathname === '/' ? '/index.html' : url.pathname)))
    if (!request.url.startsWith(`${APP_ORIGIN}/`) || !path.startsWith(folder + sep))
      return new Response(null, { status: 404 })
    const file = await net.fetch(pathToFileURL(path).href).catch(() => null)
    if (!file?.ok) return new Response(null, { status: 404 })
    const headers = new Headers(file.headers)
    headers.set('content-security-policy', WINDOW_POLICY)
    headers.set('x-content-type-options', 'nosniff')
    return new Response(file.body, { status: 200, headers })
  })
}

async function play(plays: PlaybackTickets, ticket: string, request: Request): Promise<Response> {
  const read = await plays.open(ticket, request.headers.get('range'), request.signal)
  if (!read.ok) return new Response(read.problem.message, { status: 404 })
  return new Response(Readable.toWeb(read.value.body) as ReadableStream<Uint8Array>, {
    status: read.value.status,
    headers: read.value.headers,
  })
}
