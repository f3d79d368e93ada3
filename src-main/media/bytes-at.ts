import type { FileHandle } from 'node:fs/promises'

/** Bytes of a file from a place on; fewer where it ends before. */
export async function bytesAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, at)
  return buffer.subarray(0, bytesRead)
}
