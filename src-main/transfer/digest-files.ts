import { open, stat, type FileHandle } from 'node:fs/promises'
import { failed, ok, type Outcome } from '../../src-shared/outcome.ts'
import { fileProblem } from '../../src-shared/file-problem.ts'
import { BLOCK_BYTES } from './block-memory.ts'
import { fileBlocks } from './file-blocks.ts'
import { openHashSession, type HashSession } from './hasher.ts'

/**
 * MD5 over all bytes of some files, one after the other, in hex; computed in the thread that hashes what is sent.
 *
 * Answers `file-missing` or `file-unreadable`. An abort answers `file-unreadable`; whoever aborted knows why.
 */
export async function digestFiles(paths: readonly string[], signal: AbortSignal): Promise<Outcome<string>> {
  const hash = openHashSession(false)
  try {
    for (const path of paths) await digestInto(hash, path, signal)
    return ok((await hash.digests()).md5)
  } catch (error) {
    return failed(fileProblem(error, (error as Error).message))
  } finally {
    hash.drop()
  }
}

async function digestInto(hash: HashSession, path: string, signal: AbortSignal): Promise<void> {
  let handle: FileHandle | null = null
  try {
    const { size } = await stat(path)
    handle = await open(path, 'r')
    const beforeBlock = () => {
      signal.throwIfAborted()
      return Promise.resolve()
    }
    const blocks = fileBlocks({ handle, start: 0, length: size, hash, blockBytes: () => BLOCK_BYTES, beforeBlock })
    for await (const _ of blocks);
  } finally {
    await handle?.close()
  }
}
