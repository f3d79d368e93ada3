import { mkdir, readFile, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findFiles, lookForFiles, type FindOptions } from '../../src-main/engine/intake/find-files.ts'
import { fileSetOf } from '../../src-main/media/index.ts'
import { clip } from '../helpers/clips.ts'
import { runFramehaul } from '../helpers/run-framehaul.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testStore } from '../helpers/test-store.ts'

const NFC = 'Café'.normalize('NFC')
const NFD = 'Café'.normalize('NFD')

const files = async (folder: string, ...names: (string | Buffer)[]) => {
  for (const name of names) {
    const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name)])
    await mkdir(path.subarray(0, path.lastIndexOf('/')), { recursive: true })
    await writeFile(path, 'media')
  }
}
const found = async (paths: readonly string[], more: Partial<FindOptions> = {}) => {
  const { files, refused } = await lookForFiles(paths, { recursive: true, ...more })
  return { names: files.map((it) => it.relativePath), refused: refused.map((it) => it.problem.code) }
}

describe('files that are looked for', () => {
  it('are found beside links that lead nowhere, a folder that may not be read and a path that is none', async () => {
    const folder = await tempFolder()
    await files(folder, 'good/a.mov', 'closed/b.mov')
    await symlink(join(folder, 'nowhere.mov'), join(folder, 'good', 'dangling.mov'))
    await symlink(join(folder, 'loop.mov'), join(folder, 'loop.mov'))
    const { names, refused } = await withoutRightsTo(join(folder, 'closed'), () =>
      found([join(folder, 'gone.mov'), '', join(folder, 'loop.mov'), folder]),
    )
    expect(names.filter((it) => !it.startsWith('closed/'))).toEqual([expect.stringMatching(/\/good\/a\.mov$/)])
    expect(refused).toEqual([
      'no-such-path',
      'no-such-path',
      'no-such-path',
      'no-such-path',
      'no-such-path',
      'folder-unreadable',
    ])
  })

  it('are refused as a whole only where nothing is left', async () => {
    expect(await findFiles([join(await tempFolder(), 'gone.mov')], { recursive: true })).toMatchObject({
      ok: false,
      problem: { code: 'no-such-path' },
    })
  })

  it('are no more than the most, and that is said', async () => {
    const folder = await tempFolder()
    await files(folder, 'a.mov', 'b.mov', 'sub/c.mov')
    expect(await found([folder], { most: 3 })).toMatchObject({ names: { length: 3 }, refused: [] })
    expect(await found([folder], { most: 2 })).toMatchObject({ names: { length: 2 }, refused: ['too-many-files'] })
    expect(await found([folder], { most: 1 })).toMatchObject({ names: { length: 1 }, refused: ['too-many-files'] })
  })

  it('are not looked for in recycle bins and what systems keep for themselves', async () => {
    const folder = await tempFolder()
    await files(
      folder,
      'a.mov',
      ...['$RECYCLE.BIN', 'System Volume Information', '@eaDir', '#recycle', '.Trashes', '.Trash-1000'].map(
        (it) => `${it}/x.mov`,
      ),
      ...['.Spotlight-V100', 'lost+found', '@Recently-Snapshot', '__MACOSX'].map((it) => `${it}/x.mov`),
      '._a.mov',
    )
    expect(await found([folder])).toEqual({ names: ['a.mov'], refused: [] })
    expect((await found([join(folder, '#recycle')])).names).toEqual(['x.mov'])
  })

  it.runIf(process.platform === 'linux')('whose names are no text are named and counted', async () => {
    const folder = await tempFolder()
    await files(folder, 'a.mov', Buffer.from('caf\xE9.mov', 'latin1'), Buffer.from('no \xFF media.txt', 'latin1'))
    const { refused } = await lookForFiles([folder], { recursive: true })
    expect(refused.map((it) => [it.path, it.problem.code])).toEqual([
      [join(folder, String.raw`caf\xE9.mov`), 'name-unreadable'],
    ])
  })

  it.runIf(process.platform === 'linux')(
    'whose names are no text are named and counted beside one that has the very name they are read as',
    async () => {
      const folder = await tempFolder()
      const raw = (name: string) => Buffer.from(name, 'latin1')
      await files(folder, 'caf\uFFFD.mov', raw('caf\xE9.mov'), raw('caf\xE8.mov'), raw('no \xFF media.txt'))
      await files(folder, raw('f\xFCr sp\xE4ter/a.mov'))
      const { files: found, refused, others } = await lookForFiles([folder], { recursive: true })
      expect(found.map((it) => it.relativePath)).toEqual(['caf\uFFFD.mov'])
      expect(refused.map((it) => it.path.slice(folder.length + 1)).sort()).toEqual([
        String.raw`caf\xE8.mov`,
        String.raw`caf\xE9.mov`,
        String.raw`f\xFCr sp\xE4ter`,
      ])
      expect(others.map((it) => it.relativePath)).toEqual([String.raw`no \xFF media.txt`])
    },
  )

  it('are one where they are named twice, or with their accents written in another way', async () => {
    const folder = await tempFolder()
    await files(folder, `${NFD}.mov`)
    const both = [join(folder, `${NFC}.mov`), join(folder, `${NFD}.mov`), folder]
    expect(await found(both)).toMatchObject({ names: { length: 1 }, refused: [] })
  })

  it('are one sequence, whichever way the accents of each picture are written', async () => {
    const folder = await tempFolder()
    await files(folder, `${NFC}_0001.png`, `${NFD}_0002.png`, `${NFC}_0003.png`)
    const { files: sequences } = await lookForFiles([folder], { recursive: true })
    expect(sequences.map((it) => it.relativePath)).toEqual([`${NFC}_[0001-0003].png`])
    const set = await fileSetOf(sequences[0]!.path)
    expect(set.ok && (await Promise.all(set.value!.files.map((it) => readFile(it, 'utf8'))))).toEqual(
      Array(3).fill('media'),
    )
  })
})

describe('framehaul upload', () => {
  it('sends what can be sent of its arguments, says a sentence for each that cannot, and counts it', async () => {
    const store = await testStore()
    const folder = await tempFolder()
    const good = await clip('picture.mp4', folder, 'good.mp4')
    await mkdir(join(folder, 'empty'))
    await symlink(join(folder, 'nowhere'), join(folder, 'dangling.mp4'))
    const ran = await runFramehaul(
      ['upload', join(folder, 'dangling.mp4'), join(folder, 'empty'), good, good, '--server', store.url, '--json'],
      { FRAMEHAUL_DATA: await tempFolder() },
    )
    expect(ran.code).toBe(1)
    expect(ran.lines.filter((it) => it.type === 'result').map((it) => [it.path, it.outcome, it['problem']])).toEqual([
      [join(folder, 'empty'), 'failed', expect.objectContaining({ code: 'nothing-to-add' })],
      [join(folder, 'dangling.mp4'), 'failed', expect.objectContaining({ code: 'no-such-path' })],
      [good, 'done', undefined],
    ])
    expect(ran.lines.at(-1)).toMatchObject({ type: 'summary', done: 1, failed: 2 })
    await unlink(good)
  })
})

/** Root may read everything, so that the rights are taken from this process instead of from the folder alone. */
async function withoutRightsTo<T>(folder: string, body: () => Promise<T>): Promise<T> {
  const { chmod } = await import('node:fs/promises')
  await chmod(folder, 0o000)
  await chmod(join(folder, '..'), 0o755)
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid!(65_534)
  const back = async () => {
    if (isRoot) process.seteuid!(0)
    await chmod(folder, 0o755)
  }
  onTestFinished(back)
  try {
    return await body()
  } finally {
    await back()
  }
}
