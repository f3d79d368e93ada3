/** The upload engine as a library: queue, steps, journal. Imports no Electron and no UI; runs in any Node. */
export {
  resultOf,
  type ItemResult,
  receiptText,
  writeReceipt,
  type ReceiptForm,
  receiptOf,
  viewOf,
  type QueueItem,
} from './item/index.ts'
export { readJournal } from './journal/index.ts'
export { wayOfConnection, type Secrets, type SystemProxy } from './servers/index.ts'
export type { AddOptions, NewItem } from './engine-commands.ts'
export type { Engine } from './engine.ts'
export {
  asItIsThere,
  findFiles,
  lookForFiles,
  type FoundFiles,
  type RefusedPath,
  samplesFolder,
  withBelongings,
  type ClipOrBelonging,
  type NamedItem,
  watchNewFiles,
  type FolderWatch,
  SETTLED_MS,
} from './intake/index.ts'
export { examineFolder } from './doctor/index.ts'
export {
  dataFolder,
  openWorkspace,
  type Workspace,
  type WorkspaceOptions,
  ticketOf,
  type PlaybackTickets,
  diagnosticsText,
  type Log,
  defined,
  type QueueHandlers,
} from './workspace/index.ts'
export { findFfmpeg, findFfprobe, probeAny } from '../media/index.ts'
