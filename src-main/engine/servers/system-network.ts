import { execFile } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import { promisify } from 'node:util'
import type { NetworkPort } from '../ports.ts'

const run = promisify(execFile)

/** The operating system's word: NetworkManager on Linux, the connection profile on Windows; macOS tells no programs. */
export const systemNetwork: NetworkPort = {
  isOnline: () => Object.values(networkInterfaces()).some((addresses) => addresses?.some((it) => !it.internal)),
  isMetered: async () => {
    try {
      if (process.platform === 'linux')
        return readNetworkManager(
          (await run('nmcli', ['-g', 'GENERAL.METERED,GENERAL.STATE', 'device', 'show'], { timeout: 5000 })).stdout,
        )
      if (process.platform === 'win32')
        return readWindowsCost(
          (
            await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', WINDOWS_COST], {
              timeout: 10_000,
            })
          ).stdout,
        )
    } catch {
      // Without NetworkManager or PowerShell nobody says.
    }
    return null
  },
}

/** Source: Windows.Networking.Connectivity.NetworkCostType; Fixed and Variable cost by volume. */
const WINDOWS_COST =
  '[void][Windows.Networking.Connectivity.NetworkInformation,Windows,ContentType=WindowsRuntime];' +
  '[Windows.Networking.Connectivity.NetworkInformation]::GetInternetConnectionProfile()' +
  '.GetConnectionCost().NetworkCostType'

/** Two lines a device, metered and state, devices parted by an empty line. Source: nmcli(1), `GENERAL.METERED`. */
export function readNetworkManager(text: string): boolean | null {
  const connected = text
    .split(/\n\s*\n/)
    .map((it) => it.trim().split('\n'))
    .filter(([, state]) => state?.startsWith('100'))
  if (connected.length === 0) return null
  return connected.some(([metered]) => metered?.startsWith('yes'))
}

export function readWindowsCost(text: string): boolean | null {
  const cost = text.trim()
  return cost === 'Fixed' || cost === 'Variable' ? true : cost === 'Unrestricted' ? false : null
}
