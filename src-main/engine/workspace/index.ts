/** A data folder brought to life. */
export { dataFolder } from './data-folder.ts'
export { diagnosticsText } from './diagnostics.ts'
export type { Log } from './log-file.ts'
export { type Workspace, type WorkspaceOptions, openWorkspace } from './open-workspace.ts'
export { type PlaybackTickets, ticketOf } from './playback-tickets.ts'
export { type QueueHandlers, defined } from './call-context.ts'
