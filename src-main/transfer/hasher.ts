import { Worker } from 'node:worker_threads'
import type { FromHasher, ToHasher } from './md5-worker.ts'

/** Blocks that may wait for the hashing thread before the reader waits for it. */
const AHEAD = 8

/** MD5 of one stream of blocks, computed in a thread beside the one that sends. */
export interface HashSession {
  /** Takes a block in; resolves when there is room for the next. The block must not be written to afterwards. */
  update: (block: Uint8Array<SharedArrayBuffer>) => Promise<void>
  /** The digest in hex, once everything was taken in. */
  digest: () => Promise<string>
  /** Gives up; `digest` will never be asked. */
  drop: () => void
}

interface Waiting {
  pending: number
  room: PromiseWithResolvers<void> | null
  digest: PromiseWithResolvers<string>
}

let shared: { worker: Worker; sessions: Map<number, Waiting> } | null = null
let lastSession = 0

/** One hashing thread serves the whole process: MD5 keeps up with any link that Tamsin meets, and starting costs. */
function hasher(): NonNullable<typeof shared> {
  if (shared) return shared
  // In the checkout this file is TypeScript, in the bundle JavaScript; the worker lies beside it in the same language.
  const worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './md5-worker.ts' : './md5-worker.js', import.meta.url))
  const made = { worker, sessions: new Map<number, Waiting>() }
  worker.on('message', (message: FromHasher) => {
    const session = made.sessions.get(message.session)
    if (!session) return
    if (message.type === 'digest') {
      session.digest.resolve(message.md5)
      close(message.session)
      return
    }
    session.pending -= 1
    session.room?.resolve()
    session.room = null
  })
  worker.on('error', (error) => {
    for (const { room, digest } of made.sessions.values()) {
      room?.reject(error)
      digest.reject(error)
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

export function openHashSession(): HashSession {
  const { worker, sessions } = hasher()
  const session = ++lastSession
  const waiting: Waiting = { pending: 0, room: null, digest: Promise.withResolvers<string>() }
  // A session that is dropped leaves nobody to hear that the thread died.
  waiting.digest.promise.catch(() => undefined)
  sessions.set(session, waiting)
  worker.ref()
  const say = (message: ToHasher) => worker.postMessage(message)
  return {
    update: async (block) => {
      say({ type: 'block', session, block })
      waiting.pending += 1
      if (waiting.pending < AHEAD) return
      waiting.room ??= Promise.withResolvers()
      await waiting.room.promise
    },
    digest: () => {
      say({ type: 'end', session })
      return waiting.digest.promise
    },
    drop: () => {
      if (!sessions.has(session)) return
      say({ type: 'drop', session })
      close(session)
    },
  }
}
