import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { clip, largeClip } from '../helpers/clips.ts'
import { finished, listening, runFramehaul, start } from '../helpers/run-framehaul.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { sha256Of } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

const dataOf = async () => ({ FRAMEHAUL_DATA: await tempFolder() })

describe('framehaul upload', () => {
  it('sends what can be sent, says what cannot, and ends with 1', async () => {
    const store = await testStore()
    const folder = await tempFolder()
    const good = await clip('picture-and-sound.mp4', folder, 'good.mp4')
    await writeFile(join(folder, 'bad.mp4'), 'no media')
    const ran = await runFramehaul(
      ['upload', good, join(folder, 'bad.mp4'), '--server', store.url, '--json'],
      await dataOf(),
    )
    expect(ran.code).toBe(1)
    const results = ran.lines.filter((it) => it.type === 'result')
    expect(results.find((it) => it.path === good)).toMatchObject({
      outcome: 'done',
      sourceId: expect.any(String),
      flowId: expect.any(String),
      flows: [{ format: 'urn:x-nmos:format:multi' }, {}, {}],
      objects: [
        {
          objectId: expect.any(String),
          bytes: expect.any(Number),
          md5: expect.any(String),
          etag: expect.any(String),
          timerange: '[0:0_2:2000000)',
        },
      ],
      seconds: { total: expect.any(Number) },
      tries: 1,
    })
    expect(results.find((it) => it.path !== good)).toMatchObject({
      outcome: 'failed',
      problem: { code: 'not-media', message: expect.any(String), remedy: expect.any(String), retryable: true },
    })
    expect(ran.lines.at(-1)).toMatchObject({ type: 'summary', done: 1, failed: 1, cancelled: 0 })
    expect(await store.sha256OfFlow(results.find((it) => it.outcome === 'done')!.flowId)).toBe(await sha256Of(good))
  })

  it('needs no server: the embedded store takes it, and keeps it', async () => {
    const env = await dataOf()
    const path = await clip('picture.mp4', await tempFolder())
    const ran = await runFramehaul(['upload', path, '--json'], env)
    expect(ran.code).toBe(0)
    const { flowId } = ran.lines.find((it) => it.type === 'result')!
    const store = await testStore({ folder: join(env.FRAMEHAUL_DATA, 'store') })
    expect(await store.sha256OfFlow(flowId)).toBe(await sha256Of(path))
  })

  it('takes a folder as a series', async () => {
    const store = await testStore()
    const folder = join(await tempFolder(), 'Season 2')
    for (const name of ['b10.mp4', 'b9.mp4']) await clip('picture.mp4', folder, name)
    await writeFile(join(folder, 'notes.txt'), 'not media')
    const ran = await runFramehaul(
      ['upload', folder, '--server', store.url, '--json', '--flow-prefix', 'Part'],
      await dataOf(),
    )
    expect(ran.code).toBe(0)
    expect(
      ran.lines
        .filter((it) => it.type === 'result')
        .map((it) => [it.sourceName, it.flowName, it.path.slice(-7)])
        .sort(),
    ).toEqual([
      ['Season 2', 'Part 01', '/b9.mp4'],
      ['Season 2', 'Part 02', 'b10.mp4'],
    ])
  })

  it('says what it would do, and does nothing', async () => {
    const ran = await runFramehaul(
      [
        'upload',
        await clip('picture.mp4', await tempFolder()),
        '--dry-run',
        '--json',
        '--server',
        'http://127.0.0.1:1',
      ],
      await dataOf(),
    )
    expect(ran.code).toBe(0)
    expect(ran.lines).toMatchObject([
      { type: 'plan', sourceName: 'picture', flowName: 'picture', facts: { kind: 'video' } },
    ])
  })

  it('writes down what a person said about it', async () => {
    const store = await testStore()
    const ran = await runFramehaul(
      [
        'upload',
        await clip('picture.mp4', await tempFolder()),
        '--server',
        store.url,
        '--json',
        '--source-name',
        'Interview',
        '--flow-name',
        'Master',
        '--description',
        'First take',
        '--tag',
        'project=alpha',
        '--tag',
        'a=b=c',
        '--resolution',
        '1920x1080',
        '--frame-rate',
        '24000/1001',
        '--codec',
        'video/h264',
      ],
      await dataOf(),
    )
    const { flowId, sourceId } = ran.lines.find((it) => it.type === 'result')!
    expect(await store.get(`/flows/${flowId}`)).toMatchObject({
      label: 'Master',
      description: 'First take',
      tags: { project: 'alpha', a: 'b=c' },
      codec: 'video/h264',
      essence_parameters: {
        frame_width: 1920,
        frame_height: 1080,
        frame_rate: { numerator: 24000, denominator: 1001 },
      },
    })
    expect(await store.get(`/sources/${sourceId}`)).toMatchObject({
      label: 'Interview',
      description: 'First take',
      tags: { project: 'alpha', a: 'b=c' },
    })
  })

  it.each(['json', 'csv'])('leaves a receipt as %s', async (form) => {
    const store = await testStore()
    const folder = await tempFolder()
    const receipt = join(folder, `receipt.${form}`)
    const ran = await runFramehaul(
      [
        'upload',
        await clip('picture.mp4', folder, '=danger, "quoted".mp4'),
        '--server',
        store.url,
        '--receipt',
        receipt,
      ],
      await dataOf(),
    )
    expect(ran.code).toBe(0)
    const text = await readFile(receipt, 'utf8')
    if (form === 'json')
      expect(JSON.parse(text)).toMatchObject({
        version: 2,
        items: [{ outcome: 'done', objects: [{ md5: expect.any(String) }] }],
      })
    else
      expect(text).toMatch(/^path,outcome,source.*\r\n"[^\r\n]*=danger, ""quoted""\.mp4",done,"'=danger, ""quoted""",/)
  })

  it.each([
    ['an unknown option', ['upload', 'x.mp4', '--nonsense'], 2],
    ['a path that is not there', ['upload', '/nowhere/at/all.mp4'], 2],
    ['no path', ['upload'], 2],
    ['a wrong rate', ['upload', 'x', '--limit-rate', 'fast'], 2],
    ['a wrong address', ['upload', '/', '--server', 'ftp://x'], 2],
    ['an unknown command', ['uplaod'], 2],
    ['no media in the folder', ['upload', '/proc/self/task'], 2],
  ])('ends with its code for %s', async (_, args, code) => {
    const ran = await runFramehaul(args, await dataOf())
    expect(ran.code).toBe(code)
    expect(ran.stderr).not.toBe('')
    expect(ran.stdout).toBe('')
  })

  it('ends with 3 where the server cannot be used, and says what to do', async () => {
    const path = await clip('picture.mp4', await tempFolder())
    const gone = await runFramehaul(['upload', path, '--server', 'http://127.0.0.1:1'], await dataOf())
    expect([gone.code, gone.stderr]).toEqual([3, expect.stringContaining('does not answer')])
    const store = await testStore({ requireToken: 'let-me-in' })
    const unknown = await runFramehaul(
      ['upload', path, '--server', store.url, '--token', 'hunter2', '--verbose'],
      await dataOf(),
    )
    expect([unknown.code, unknown.stderr]).toEqual([3, expect.stringContaining('does not accept who we are')])
    expect(unknown.stderr + unknown.stdout).not.toContain('hunter2')
    expect(
      (
        await runFramehaul(['upload', path, '--server', store.url], {
          ...(await dataOf()),
          FRAMEHAUL_TOKEN: 'let-me-in',
        })
      ).code,
    ).toBe(0)
  })

  it('is finished cleanly by Ctrl-C, and continued by resume', async () => {
    const store = await testStore()
    const env = await dataOf()
    const folder = await tempFolder()
    const paths = await Promise.all(
      ['1', '2', '3', '4'].map((name) => largeClip(folder, `${name}.mp4`, 4 * 1024 * 1024)),
    )
    const child = start(
      ['upload', ...paths, '--server', store.url, '--json', '--concurrency', '1', '--limit-rate', '4M'],
      env,
    )
    const ending = finished(child)
    let isInterrupted = false
    child.stdout!.on('data', (data) => {
      if (isInterrupted || !String(data).includes('"step":"media"')) return
      isInterrupted = true
      child.kill('SIGINT')
    })
    const ran = await ending
    expect(ran.code).toBe(130)
    expect(ran.lines).toContainEqual({
      type: 'item',
      id: expect.any(String),
      path: expect.any(String),
      state: 'uploading',
      step: 'media',
      bytesSent: expect.any(Number),
      bytesTotal: 4 * 1024 * 1024,
    })
    const before = ran.lines.at(-1)!
    expect(before).toMatchObject({ type: 'summary', problem: { code: 'interrupted' } })
    expect(before.done).toBeLessThan(4)
    const resumed = await runFramehaul(['resume', '--server', store.url, '--json'], env)
    expect(resumed.code).toBe(0)
    expect(before.done + resumed.lines.at(-1)!.done).toBe(4)
    expect(await store.list('/flows?limit=100')).toHaveLength(4)
  })
})

describe('framehaul series', () => {
  it('makes one source and numbered flows; with --series-mode it uses that source again', async () => {
    const store = await testStore()
    const env = await dataOf()
    const folder = await tempFolder()
    for (const name of ['ep1.mp4', 'ep10.mp4', 'ep2.mp4']) await clip('picture.mp4', folder, name)
    for (const more of [[], ['--series-mode']])
      expect(
        (
          await runFramehaul(
            ['series', 'Season 1', folder, '--flow-prefix', 'Episode', '--server', store.url, ...more],
            env,
          )
        ).code,
      ).toBe(0)
    const sources = await store.list('/sources?label=Season%201')
    expect(sources).toHaveLength(1)
    const flows = await store.list(`/flows?source_id=${sources[0]!.id}`)
    expect(flows.map((it) => it.label).sort()).toEqual([
      'Episode 01',
      'Episode 01',
      'Episode 02',
      'Episode 02',
      'Episode 03',
      'Episode 03',
    ])
  })

  it('refuses a template it cannot fill', async () => {
    const folder = await tempFolder()
    await clip('picture.mp4', folder)
    expect(await runFramehaul(['series', 'S', folder, '--flow-template', '{wrong}'], await dataOf())).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('{wrong}'),
    })
  })
})

describe('framehaul list and retry', () => {
  it('show what failed, and run it again once it is mended', async () => {
    const store = await testStore()
    const env = await dataOf()
    const folder = await tempFolder()
    await mkdir(folder, { recursive: true })
    const path = join(folder, 'late.mp4')
    await writeFile(path, 'not yet')
    expect((await runFramehaul(['upload', path, '--server', store.url], env)).code).toBe(1)
    const [listed] = (await runFramehaul(['list', '--json'], env)).lines
    expect(listed).toMatchObject({ type: 'listed', state: 'failed', path, problem: { code: 'not-media' } })
    await clip('picture.mp4', folder, 'late.mp4')
    const retried = await runFramehaul(['retry', listed!.id, '--server', store.url, '--json'], env)
    expect(retried.code).toBe(0)
    expect((await runFramehaul(['list', '--json'], env)).lines).toMatchObject([{ state: 'done' }])
    expect((await runFramehaul(['retry', 'no-such-id', '--server', store.url], env)).code).toBe(2)
  })
})

describe('framehaul probe and --dry-run', () => {
  it.each([
    ['a playlist', 'list.m3u8', { kind: 'video', container: 'video/mp2t', parts: 1 }],
    ['a sequence', 'shot/frame_[0001-0003].png', { kind: 'video', container: 'image/png', parts: 3 }],
  ])('say of %s what an upload sees', async (_, name, facts) => {
    const folder = await tempFolder()
    await clip('stream.ts', folder, 'a.ts')
    await writeFile(join(folder, 'list.m3u8'), '#EXTM3U\n#EXTINF:1,\na.ts\n')
    for (const n of [1, 2, 3]) await clip('still.png', folder, `shot/frame_000${n}.png`)
    const path = join(folder, name)
    const probed = await runFramehaul(['probe', path, '--json'])
    expect(probed.lines).toMatchObject([{ path, problem: null, ...facts }])
    const planned = await runFramehaul(['upload', path, '--dry-run', '--json'], await dataOf())
    expect(planned.lines).toMatchObject([{ type: 'plan', path, problem: null, facts }])
    expect(planned.code).toBe(0)
  })
})

describe('framehaul probe', () => {
  it('prints what it sees as the contract says', async () => {
    const folder = await tempFolder()
    const path = await clip('picture-and-sound.mp4', folder)
    await writeFile(join(folder, 'letter.mov'), '%PDF')
    const ran = await runFramehaul(['probe', path, join(folder, 'letter.mov'), '--json'])
    expect(ran.code).toBe(1)
    expect(ran.lines[0]).toMatchObject({
      path,
      kind: 'multi',
      container: 'video/mp4',
      timerange: '[0:0_2:2000000)',
      problem: null,
      tracks: [
        {
          index: 0,
          kind: 'video',
          codec: 'video/mp4v-es',
          width: 320,
          height: 180,
          rotation: null,
          frameRate: '30000/1001',
          vfr: false,
          interlace: null,
          sampleRate: null,
          channels: null,
          timecode: null,
        },
        { kind: 'audio', sampleRate: 48000, channels: 1, frameRate: null },
      ],
    })
    expect(ran.lines[1]).toMatchObject({ kind: 'none', problem: { code: 'not-media' } })
  })
})

describe('framehaul', () => {
  it.each(['upload', 'series', 'resume', 'list', 'retry', 'remove', 'probe', 'sandbox', 'console'])(
    '%s --help shows an example',
    async (command) => {
      const ran = await runFramehaul([command, '--help'])
      expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining(`framehaul ${command}`)])
      expect(ran.stdout).toContain('Example:')
    },
  )

  it('tells two processes that want the same data folder apart', async () => {
    const env = await dataOf()
    const child = start(['console', '--json'], env)
    await listening(child)
    expect(await runFramehaul(['upload', await clip('picture.mp4', await tempFolder())], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Another Framehaul'),
    })
    expect((await runFramehaul(['list'], env)).code).toBe(0)
  })

  it('sandbox says where it listens, and that a port is taken', async () => {
    const child = start(['sandbox', '--port', '0', '--json', '--data', await tempFolder()])
    const url = await listening(child)
    expect(await (await fetch(`${url}/service`)).json()).toMatchObject({ api_version: '8.2' })
    expect(await runFramehaul(['sandbox', '--port', new URL(url).port, '--data', await tempFolder()])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is used by another program'),
    })
    child.kill('SIGTERM')
    expect((await finished(child)).code).toBe(0)
  })
})
