import { open } from 'node:fs/promises'

const CHUNK_BYTES = 256 * 1024
const LOOK_EVERY_MS = 250

/**
 * The bytes of a file that somebody is still writing, as they come. Ends when nothing was added for so long.
 *
 * Time is counted in looks: a computer that slept, or had no time for us, has not seen that nothing was added.
 *
 * @param idleMs without growth after which the file counts as finished
 */
export async function* growingFile(
  path: string,
  idleMs: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, void> {
  const file = await open(path, 'r')
  try {
    let position = 0
    let looks = 0
    while (!signal.aborted) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position)
      if (bytesRead > 0) {
        position += bytesRead
        yield buffer.subarray(0, bytesRead)
        looks = 0
      } else if (looks * LOOK_EVERY_MS >= idleMs) {
        return
      } else {
        looks += 1
        await new Promise((resolve) => {
          setTimeout(resolve, LOOK_EVERY_MS)
        })
      }
    }
  } finally {
    await file.close()
  }
}
