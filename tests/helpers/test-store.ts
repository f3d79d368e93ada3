import type { FastifyRequest } from 'fastify'
import { createHash } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src-main/sandbox/index.ts'
import { urlOf, type StoreDoc } from './store-doc.ts'
import { tempFolder } from './temp-folder.ts'

/** A request as the store saw it. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export interface TestStore {
  readonly url: string
  readonly folder: string
  readonly port: number
  readonly seen: SeenRequest[]
  stop: () => Promise<void>
  restart: () => Promise<void>
  get: (path: string) => Promise<StoreDoc>
  /** A list, whether the dialect wraps it or not. */
  list: (path: string) => Promise<StoreDoc[]>
  /** SHA-256 of the object behind a flow's first segment, fetched as a reader would. */
  sha256OfFlow: (flowId: string) => Promise<string>
}

/** A real sandbox for one test, which can go away and come back at the same address. */
export async function testStore(options: Partial<SandboxOptions> = {}): Promise<TestStore> {
  const folder = options.folder ?? (await tempFolder())
  const seen: SeenRequest[] = []
  const onRequest = (request: FastifyRequest) => {
    const [path = '', query = ''] = request.url.split('?')
    seen.push({ method: request.method, path, query, headers: request.headers })
    options.onRequest?.(request)
  }
  let sandbox: Sandbox | null = await startSandbox({ folder, port: 0, ...options, onRequest })
  const { url } = sandbox
  const port = Number(new URL(url).port)
  const stop = async () => {
    await sandbox?.close()
    sandbox = null
  }
  onTestFinished(stop)
  // After a restart, the connection that fetch kept is dead; a reader would simply open another.
  const read = (path: string) => fetch(url + path).catch(() => fetch(url + path))
  const list = async (path: string) => {
    const answer = (await (await read(path)).json()) as StoreDoc[] | { data: StoreDoc[] }
    return Array.isArray(answer) ? answer : answer.data
  }
  return {
    url,
    folder,
    port,
    seen,
    stop,
    list,
    get: async (path) => (await (await read(path)).json()) as StoreDoc,
    restart: async () => {
      await stop()
      sandbox = await startSandbox({ folder, ...options, port, onRequest })
    },
    sha256OfFlow: async (flowId) => {
      const [segment] = await list(`/flows/${flowId}/segments`)
      const response = await fetch(urlOf(segment))
      return createHash('sha256')
        .update(Buffer.from(await response.arrayBuffer()))
        .digest('hex')
    },
  }
}
