/**
 * The embedded TAMS store: API and object store. The engine meets it over HTTP, like any other server. What serves it
 * is loaded when it is started: most who open this room only want to know whether they need it.
 */
import type { Sandbox, SandboxOptions } from './sandbox.ts'

export { openEmbeddedStore, type EmbeddedStore } from './embedded-store.ts'
export { FIVE_GIB, vastReleases, type SandboxDialect, type VastRelease } from './sandbox-context.ts'
export type { Bucket } from './presign.ts'
export type { Sandbox, SandboxOptions }

/** Starts a store in this process; what it is asked for stands in `SandboxOptions`. */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> =>
  (await import('./sandbox.ts')).startSandbox(options)
