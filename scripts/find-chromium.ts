import { existsSync } from 'node:fs'

/** Debian's; the shell, which has no desktop around it, takes less of a core. */
const OF_THE_SYSTEM = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']

/** The Chromium of this computer, for tests and pictures; null where only Playwright's own may be there. */
export const findChromium = (): string | null => OF_THE_SYSTEM.find((it) => existsSync(it)) ?? null

/** Without a sandbox, which a container has none of, and silent on the network. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** How Playwright launches it. */
export function chromiumLaunch(): { executablePath?: string; args: string[] } {
  const path = findChromium()
  return { ...(path === null ? {} : { executablePath: path }), args: [...chromiumFlags] }
}
