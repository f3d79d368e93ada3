/** How files come in. */
export { findFiles, type FoundFiles } from './find-files.ts'
export { samplesFolder } from './samples-folder.ts'
export type { FolderWatch } from './watch-folder.ts'
export { createWatchFolders, type WatchFolders } from './watch-folders.ts'
export { SETTLED_MS, watchNewFiles } from './watch-new-files.ts'
