import { Worker } from 'node:worker_threads'
import type { Digests, FromHasher, ToHasher } from './hash-worker.ts'

/** Blocks that may wait for the hashing thread before the reader waits for it. */
const SLOTS = 4

/** MD5 (and SHA-256) of one stream of blocks, computed in a thread beside the one that moves them. */
export interface HashSession {
  /** Takes a copy of a block in; resolves when the block may be written to again. */
  update: (block: Uint8Array) => Promise<void>
  /** Once everything was taken in. */
  digests: () => Promise<Digests>
  /** Gives up; `digests` will never be asked. */
  drop: () => void
}

/**
 * [Note: Shared blocks are not collected] Handing every block over as shared memory of its own saves a copy, but V8 does
 * not count such memory: a 4 GiB file left 3 GB of it behind before the first collection. So each session has a few slots
 * that are written again and again, and a copy of one block is the price.
 */
interface Session {
  readonly memory: (Uint8Array<SharedArrayBuffer> | undefined)[]
  readonly free: number[]
  room: PromiseWithResolvers<void> | null
  readonly digests: PromiseWithResolvers<Digests>
}

let shared: { worker: Worker; sessions: Map<number, Session> } | null = null
let lastSession = 0

/** One hashing thread serves the whole process: MD5 keeps up with any link that Tamsin meets, and starting costs. */
function hasher(): NonNullable<typeof shared> {
  if (shared) return shared
  // In the checkout this file is TypeScript, in the bundle JavaScript; the worker lies beside it in the same language.
  const worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './hash-worker.ts' : './hash-worker.js', import.meta.url))
  const made = { worker, sessions: new Map<number, Session>() }
  worker.on('message', (message: FromHasher) => {
    const session = made.sessions.get(message.session)
    if (!session) return
    if (message.type === 'digests') {
      session.digests.resolve(message.digests)
      close(message.session)
      return
    }
    session.free.push(message.slot)
    session.room?.resolve()
    session.room = null
  })
  worker.on('error', (error) => {
    for (const { room, digests } of made.sessions.values()) {
      room?.reject(error)
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
  const own: Session = { memory: [], free: Array.from({ length: SLOTS }, (_, slot) => slot), room: null, digests: Promise.withResolvers<Digests>() }
  // A session that is dropped leaves nobody to hear that the thread died.
  own.digests.promise.catch(() => undefined)
  sessions.set(session, own)
  worker.ref()
  const say = (message: ToHasher) => worker.postMessage(message)
  return {
    update: async (block) => {
      while (own.free.length === 0) {
        own.room ??= Promise.withResolvers()
        await own.room.promise
      }
      const slot = own.free.pop() ?? 0
      const known = own.memory[slot]
      const memory = known && known.byteLength >= block.byteLength ? known : new Uint8Array(new SharedArrayBuffer(block.byteLength))
      own.memory[slot] = memory
      memory.set(block)
      say({ type: 'block', session, slot, block: memory.subarray(0, block.byteLength), sha256 })
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
