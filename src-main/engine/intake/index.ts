/** How files come in. */
export { type FoundFiles, findFiles } from './find-files.ts'
export { samplesFolder } from './samples-folder.ts'
export { type FolderWatch, watchFolder } from './watch-folder.ts'
export { SETTLED_MS, type WatchFolders, createWatchFolders } from './watch-folders.ts'
