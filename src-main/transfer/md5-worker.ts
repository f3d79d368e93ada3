import { createHash, type Hash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'

/** What the sending thread says; the slot is shared memory that may be written again once it was taken. */
export type ToHasher =
  | { readonly type: 'block'; readonly session: number; readonly slot: number; readonly block: Uint8Array<SharedArrayBuffer> }
  | { readonly type: 'end' | 'drop'; readonly session: number }

export type FromHasher =
  | { readonly type: 'taken'; readonly session: number; readonly slot: number }
  | { readonly type: 'digest'; readonly session: number; readonly md5: string }

const hashes = new Map<number, Hash>()

parentPort?.on('message', (message: ToHasher) => {
  const { session } = message
  if (message.type === 'block') {
    const hash = hashes.get(session) ?? createHash('md5')
    hashes.set(session, hash)
    hash.update(message.block)
    answer({ type: 'taken', session, slot: message.slot })
    return
  }
  if (message.type === 'end') answer({ type: 'digest', session, md5: (hashes.get(session) ?? createHash('md5')).digest('hex') })
  hashes.delete(session)
})

const answer = (message: FromHasher) => parentPort?.postMessage(message)
