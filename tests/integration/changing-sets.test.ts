import { createHash } from 'node:crypto'
import { appendFile, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { failed } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { findFfprobe, piecesOfSet, probeAny } from '../../src-main/media/index.ts'
import { putObject, type PutObject } from '../../src-main/transfer/index.ts'
import { clip } from '../helpers/clips.ts'
import { patiently } from '../helpers/patience.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine, type TestEngineOptions } from '../helpers/test-engine.ts'
import { testStore, type TestStore } from '../helpers/test-store.ts'
import { urlOf } from '../helpers/store-doc.ts'

const nameOf = (number: number) => `frame_${String(number).padStart(4, '0')}.png`

/** Six pictures, each with bytes of its own. */
async function frames() {
  const folder = await tempFolder()
  for (let n = 1; n <= 6; n += 1) await appendFile(await clip('still.png', folder, `shot/${nameOf(n)}`), `-${n}`)
  return join(folder, 'shot')
}

/** Writes a file again so that neither the bytes of its set together nor their latest time tell it. */
async function renderAgain(path: string): Promise<void> {
  const bytes = await readFile(path)
  const { atimeMs, mtimeMs } = await stat(path)
  bytes.write('#', bytes.length - 1)
  await writeFile(path, bytes)
  await utimes(path, atimeMs / 1000, mtimeMs / 1000 - 5)
}

async function engineFor(store: TestStore, put?: (what: PutObject) => ReturnType<typeof putObject>, folder?: string) {
  const more: Partial<TestEngineOptions> = folder === undefined ? {} : { folder }
  return testEngine({ url: store.url, ...more, ...(put ? { ports: { put } } : {}) })
}

const bytesInStore = async (store: TestStore, flowId: string) =>
  Promise.all(
    (await store.list(`/flows/${flowId}/segments?limit=100`)).map(async (it) =>
      Buffer.from(await (await fetch(urlOf(it))).arrayBuffer()).toString('latin1'),
    ),
  )

const changed = { name: 'failed', problem: { code: 'file-changed' } }

describe('a set that changes while it is sent', () => {
  it.each([
    ['a picture that is still to come', 1, 6],
    ['a picture that was sent already', 2, 1],
    ['a picture that is being sent', 3, 3],
  ])('is not done: %s was rendered again', async (_, when, which) => {
    const store = await testStore()
    const folder = await frames()
    const [firstIsSent, isAgain] = [Promise.withResolvers<null>(), Promise.withResolvers<null>()]
    const engine = await engineFor(store, async (what) => {
      const name = basename(what.path)
      if (name === nameOf(when)) {
        if (when > 1) await firstIsSent.promise
        await renderAgain(join(folder, nameOf(which)))
        isAgain.resolve(null)
      } else if (name !== nameOf(1)) {
        await isAgain.promise
      }
      const put = await putObject(what)
      if (name === nameOf(1)) firstIsSent.resolve(null)
      return put
    })
    const [id] = await engine.addPaths(folder)
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject(changed)
    expect((await bytesInStore(store, engine.view(id!).flowId!)).filter((it) => it.endsWith('#'))).toEqual([])
    expect(engine.item(id!).work.md5).toBeNull()
  })

  it('is found out after a restart, and is sent anew as one when somebody retries', async () => {
    const [store, folder, data] = [await testStore(), await frames(), await tempFolder()]
    const reached = Promise.withResolvers<null>()
    const first = await engineFor(
      store,
      (what) => {
        if (basename(what.path) !== nameOf(4)) return putObject(what)
        reached.resolve(null)
        return new Promise((resolve) =>
          what.signal.addEventListener('abort', () => resolve(failed(problem('connection-lost')))),
        )
      },
      data,
    )
    const [id] = await first.addPaths(folder)
    await reached.promise
    await vi.waitFor(() => expect(first.pieces(id!).find((it) => it.index === 0)?.state).toBe('registered'), patiently)
    await first.close()
    await renderAgain(join(folder, nameOf(5)))
    await renderAgain(join(folder, nameOf(1)))
    let sent = 0
    const second = await engineFor(
      store,
      (what) => {
        sent += 1
        return putObject(what)
      },
      data,
    )
    await second.atRest()
    expect(second.state(id!)).toMatchObject(changed)
    expect(sent).toBe(0)
    second.retry([id!])
    await second.atRest()
    expect(second.state(id!)).toMatchObject({ name: 'done' })
    const there = await bytesInStore(store, second.view(id!).flowId!)
    const onDisk = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => readFile(join(folder, nameOf(n)), 'latin1')))
    expect(there.toSorted()).toEqual(onDisk.toSorted())
  })

  it.each(['b.m4s', 'init.mp4'])('is a playlist, too: %s is another one when its turn comes', async (which) => {
    const folder = await tempFolder()
    const whole = await readFile(await clip('fragments.mp4', folder))
    const first = whole.indexOf('moof') - 4
    const second = whole.indexOf('moof', first + 8) - 4
    await writeFile(join(folder, 'init.mp4'), whole.subarray(0, first))
    await writeFile(join(folder, 'a.m4s'), whole.subarray(first, second))
    await writeFile(join(folder, 'b.m4s'), whole.subarray(second))
    const path = join(folder, 'list.m3u8')
    await writeFile(path, '#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:1,\na.m4s\n#EXTINF:1,\nb.m4s\n#EXT-X-ENDLIST\n')
    const ffprobe = await findFfprobe()
    const facts = await probeAny(ffprobe, path)
    if (!facts.ok) throw new Error(facts.problem.message)
    const [joined, { signal }] = [join(folder, 'joined'), new AbortController()]
    const pieces = piecesOfSet(ffprobe, { path, facts: facts.value, folder: joined, signal })
    expect((await pieces.next()).value).toMatchObject({ ok: true, value: { index: 0 } })
    await renderAgain(join(folder, which))
    expect((await pieces.next()).value).toMatchObject({ ok: false, problem: { code: 'file-changed' } })
    await pieces.return()
    expect(await readdir(joined)).toEqual(['000000.mp4'])
  })
})

describe('the digest of a set', () => {
  it('is over all bytes of all its files, in their order', async () => {
    const folder = await frames()
    const engine = await engineFor(await testStore())
    const [id] = await engine.addPaths(folder)
    await engine.atRest()
    const hash = createHash('md5')
    for (let n = 1; n <= 6; n += 1) hash.update(await readFile(join(folder, nameOf(n))))
    expect(engine.item(id!).work.md5).toBe(hash.digest('hex'))
  })
})
