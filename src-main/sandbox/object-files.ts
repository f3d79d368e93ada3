import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/** An object on disk. */
export interface StoredFile {
  readonly path: string
  readonly size: number
  readonly etag: string
  readonly contentType: string | null
  readonly modified: Date
}

/** The objects of one bucket as files. A key is either wholly there or not there at all. */
export interface ObjectFiles {
  /**
   * Keeps what arrives; null where it ended before the length that was announced. Throws a {@link NoRoom} where the
   * disk has none; what was not read of the body may then still be read.
   */
  put: (key: string, body: Readable, length: number, contentType: string | null) => Promise<{ etag: string } | null>
  find: (key: string) => Promise<StoredFile | null>
  read: (file: StoredFile, range: { start: number; end: number } | null) => Readable
  remove: (key: string) => Promise<void>
}

/** The disk, or this user's part of it, is full. */
export class NoRoom extends Error {}

const WRITE_BYTES = 1024 * 1024

/** @param openFile how the file is opened that an object is written to; a test gives one on a full disk */
export function openObjectFiles(folder: string, openFile: typeof open = open): ObjectFiles {
  // A key is hashed into a file name, so that no key can name a place outside the folder.
  const pathsOf = (key: string) => {
    const name = createHash('sha256').update(key).digest('hex')
    return {
      folder: join(folder, name.slice(0, 2)),
      data: join(folder, name.slice(0, 2), name),
      description: join(folder, name.slice(0, 2), `${name}.json`),
    }
  }
  let parts = 0
  return {
    put: async (key, body, length, contentType) => {
      const { folder: home, data, description } = pathsOf(key)
      await mkdir(home, { recursive: true })
      const part = `${data}.${process.pid}.${++parts}.part`
      const file = await openFile(part, 'wx')
      const hash = createHash('md5')
      let received = 0
      try {
        let batch: Buffer[] = []
        let batched = 0
        let writing: Promise<unknown> = Promise.resolve()
        // What came is written in large pieces while the next is received and hashed: a disk is not asked for every
        // packet.
        const write = async () => {
          await writing
          writing = file.writev(batch)
          writing.catch(() => undefined)
          batch = []
          batched = 0
        }
        // Left standing where we stop early: what is destroyed takes the connection with it, and no answer arrives.
        for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
          hash.update(chunk)
          received += chunk.length
          batch.push(chunk)
          batched += chunk.length
          if (batched >= WRITE_BYTES) await write()
        }
        if (batch.length > 0) await write()
        await writing
        if (received !== length) return null
        await file.sync()
        const etag = hash.digest('hex')
        // The description first: an object without one would be found but not understood.
        await writeFile(`${part}.json`, JSON.stringify({ etag, contentType }))
        await rename(`${part}.json`, description)
        await rename(part, data)
        return { etag }
      } catch (error) {
        const { code = '', message } = error as NodeJS.ErrnoException
        if (/^(ENOSPC|EDQUOT)$/.test(code)) throw new NoRoom(message)
        return null
      } finally {
        await file.close()
        await rm(part, { force: true })
      }
    },
    find: async (key) => {
      const { data, description } = pathsOf(key)
      try {
        const [info, text] = await Promise.all([stat(data), readFile(description, 'utf8')])
        const { etag, contentType } = JSON.parse(text) as { etag: string; contentType: string | null }
        return { path: data, size: info.size, etag, contentType, modified: info.mtime }
      } catch {
        return null
      }
    },
    read: (file, range) => createReadStream(file.path, range ?? {}),
    remove: async (key) => {
      const { data, description } = pathsOf(key)
      await Promise.all([rm(data, { force: true }), rm(description, { force: true })])
    },
  }
}
