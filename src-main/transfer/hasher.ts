import { Worker } from 'node:worker_threads'
import { BLOCK_BYTES, giveBack, takeSlot, type Slot } from './block-memory.ts'
import type { Digests, FromHasher, ToHasher } from './hash-worker.ts'

/** MD5 (and SHA-256) of one stream of blocks, computed in a thread beside the one that moves them. */
export interface HashSession {
  /** Takes a block in, in order; resolves when its memory may be written to again. */
  update: (block: Slot) => Promise<void>
  /** The same for memory that the thread cannot see: a copy goes in. */
  updateCopy: (bytes: Uint8Array) => Promise<void>
  /** Once everything was taken in. */
  digests: () => Promise<Digests>
  /** Gives up; `digests` will never be asked. */
  drop: () => void
}

interface Session {
  /** In the order in which they were handed over, which is the order in which they are taken. */
  readonly pending: PromiseWithResolvers<void>[]
  readonly digests: PromiseWithResolvers<Digests>
}

let shared: { worker: Worker; sessions: Map<number, Session> } | null = null
let lastSession = 0

/** One hashing thread serves the whole process: MD5 keeps up with any link that Framehaul meets, and starting costs. */
function hasher(): NonNullable<typeof shared> {
  if (shared) return shared
  // In the checkout this file is TypeScript, in the bundle JavaScript; the worker lies beside it in the same language.
  const worker = new Worker(
    new URL(import.meta.url.endsWith('.ts') ? './hash-worker.ts' : './hash-worker.js', import.meta.url),
  )
  const made = { worker, sessions: new Map<number, Session>() }
  worker.on('message', (message: FromHasher) => {
    const session = made.sessions.get(message.session)
    if (!session) return
    if (message.type === 'digests') {
      session.digests.resolve(message.digests)
      close(message.session)
    } else {
      session.pending.shift()?.resolve()
    }
  })
  worker.on('error', (error) => {
    for (const { pending, digests } of made.sessions.values()) {
      for (const it of pending) it.reject(error)
      digests.reject(error)
    }
    shared = null
  })
  worker.unref()
  shared = made
  return made
}

function close(session: number): void {
  shared?.sessions.delete(session)
  // An idle thread must not keep the process alive; one that owes a digest must.
  if (shared?.sessions.size === 0) shared.worker.unref()
}

export function openHashSession(sha256: boolean): HashSession {
  const { worker, sessions } = hasher()
  const session = ++lastSession
  const own: Session = { pending: [], digests: Promise.withResolvers<Digests>() }
  // A session that is dropped leaves nobody to hear that the thread died.
  own.digests.promise.catch(() => undefined)
  sessions.set(session, own)
  worker.ref()
  const say = (message: ToHasher) => worker.postMessage(message)
  const update = (block: Slot): Promise<void> => {
    const hashed: PromiseWithResolvers<void> = Promise.withResolvers()
    own.pending.push(hashed)
    say({ type: 'block', session, block, sha256 })
    return hashed.promise
  }
  return {
    update,
    updateCopy: async (bytes) => {
      for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
        const part = bytes.subarray(at, at + BLOCK_BYTES)
        const slot = takeSlot()
        slot.set(part)
        await update(slot.subarray(0, part.length))
        giveBack(slot)
      }
    },
    digests: () => {
      say({ type: 'end', session, sha256 })
      return own.digests.promise
    },
    drop: () => {
      if (!sessions.has(session)) return
      say({ type: 'drop', session, sha256 })
      close(session)
    },
  }
}
