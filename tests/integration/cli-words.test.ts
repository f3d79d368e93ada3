import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { clip } from '../helpers/clips.ts'
import { runFramehaul } from '../helpers/run-framehaul.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testStore } from '../helpers/test-store.ts'

const dataOf = async () => ({ FRAMEHAUL_DATA: await tempFolder() })

describe('the reason of an early end', () => {
  const to = ['resume', '--server', 'https://127.0.0.1:1']

  it.each([
    ['an option that is none', ['upload', 'x.mp4', '--nonsense'], 2, 'bad-call'],
    ['no argument', ['upload'], 2, 'bad-call'],
    ['a path that is not there', ['upload', '/nowhere/at/all.mp4'], 2, 'no-such-path'],
    ['a server that is not there', ['resume', '--server', 'http://127.0.0.1:1'], 3, 'server-unreachable'],
    ['an authority that is not there', [...to, '--ca', '/nowhere.pem'], 2, 'certificate-file'],
    ['a certificate file without one', [...to, '--cert', import.meta.filename], 2, 'certificate-file'],
    ['a key without its certificate', [...to, '--key', import.meta.filename], 2, 'certificate-file'],
    ['a login without its client', [...to, '--oauth-url', 'https://127.0.0.1:1'], 2, 'bad-call'],
    ['a token address that is none', [...to, '--oauth-client', 'c', '--oauth-url', 'login'], 2, 'bad-call'],
    ['an address without a server', ['doctor', '--server', 'http://'], 2, 'bad-call'],
    ['a proxy that is none', [...to, '--proxy', 'socks5://127.0.0.1:1'], 2, 'bad-call'],
  ])('is the last line of --json for %s', async (_, args, code, problem) => {
    const ran = await runFramehaul([...args, '--json'], await dataOf())
    expect([ran.code, ran.lines.at(-1)]).toMatchObject([code, { type: 'error', problem: { code: problem } }])
  })
})

describe('--receipt', () => {
  it.each(['no-such-folder/receipt.csv', 'folder.json'])('is tried before a byte is sent: %s', async (name) => {
    const store = await testStore()
    const folder = await tempFolder()
    await mkdir(join(folder, 'folder.json'))
    const ran = await runFramehaul(
      ['upload', await clip('picture.mp4', folder), '--server', store.url, '--json', '--receipt', join(folder, name)],
      await dataOf(),
    )
    expect([ran.code, ran.lines.at(-1)]).toMatchObject([2, { problem: { code: 'receipt-unwritable' } }])
    expect(await store.list('/flows')).toEqual([])
    expect((await readdir(folder)).toSorted()).toEqual(['folder.json', 'picture.mp4'])
  })
})

describe('the last line', () => {
  it('does not count what was there before as sent', async () => {
    const store = await testStore()
    const env = await dataOf()
    const upload = ['upload', await clip('picture.mp4', await tempFolder()), '--server', store.url]
    expect((await runFramehaul(upload, env)).stderr).toMatch(/1 file done, [\d.]+ kB in /)
    const again = await runFramehaul([...upload, '--duplicates', 'skip'], env)
    expect([again.code, again.stderr]).toEqual([
      0,
      expect.stringMatching(/1 file done, 1 of them there before, 0 B in /),
    ])
  })
})

describe('a name that would steer a terminal', () => {
  const EVIL = 'a\u001B[31m\u0007\u009B2J\u202Egpj\u2066.mp4'

  it('is written out wherever it is printed, and is itself in --json', async () => {
    const env = await dataOf()
    const folder = await tempFolder()
    await writeFile(join(folder, EVIL), 'no media')
    const raw = ['\u001B', '\u0007', '\u009B', '\u202E', '\u2066']
    const store = await testStore()
    for (const args of [
      ['upload', join(folder, EVIL), '--server', store.url, '--verbose'],
      ['upload', join(folder, EVIL), '--dry-run'],
      ['upload', join(folder, `no ${EVIL}`)],
      ['probe', join(folder, EVIL)],
      ['list'],
      ['retry', `--${EVIL}`],
    ])
      for (const json of [[], ['--json']]) {
        const { stdout, stderr } = await runFramehaul([...args, ...json], env)
        expect(stdout + stderr).toContain(String.raw`\u202e`)
        expect(raw.filter((it) => `${stdout}${stderr}`.includes(it))).toEqual([])
      }
    const [listed] = (await runFramehaul(['list', '--json'], env)).lines
    expect(listed!.path).toBe(join(folder, EVIL))
  })
})

describe('framehaul remove', () => {
  it('takes items out of the queue for good, and says what is left in the store', async () => {
    const store = await testStore()
    const env = await dataOf()
    const folder = await tempFolder()
    await writeFile(join(folder, 'bad.mp4'), 'no media')
    const good = await clip('picture.mp4', folder, 'good.mp4')
    await runFramehaul(['upload', good, join(folder, 'bad.mp4'), '--server', store.url], env)
    const listed = (await runFramehaul(['list', '--json'], env)).lines
    const [done, failed] = ['done', 'failed'].map((state) => listed.find((it) => it.state === state)!)
    expect((await runFramehaul(['remove', done!.id, 'no-such-item', '--json'], env)).lines.at(-1)).toMatchObject({
      problem: { code: 'unknown-item', message: expect.stringContaining('no-such-item') },
    })
    const ran = await runFramehaul(['remove', done!.id, failed!.id, '--json'], env)
    expect(ran.code).toBe(0)
    expect(ran.lines).toMatchObject([
      {
        type: 'removed',
        id: done!.id,
        state: 'done',
        left: { flowIds: [done!.flowId], objectIds: [expect.any(String)] },
      },
      { type: 'removed', id: failed!.id, state: 'failed', left: { sourceId: null, flowIds: [], objectIds: [] } },
    ])
    expect((await runFramehaul(['list', '--json'], env)).lines).toEqual([])
    expect(await store.list('/flows')).toHaveLength(1)
  })
})
