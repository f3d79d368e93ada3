/** How files come in. */
export { asItIsThere, findFiles, lookForFiles, type FoundFiles, type RefusedPath } from './find-files.ts'
export { withBelongings, type ClipOrBelonging, type NamedItem } from './with-belongings.ts'
export { samplesFolder } from './samples-folder.ts'
export type { FolderWatch } from './watch-folder.ts'
export { createWatchFolders, type WatchFolders } from './watch-folders.ts'
export { wholenessBy } from './is-whole.ts'
export { SETTLED_MS, watchNewFiles, type KnownFiles } from './watch-new-files.ts'
