/** Connections and their health. */
export { type Breaker, createBreaker } from './breaker.ts'
export { type Connections, type ConnectionsPorts, type Secrets, createConnections } from './connections.ts'
export { isListening } from './is-listening.ts'
export type { LiveConnection } from './look-at-server.ts'
export { createNetworkWatch } from './network-watch.ts'
export { systemNetwork } from './system-network.ts'
