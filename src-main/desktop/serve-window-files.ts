import { net, protocol } from 'electron'
import { join, normalize, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { APP_ORIGIN, APP_SCHEME } from './channels.ts'

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "font-src 'self' data:", "img-src 'self' data: blob:", "connect-src 'self'",
  "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ')

/** Must run before the app is ready: gives our scheme an origin of its own, unlike `file:`. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }])
}

/** Serves the built window, and nothing outside its folder. */
export function serveWindowFiles(folder: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const url = new URL(request.url)
    const path = normalize(join(folder, decodeURIComponent(url.pathname === '/' ? '/index.html' : url.pathname)))
    if (!request.url.startsWith(`${APP_ORIGIN}/`) || !path.startsWith(folder + sep)) return new Response(null, { status: 404 })
    const file = await net.fetch(pathToFileURL(path).href).catch(() => null)
    if (!file?.ok) return new Response(null, { status: 404 })
    const headers = new Headers(file.headers)
    headers.set('content-security-policy', CONTENT_SECURITY_POLICY)
    headers.set('x-content-type-options', 'nosniff')
    return new Response(file.body, { status: 200, headers })
  })
}
