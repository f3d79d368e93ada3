import { open } from 'node:fs/promises'
import { bytesAt } from './bytes-at.ts'

const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/^%PDF/, 'a PDF'],
  [/^PK\x03\x04/, 'a ZIP archive or an office document'],
  [/^Rar!/, 'a RAR archive'],
  [/^7z\xbc\xaf/, 'a 7-Zip archive'],
  [/^\x1f\x8b/, 'a gzip archive'],
  [/^(\xef\xbb\xbf)?#EXTM3U/, 'a playlist'],
  [/^ffconcat/, 'a playlist'],
  [/^\s*<(\?xml|!doctype|html)/i, 'a web page or XML'],
  [/^\x7fELF|^MZ/, 'a program'],
  [/^SQLite format 3/, 'a database'],
]

const ISO_BOXES = new Set([
  'ftyp',
  'moov',
  'mdat',
  'free',
  'skip',
  'wide',
  'pnot',
  'styp',
  'sidx',
  'moof',
  'uuid',
  'udta',
  'meta',
])

/** What the first bytes of a file tell, for files that ffprobe could not read. */
export interface FileBeginning {
  /** Something else by its own mark: `a PDF`. */
  readonly looksLike: string | null
  /** An MP4 or QuickTime file by its first box, whatever follows. */
  readonly isIsoMedia: boolean
}

export async function fileBeginning(path: string): Promise<FileBeginning> {
  const file = await open(path, 'r')
  try {
    const head = await bytesAt(file, 0, 512)
    const text = head.toString('latin1')
    const looksLike =
      FOREIGN.find(([mark]) => mark.test(text))?.[1] ?? (head.length > 0 && isPlainText(head) ? 'a text file' : null)
    return { looksLike, isIsoMedia: ISO_BOXES.has(text.slice(4, 8)) }
  } finally {
    await file.close()
  }
}

const isPlainText = (bytes: Buffer): boolean =>
  bytes.every((it) => it >= 0x20 || it === 0x09 || it === 0x0a || it === 0x0d)
