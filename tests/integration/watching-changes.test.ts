import { appendFile, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { wholenessBy } from '../../src-main/engine/intake/is-whole.ts'
import { watchFolder, type WatchFolder } from '../../src-main/engine/intake/watch-folder.ts'
import { createWatchFolders } from '../../src-main/engine/intake/watch-folders.ts'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import type { Journal } from '../../src-main/engine/journal/journal.ts'
import { findFfprobe } from '../../src-main/media/index.ts'
import { ProblemError } from '../../src-shared/outcome.ts'
import { problem, type Problem } from '../../src-shared/problems.ts'
import { clip } from '../helpers/clips.ts'
import { patiently } from '../helpers/patience.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

async function watching(more: Partial<WatchFolder> = {}) {
  const path = more.path ?? (await tempFolder())
  const arrived: [name: string, size: number][] = []
  const troubles: (Problem['code'] | null)[] = []
  const watch = watchFolder({
    path,
    settledMs: 1_000,
    isKnown: () => false,
    onArrival: (files) => {
      for (const { file } of files) arrived.push([file.relativePath, file.size])
      return []
    },
    onTrouble: (it) => troubles.push(it?.code ?? null),
    ...more,
  })
  onTestFinished(() => watch.close())
  await watch.ready
  const until = (what: [string, number][]) => vi.waitFor(() => expect(arrived).toEqual(what), patiently)
  return { path, troubles, until }
}

describe('a file of a watched folder', () => {
  it('that is half a copy waits while others that came later are taken, and is taken whole', async () => {
    const { path, until } = await watching({ isWhole: wholenessBy(await findFfprobe()) })
    const whole = await readFile(await clip('sound.wav', await tempFolder()))
    await writeFile(join(path, 'half.wav'), whole.subarray(0, whole.length / 2))
    await writeFile(join(path, 'later.wav'), whole)
    await until([['later.wav', whole.length]])
    await appendFile(join(path, 'half.wav'), whole.subarray(whole.length / 2))
    await until([
      ['later.wav', whole.length],
      ['half.wav', whole.length],
    ])
  })

  it.runIf(process.platform === 'linux')('that a program has open for writing waits until it is closed', async () => {
    const { path, until } = await watching()
    const copying = await open(join(path, 'open.mov'), 'w')
    await copying.write('first half')
    await writeFile(join(path, 'closed.mov'), 'whole')
    await until([['closed.mov', 5]])
    await copying.close()
    await until([
      ['closed.mov', 5],
      ['open.mov', 10],
    ])
  })

  it('that grows, is rewritten or replaced after it was taken is taken again', async () => {
    const { path, until } = await watching()
    const file = join(path, 'a.mov')
    await writeFile(file, 'one')
    await until([['a.mov', 3]])
    await appendFile(file, ' more')
    await until([
      ['a.mov', 3],
      ['a.mov', 8],
    ])
    const elsewhere = join(await tempFolder(), 'b.mov')
    await writeFile(elsewhere, 'another one')
    await rename(elsewhere, file)
    await until([
      ['a.mov', 3],
      ['a.mov', 8],
      ['a.mov', 11],
    ])
  })

  it('comes again where the journal refused it', async () => {
    let refusals = 2
    const taken: string[] = []
    const { path, troubles } = await watching({
      onArrival: (files) => {
        if (refusals-- > 0) throw new ProblemError(problem('disk-full'))
        taken.push(...files.map((it) => it.file.relativePath))
        return []
      },
    })
    await writeFile(join(path, 'a.mov'), 'media')
    await vi.waitFor(() => expect(taken).toEqual(['a.mov']), patiently)
    await vi.waitFor(() => expect([troubles[0], troubles.at(-1)]).toEqual(['disk-full', null]), patiently)
  })
})

describe('a watched folder', () => {
  it('goes on where a folder in it vanishes and comes back', async () => {
    const { path, until } = await watching()
    await mkdir(join(path, 'card'))
    await writeFile(join(path, 'card', 'a.mov'), 'a')
    await until([['card/a.mov', 1]])
    await rm(join(path, 'card'), { recursive: true })
    await mkdir(join(path, 'card'))
    await writeFile(join(path, 'card', 'b.mov'), 'bb')
    await until([
      ['card/a.mov', 1],
      ['card/b.mov', 2],
    ])
  })

  it('that is not there says so, and is taken up when it comes', async () => {
    const path = join(await tempFolder(), 'share')
    const { troubles, until } = await watching({ path })
    expect(troubles).toEqual(['no-such-path'])
    await mkdir(path)
    await writeFile(join(path, 'a.mov'), 'media')
    await until([['a.mov', 5]])
    expect(troubles).toEqual(['no-such-path', null])
    await rename(path, `${path} away`)
    await vi.waitFor(() => expect(troubles).toEqual(['no-such-path', null, 'no-such-path']), patiently)
  })
})

describe('files of watched folders in the journal', () => {
  const opened = (folder: string): Journal => {
    const journal = openJournal(folder)
    if (!journal.ok) throw new Error(journal.problem.message)
    return journal.value
  }

  it('are known together with their items, or not at all', async () => {
    const store = await testStore()
    const [folder, media] = [await tempFolder(), await tempFolder()]
    await clip('picture.mp4', media, 'first.mp4')
    const journal = opened(folder)
    let refusals = 1
    // Refused between the two: the items are written, and what they came of is not.
    const refusing: Journal = {
      ...journal,
      addKnown: (items, files) => {
        if (refusals-- > 0) journal.addKnown(items, [{ ...files[0]!, path: undefined as never }])
        else journal.addKnown(items, files)
      },
    }
    const engine = await testEngine({ url: store.url, folder, journal: refusing })
    const keeper = createWatchFolders(refusing, engine, 300)
    onTestFinished(() => keeper.close())
    keeper.apply([{ path: media, series: null }], {})
    await vi.waitFor(() => expect(engine.items().map((it) => it.life.state.name)).toEqual(['done']), patiently)
    await engine.close()
    expect(opened(folder).load()).toHaveLength(1)
  })

  it('are tried again as the same item where they failed and were mended', async () => {
    const store = await testStore()
    const [folder, media] = [await tempFolder(), await tempFolder()]
    await writeFile(join(media, 'a.mp4'), 'not yet')
    const journal = opened(folder)
    const engine = await testEngine({ url: store.url, folder, journal })
    const keeper = createWatchFolders(journal, engine, 300)
    onTestFinished(() => keeper.close())
    keeper.apply([{ path: media, series: null }], {})
    const states = () => engine.items().map((it) => it.life.state.name)
    await vi.waitFor(() => expect(states()).toEqual(['failed']), patiently)
    await rename(await clip('picture.mp4', await tempFolder()), join(media, 'a.mp4'))
    await vi.waitFor(() => expect(states()).toEqual(['done']), patiently)
  })
})
