/** Connections and their health. */
export { type Breaker, createBreaker } from './breaker.ts'
export type { Secrets } from './connection-secret.ts'
export { type Connections, type ConnectionsPorts, createConnections } from './connections.ts'
export { isListening } from './is-listening.ts'
export type { LiveConnection } from './look-at-server.ts'
export { createNetworkWatch } from './network-watch.ts'
export { wayOfConnection, type SystemProxy } from './way-of-connection.ts'
export { systemNetwork } from './system-network.ts'
