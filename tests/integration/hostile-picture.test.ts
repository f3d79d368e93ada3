import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { findFfprobe, probe } from '../../src-main/media/index.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

/** A chunk of a PNG. Source: RFC 2083, 3.2. */
function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

/** A few bytes that say they are a picture of this size, with 16 bits a channel. */
function hugePicture(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([16, 6], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const pixels = deflateSync(Buffer.alloc(100_000))
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

/** The most memory that any process had which was started meanwhile, in bytes. */
async function mostMemory(work: () => Promise<unknown>): Promise<number> {
  let most = 0
  const children: ChildProcess[] = []
  const meet = (message: unknown) => void children.push((message as { process: ChildProcess }).process)
  const look = () => {
    for (const { pid } of children) {
      try {
        const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
        most = Math.max(most, Number(kilobytes ?? 0) * 1024)
      } catch {
        // It has ended.
      }
    }
  }
  subscribe('child_process', meet)
  const looking = setInterval(look, 2)
  try {
    await work()
  } finally {
    clearInterval(looking)
    unsubscribe('child_process', meet)
  }
  return most
}

describe.skipIf(process.platform !== 'linux')('a picture of 300 bytes that claims to have 256 million pixels', () => {
  it('is told to be that large, and takes no gigabyte to tell', async () => {
    const path = join(await tempFolder(), 'huge.png')
    await writeFile(path, hugePicture(16_000, 16_000))
    const tool = await findFfprobe()
    let read: unknown
    const most = await mostMemory(async () => (read = await probe(tool, path)))
    expect(read).toMatchObject({ ok: true, value: { kind: 'image', tracks: [{ width: 16_000, height: 16_000 }] } })
    expect(most).toBeLessThan(1024 ** 3)
  })
})
