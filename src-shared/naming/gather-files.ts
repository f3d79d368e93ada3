import { LARGEST_PUT_BYTES } from '../limits.ts'
import { gatherSequences, type GatheredFile } from './image-sequence.ts'
import type { SeriesFile } from './series-file.ts'
import { gatherSpans } from './spanned-recording.ts'

/** Puts together what is one item: the pictures of a sequence, the files of a recording that a camera spanned. */
export const gatherFiles = (files: readonly SeriesFile[]): GatheredFile[] =>
  gatherSpans(gatherSequences(files), LARGEST_PUT_BYTES)

/** {@link gatherFiles}, for those who need not know what is in an item. */
export const groupFiles = (files: readonly SeriesFile[]): SeriesFile[] => gatherFiles(files).map((it) => it.file)
