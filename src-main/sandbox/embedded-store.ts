import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'

/** The store that comes with Framehaul, for those who have no server: started when it is first needed. */
export interface EmbeddedStore {
  url: () => Promise<Outcome<string>>
  close: () => Promise<void>
}

export function openEmbeddedStore(folder: string): EmbeddedStore {
  let running: { worker: Worker; url: Promise<Outcome<string>> } | null = null

  function start(): NonNullable<typeof running> {
    const worker = new Worker(
      new URL(import.meta.url.endsWith('.ts') ? './sandbox-worker.ts' : './sandbox-worker.js', import.meta.url),
      { workerData: { folder } },
    )
    worker.unref()
    const url = once(worker, 'message').then(
      ([address]) => ok(String(address)),
      (error: unknown) => failed(problem('data-unusable', {}, `${folder}: ${(error as Error).message}`)),
    )
    // A store that dies later is started again by the next that asks.
    worker.once('exit', () => {
      running = null
    })
    worker.on('error', () => {
      running = null
    })
    return { worker, url }
  }

  return {
    url: () => (running ??= start()).url,
    close: async () => {
      if (!running) return
      const { worker } = running
      // Idle, it must not keep the process alive; while it closes its files, it must.
      worker.ref()
      worker.postMessage('stop')
      await once(worker, 'exit')
    },
  }
}
