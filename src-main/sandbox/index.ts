/** The embedded TAMS store: API and object store. The engine meets it over HTTP, like any other server. */
export { openEmbeddedStore, type EmbeddedStore } from './embedded-store.ts'
export { FIVE_GIB, startSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts'
export type { SandboxDialect } from './sandbox-context.ts'
export type { Bucket } from './presign.ts'
