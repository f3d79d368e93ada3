import { open, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cut, PieceTimes } from './cut-points.ts'

/** A piece that lies on the disk; whoever takes a temporary one removes it. */
export interface PieceFile {
  readonly index: number
  readonly path: string
  readonly bytes: number
  /** Null for a last piece that does not say when it plays: it follows the one before. */
  readonly times: PieceTimes | null
  readonly isTemporary: boolean
  /** Of a file that is somebody's own: it must not change while it is sent. */
  readonly modifiedMs?: number
}

/** A piece that is being written. */
interface OpenPiece {
  readonly path: string
  readonly file: FileHandle
  bytes: number
  /** Not yet written: a disk is not asked for every packet. */
  waiting: Buffer[]
  waitingBytes: number
  /** The write before: the next bytes are gathered meanwhile. */
  written: Promise<unknown>
}

const WRITE_BYTES = 1024 * 1024

/** Writes what a splitter says into a file a piece. */
export interface PieceWriter {
  /** Answers the piece that became whole by this; null while none did. */
  write: (cut: Cut) => Promise<PieceFile | null>
  /** How many pieces were begun. */
  readonly begun: () => number
  /** Removes the pieces that never became whole. */
  discard: () => Promise<void>
}

export function createPieceWriter(folder: string, extension: string): PieceWriter {
  const open = new Map<number, OpenPiece>()
  let begun = 0
  return {
    begun: () => begun,
    write: async (cut) => {
      if (cut.type === 'begins') {
        begun += 1
        open.set(cut.piece, await openPiece(join(folder, `${String(cut.piece).padStart(6, '0')}.${extension}`)))
        return null
      }
      const piece = open.get(cut.piece)
      if (!piece) return null
      if (cut.type === 'bytes') {
        await write(piece, cut.bytes)
        return null
      }
      await close(piece)
      open.delete(cut.piece)
      return { index: cut.piece, path: piece.path, bytes: piece.bytes, times: cut.times, isTemporary: true }
    },
    discard: async () => {
      for (const piece of open.values()) {
        await piece.written.catch(() => undefined)
        await piece.file.close().catch(() => undefined)
        await rm(piece.path, { force: true })
      }
    },
  }
}

const openPiece = async (path: string): Promise<OpenPiece> => ({
  path,
  file: await open(path, 'w'),
  bytes: 0,
  waiting: [],
  waitingBytes: 0,
  written: Promise.resolve(),
})

async function write(piece: OpenPiece, bytes: Buffer): Promise<void> {
  piece.waiting.push(bytes)
  piece.waitingBytes += bytes.length
  piece.bytes += bytes.length
  if (piece.waitingBytes >= WRITE_BYTES) await flush(piece)
}

async function flush(piece: OpenPiece): Promise<void> {
  await piece.written
  if (piece.waiting.length === 0) return
  piece.written = piece.file.writev(piece.waiting)
  // Whoever writes next, or closes, hears of it.
  piece.written.catch(() => undefined)
  piece.waiting = []
  piece.waitingBytes = 0
}

async function close(piece: OpenPiece): Promise<void> {
  await flush(piece)
  await piece.written
  await piece.file.close()
}
