import { safeStorage } from 'electron'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import type { Secrets } from '../engine/index.ts'

/**
 * The connection's secret, encrypted by the operating system's keychain and kept beside the journal, never in it.
 *
 * Where the system has no keychain, the secret lives as long as the app: better asked for again than written in clear.
 */
export function keychain(path: string): Secrets {
  let inMemory: string | null = null
  return {
    read: async () => {
      if (inMemory !== null || !(await safeStorage.isAsyncEncryptionAvailable())) return inMemory
      const kept = await readFile(path).catch(() => null)
      if (!kept) return null
      try {
        return (await safeStorage.decryptStringAsync(kept)).result
      } catch {
        // Another user's, or from before the keychain was reset: of no use to anybody.
        return null
      }
    },
    write: async (secret) => {
      inMemory = secret
      if (secret === null) return rm(path, { force: true })
      if (!(await safeStorage.isAsyncEncryptionAvailable())) return
      await writeFile(`${path}.part`, await safeStorage.encryptStringAsync(secret), { mode: 0o600 })
      await rename(`${path}.part`, path)
    },
  }
}
