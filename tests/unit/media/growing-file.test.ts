import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { growingFile } from '../../../src-main/media/cut/growing-file.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

describe('a file that somebody is still writing', () => {
  afterEach(() => void vi.useRealTimers())

  it('is not finished because the computer slept', async () => {
    const path = join(await tempFolder(), 'recording')
    await writeFile(path, 'before')
    const bytes = growingFile(path, 5_000, new AbortController().signal)
    expect(String((await bytes.next()).value)).toBe('before')
    const next = bytes.next()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * 3_600_000 })
    // It looks a few times after it woke up, and finds nothing yet.
    await new Promise((resolve) => setTimeout(resolve, 600))
    await appendFile(path, ' and after')
    expect(String((await next).value)).toBe(' and after')
    await bytes.return()
  })

  it('is not finished by pauses that are each shorter, though they are longer together', async () => {
    const path = join(await tempFolder(), 'recording')
    await writeFile(path, 'the first')
    const bytes = growingFile(path, 1_000, new AbortController().signal)
    expect(String((await bytes.next()).value)).toBe('the first')
    for (const more of ['second', 'third', 'fourth', 'fifth']) {
      const next = bytes.next()
      // Two looks at most.
      await new Promise((resolve) => setTimeout(resolve, 500))
      await appendFile(path, more)
      expect(String((await next).value)).toBe(more)
    }
    await bytes.return()
  })

  it('is finished when nothing was added for so long', async () => {
    const path = join(await tempFolder(), 'recording')
    await writeFile(path, 'all of it')
    const bytes = growingFile(path, 500, new AbortController().signal)
    expect(String((await bytes.next()).value)).toBe('all of it')
    expect((await bytes.next()).done).toBe(true)
  })
})
