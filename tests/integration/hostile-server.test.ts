import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { clip } from '../helpers/clips.ts'
import { localServer } from '../helpers/local-server.ts'
import { patiently } from '../helpers/patience.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testWorkspace } from '../helpers/test-workspace.ts'

const ID = '6ba7b810-9dad-41d1-80b4-00c04fd430c8'

/** A TAMS server that lies: where to write, where to read, and what things are called. */
async function liar(url: string): Promise<{ readonly url: string; readonly seen: string[] }> {
  const seen: string[] = []
  const answers: readonly (readonly [RegExp, unknown])[] = [
    [/^GET \/service$/, { type: 'urn:x-tams:service:api', api_version: '8.2', name: '<script>alert(1)</script>' }],
    [/^POST \/flows\/[^/]+\/storage/, { media_objects: [{ object_id: '../../../../etc/cron.d/x', put_url: { url } }] }],
    [/^GET \/flows\/[^/]+\/segments/, [{ object_id: 'o', timerange: '[0:0_1:0)', get_urls: [{ url }] }]],
    [
      /^GET \/sources/,
      [
        {
          id: ID,
          label: '<img src=x onerror=alert(1)>',
          format: 'urn:x-nmos:format:video',
          tags: { __proto__: 'x', constructor: 'y' },
        },
      ],
    ],
    [/^GET \/flows/, []],
  ]
  const address = await localServer((request, response) => {
    const line = `${request.method} ${request.url?.split('?')[0]}`
    seen.push(line)
    request.resume()
    const found = answers.find(([pattern]) => pattern.test(line))
    response.writeHead(found ? 200 : 201, { 'content-type': 'application/json' }).end(JSON.stringify(found?.[1] ?? {}))
  })
  return { url: address, seen }
}

describe('a server that lies gets nothing', () => {
  it.each([
    'file:///etc/passwd',
    'ftp://127.0.0.1/x',
    'javascript:alert(1)',
    'data:text/plain,x',
    'unix:/var/run/docker.sock:/containers',
  ])('when it says to write to %s', async (url) => {
    const server = await liar(url)
    const workspace = await testWorkspace(server.url)
    const {
      ids: [id],
    } = await workspace.call('queue:add', { paths: [await clip('picture.mp4', await tempFolder())] })
    await expect
      .poll(() => workspace.engine.item(id!)?.life.state, patiently)
      .toMatchObject({ name: 'failed', problem: { code: 'server-answer-wrong' } })
  })

  it('when it says that an object is a file of this computer', async () => {
    const secret = join(await tempFolder(), 'secret.txt')
    await writeFile(secret, 'hunter2')
    const server = await liar(`file://${secret}`)
    const workspace = await testWorkspace(server.url)
    const { segments } = await workspace.call('store:segments', { flowId: ID, page: null })
    expect(segments).toEqual([{ objectId: 'o', timerange: '[0:0_1:0)', canBeRead: false }])
    const { address } = await workspace.call('store:play', { flowId: ID, objectId: 'o', type: null })
    expect(
      await workspace.plays.open(address.slice('/play/'.length), null, new AbortController().signal),
    ).toMatchObject({ ok: false, problem: { code: 'object-unreadable' } })
  })

  it('when it calls things by names that are code: they are text', async () => {
    const workspace = await testWorkspace((await liar('http://127.0.0.1:1/x')).url)
    const { sources } = await workspace.call('store:sources', { page: null })
    expect(sources[0]?.label).toBe('<img src=x onerror=alert(1)>')
    expect(Object.getPrototypeOf(sources[0]?.tags)).toBe(Object.prototype)
  })

  it('and nothing of it stands in the log but what an engineer may read', async () => {
    const server = await liar('http://127.0.0.1:1/bucket/key?X-Amz-Signature=abcdef&X-Amz-Credential=hunter2')
    const workspace = await testWorkspace(server.url)
    const {
      ids: [id],
    } = await workspace.call('queue:add', { paths: [await clip('picture.mp4', await tempFolder())] })
    await expect
      .poll(async () => readFile(join(workspace.folder, 'logs/framehaul.log'), 'utf8').catch(() => ''), patiently)
      .toContain('store-unreachable')
    const log = await readFile(join(workspace.folder, 'logs/framehaul.log'), 'utf8')
    expect(log).not.toMatch(/abcdef|hunter2/)
    await workspace.call('queue:cancel', { ids: [id!] })
  })
})
