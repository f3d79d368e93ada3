import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Connection } from '../../src-shared/connection.ts'
import type { ItemView } from '../../src-shared/item/item.ts'
import type { EventPayload } from '../../src-shared/contract.ts'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { openWorkspace, type Secrets, type Workspace } from '../engine/index.ts'
import { openEmbeddedStore } from '../sandbox/index.ts'
import { createConsoleApp } from './console-app.ts'
import { createConsoleHandlers } from './console-handlers.ts'
import { createDroppedFiles, type DroppedFiles } from './dropped-files.ts'
import { createLiveSockets } from './live-sockets.ts'

export interface ConsoleOptions {
  readonly folder: string
  /** 0 is any free one. */
  readonly port: number
  readonly fixed?: { readonly connection: Connection; readonly secret: string | null }
  /** Where the built window lies; found beside the bundle where it is not given. */
  readonly windowFolder?: string
}

export interface Console {
  /** With the key in its fragment, which browsers never send. */
  readonly url: string
  close: () => Promise<void>
}

/**
 * Serves the window on loopback: one page, one WebSocket for all calls and events, and one address for dropped files.
 *
 * Only who holds the random token gets an answer, and only under our own Host and Origin, so that neither another page
 * nor a name that resolves to this machine can speak to the engine.
 */
export async function startConsole(options: ConsoleOptions): Promise<Outcome<Console>> {
  const windowFolder = options.windowFolder ?? resolve(import.meta.dirname, '../renderer')
  if (!existsSync(join(windowFolder, 'index.html')))
    return failed(
      problem('internal', {}, `the window is not built: ${windowFolder} has no index.html; run npm run build`),
    )
  const store = openEmbeddedStore(join(options.folder, 'store'))
  const sockets = createLiveSockets()
  const dropped = createDroppedFiles(join(options.folder, 'dropped'))
  let onItems: (items: readonly ItemView[]) => void = () => undefined
  const opened = await openWorkspace({
    folder: options.folder,
    embeddedUrl: store.url,
    watches: true,
    secrets: createMemorySecrets(),
    announce: (name, payload) => {
      if (name === 'queue:changed') onItems((payload as EventPayload<'queue:changed'>).items)
      sockets.emit(name, payload)
    },
    gone: (paths) => {
      for (const path of paths) void dropped.remove(path)
    },
    ...(options.fixed ? { fixed: options.fixed } : {}),
  })
  if (!opened.ok) return opened
  const workspace = opened.value
  onItems = (items) => void removeUploadedCopies(items, workspace, dropped)
  // Of what was removed shortly before the end, copies may have stayed behind.
  await dropped.sweep(
    workspace.engine
      .items()
      .filter((it) => it.life.state.name !== 'done')
      .map((it) => it.path),
  )
  const token = randomBytes(32).toString('base64url')
  const handlers = createConsoleHandlers(workspace)
  const app = await createConsoleApp({ windowFolder, token, handlers, sockets, dropped, plays: workspace.plays })
  try {
    const address = await app.listen({ host: '127.0.0.1', port: options.port })
    return ok({
      url: `${address}/#${token}`,
      close: async () => {
        sockets.terminate()
        await app.close()
        await workspace.close()
        await store.close()
      },
    })
  } catch (error) {
    await workspace.close()
    await store.close()
    throw error
  }
}

/** Without an OS keychain, a secret typed into the window lives as long as this process. */
function createMemorySecrets(): Secrets {
  const secrets = new Map<string, string>()
  return {
    read: (serverId) => Promise.resolve(secrets.get(serverId) ?? null),
    write: (serverId, secret) => {
      if (secret === null) secrets.delete(serverId)
      else secrets.set(serverId, secret)
      return Promise.resolve()
    },
  }
}

/** A copy that a browser gave is not needed once its bytes are in the store. */
async function removeUploadedCopies(
  items: readonly ItemView[],
  workspace: Workspace,
  dropped: DroppedFiles,
): Promise<void> {
  for (const item of items) {
    if (item.state.name !== 'done' || !dropped.isOurs(item.path)) continue
    // Somebody may look at it later, and then the copy is gone.
    await workspace.takePictures(item.id)
    await dropped.remove(item.path)
  }
}
