import { createHash, type Hash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import { crc32 } from 'node:zlib'

/** What the sending thread says; a block is shared memory that may be written again once it was taken. */
export type ToHasher =
  | {
      readonly type: 'block'
      readonly session: number
      readonly block: Uint8Array<SharedArrayBuffer>
      readonly sha256: boolean
    }
  | { readonly type: 'end' | 'drop'; readonly session: number; readonly sha256: boolean }

/** In hex; `sha256` only where somebody asked for it. `crc32` is a number of 32 bits without a sign. */
export interface Digests {
  readonly md5: string
  readonly sha256: string | null
  readonly crc32: number
}

export type FromHasher =
  | { readonly type: 'hashed'; readonly session: number }
  | { readonly type: 'digests'; readonly session: number; readonly digests: Digests }

interface Hashes {
  readonly md5: Hash
  readonly sha256: Hash | null
  crc32: number
}

const sessions = new Map<number, Hashes>()

const begin = (sha256: boolean): Hashes => ({
  md5: createHash('md5'),
  sha256: sha256 ? createHash('sha256') : null,
  crc32: 0,
})

parentPort?.on('message', (message: ToHasher) => {
  const { session } = message
  const hashes = sessions.get(session) ?? begin(message.sha256)
  if (message.type === 'block') {
    sessions.set(session, hashes)
    hashes.md5.update(message.block)
    hashes.sha256?.update(message.block)
    hashes.crc32 = crc32(message.block, hashes.crc32)
    answer({ type: 'hashed', session })
    return
  }
  if (message.type === 'end')
    answer({
      type: 'digests',
      session,
      digests: {
        md5: hashes.md5.digest('hex'),
        sha256: hashes.sha256?.digest('hex') ?? null,
        crc32: hashes.crc32,
      },
    })
  sessions.delete(session)
})

const answer = (message: FromHasher) => parentPort?.postMessage(message)
