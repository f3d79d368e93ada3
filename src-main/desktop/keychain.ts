import { safeStorage } from 'electron'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Secrets } from '../engine/index.ts'

/**
 * The servers' secrets, encrypted by the operating system's keychain and kept beside the journal, one file each, never
 * in it.
 *
 * Where the system has no keychain, the secret lives as long as the app: better asked for again than written in clear.
 */
export function createKeychain(folder: string): Secrets {
  const inMemory = new Map<string, string>()
  const pathOf = (serverId: string) => join(folder, encodeURIComponent(serverId).replaceAll('.', '%2E'))
  return {
    read: async (serverId) => {
      const known = inMemory.get(serverId)
      if (known !== undefined || !(await safeStorage.isAsyncEncryptionAvailable())) return known ?? null
      const kept = await readFile(pathOf(serverId)).catch(() => null)
      if (!kept) return null
      try {
        return (await safeStorage.decryptStringAsync(kept)).result
      } catch {
        // Another user's, or from before the keychain was reset: of no use to anybody.
        return null
      }
    },
    write: async (serverId, secret) => {
      const path = pathOf(serverId)
      if (secret === null) {
        inMemory.delete(serverId)
        return rm(path, { force: true })
      }
      inMemory.set(serverId, secret)
      if (!(await safeStorage.isAsyncEncryptionAvailable())) return
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(`${path}.part`, await safeStorage.encryptStringAsync(secret), { mode: 0o600 })
      await rename(`${path}.part`, path)
    },
  }
}
