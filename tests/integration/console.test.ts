import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { Answer, Ask, CallName, EventName, EventPayload } from '../../src-shared/contract.ts'
import type { Outcome } from '../../src-shared/outcome.ts'
import { startConsole } from '../../src-main/console/index.ts'
import { clip } from '../helpers/clips.ts'
import { patiently } from '../helpers/patience.ts'
import { runFramehaul } from '../helpers/run-framehaul.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testStore } from '../helpers/test-store.ts'

async function consoleFor(url: string) {
  const folder = await tempFolder()
  const windowFolder = await tempFolder()
  await writeFile(join(windowFolder, 'index.html'), '<!doctype html><title>Framehaul</title>')
  const started = await startConsole({
    folder,
    port: 0,
    windowFolder,
    fixed: { connection: { url, dialect: 'auto', auth: { kind: 'none' }, caFile: null }, secret: null },
  })
  if (!started.ok) throw new Error(started.problem.message)
  onTestFinished(started.value.close)
  const { origin, hash } = new URL(started.value.url)
  return { folder, origin, token: hash.slice(1) }
}

const rawGet = (origin: string, path: string, headers: Record<string, string>) =>
  new Promise<number>((resolve, reject) => {
    request(`${origin}${path}`, { headers }, (response) => resolve(response.resume().statusCode ?? 0))
      .on('error', reject)
      .end()
  })

/** How a WebSocket that should not be let in ends. */
const refusal = (origin: string, protocols: string[], headers: Record<string, string> = {}) =>
  new Promise<string>((resolve) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/live`, protocols, { headers })
    socket.on('open', () => resolve('open'))
    socket.on('error', (error) => resolve(error.message))
  })

type Message =
  { readonly id: number; readonly outcome: Outcome<unknown> } | { readonly event: EventName; readonly payload: unknown }

/** The window's side of the line. */
async function line(origin: string, token: string) {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/live`, ['framehaul', token])
  onTestFinished(() => socket.close())
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  const heard: Message[] = []
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(String(data)) as Message))
  let id = 0
  async function until<T>(look: (message: Message) => T | undefined): Promise<T> {
    for (;;) {
      const found = heard.map(look).find((it) => it !== undefined)
      if (found !== undefined) return found
      await new Promise((resolve) => socket.once('message', resolve))
    }
  }
  const raw = async (name: string, ask: unknown): Promise<Outcome<unknown>> => {
    const mine = ++id
    socket.send(JSON.stringify({ id: mine, name, ask }))
    return until((it) => ('id' in it && it.id === mine ? it.outcome : undefined))
  }
  return {
    raw,
    /** A call that is meant to succeed. */
    call: async <N extends CallName>(name: N, ask: Ask<N>): Promise<Answer<N>> => {
      const outcome = await raw(name, ask)
      if (!outcome.ok) throw new Error(outcome.problem.message)
      return outcome.value as Answer<N>
    },
    untilDone: () =>
      until((it) =>
        'event' in it && it.event === 'queue:changed'
          ? (it.payload as EventPayload<'queue:changed'>).items.find((item) => item.state.name === 'done')
          : undefined,
      ),
  }
}

describe('the console', () => {
  it('carries calls and events over one line', async () => {
    const store = await testStore()
    const { origin, token } = await consoleFor(store.url)
    const { call, raw, untilDone } = await line(origin, token)
    const path = await clip('picture.mp4', await tempFolder())
    expect(await call('door:describe', {})).toMatchObject({ kind: 'console', nativePickers: false })
    const { ids } = await call('queue:add', { paths: [path] })
    expect(await untilDone()).toMatchObject({ id: ids[0], flowId: expect.any(String) })
    expect(await call('queue:snapshot', {})).toMatchObject({
      items: [{ name: 'picture.mp4' }],
      connection: { state: 'reachable', dialect: 'bbc' },
    })
    expect(await raw('queue:nonsense', {})).toMatchObject({ ok: false, problem: { code: 'bad-call' } })
    expect(await raw('queue:pause', { ids: 'all' })).toMatchObject({ ok: false, problem: { code: 'bad-call' } })
    expect(await call('folder:list', { path: join(path, '..') })).toMatchObject({
      entries: [{ name: 'picture.mp4', kind: 'file' }],
    })
    expect(await raw('folder:list', { path: '/nowhere' })).toMatchObject({
      ok: false,
      problem: { code: 'no-such-path' },
    })
  })

  it('lets nobody in without the token, from another page, or under another name', async () => {
    const { origin, token } = await consoleFor((await testStore()).url)
    const { host } = new URL(origin)
    expect(await refusal(origin, ['framehaul'])).toContain('401')
    expect(await refusal(origin, ['framehaul', 'wrong'])).toContain('401')
    expect(await refusal(origin, ['framehaul', token], { origin: 'http://evil.example' })).toContain('403')
    expect(await refusal(origin, ['framehaul', token], { host: 'evil.example' })).toContain('403')
    expect(await refusal(origin, ['framehaul', token], { origin: `http://${host}` })).toBe('open')
    expect(await rawGet(origin, '/', { host: 'evil.example' })).toBe(403)
    expect(await rawGet(origin, '/', { host })).toBe(200)
    expect(await rawGet(origin, '/..%2f..%2fetc%2fpasswd', { host })).toBeGreaterThanOrEqual(400)
    expect((await fetch(`${origin}/drop/g?path=x`, { method: 'PUT', body: 'x' })).status).toBe(401)
  })

  it('gives its page a policy that allows nothing foreign', async () => {
    const { origin } = await consoleFor((await testStore()).url)
    const { headers } = await fetch(origin)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  it('keeps what a browser drops in its own folder, whatever its name, and lets go of it when it is done', async () => {
    const store = await testStore()
    const { origin, token, folder } = await consoleFor(store.url)
    const bytes = await readFile(await clip('picture.mp4', await tempFolder()))
    const drop = async (path: string) =>
      (await (
        await fetch(`${origin}/drop/one?path=${encodeURIComponent(path)}`, {
          method: 'PUT',
          body: bytes,
          headers: { 'x-framehaul-token': token },
        })
      ).json()) as { path: string }
    for (const path of ['../../../etc/evil.mp4', '/abs/olute.mp4', '..\\..\\windows.mp4', 'card/clip #1 ü.mp4']) {
      expect((await drop(path)).path.startsWith(join(folder, 'dropped', 'one'))).toBe(true)
    }
    const { path } = await drop('show/ep1.mp4')
    const { call, untilDone } = await line(origin, token)
    const preview = await call('series:preview', { paths: [join(folder, 'dropped', 'one', 'show')] })
    expect(preview).toMatchObject({ proposed: { name: 'show' }, files: [{ relativePath: 'ep1.mp4' }] })
    await call('series:add', {
      choices: preview.proposed,
      files: [{ path, sourceName: 'show', flowName: 'Episode 01' }],
    })
    await untilDone()
    // Not at once: its pictures are made before, because there is nothing to make them of afterwards.
    const isThere = () =>
      stat(path).then(
        () => true,
        () => false,
      )
    await expect.poll(isThere, patiently).toBe(false)
  })

  it('listens on this computer and nowhere else, and plays nothing without a ticket', async () => {
    const { origin } = await consoleFor((await testStore()).url)
    expect(new URL(origin).hostname).toBe('127.0.0.1')
    for (const others of Object.values(networkInterfaces())
      .flat()
      .filter((it) => it && !it.internal && it.family === 'IPv4'))
      await expect(fetch(origin.replace('127.0.0.1', others?.address ?? ''))).rejects.toThrow()
    expect((await runFramehaul(['console', '--host', '0.0.0.0'])).code).toBe(2)
    expect((await fetch(`${origin}/play/AAAAAAAAAAAAAAAAAAAAAAAA`)).status).toBe(404)
    expect((await fetch(`${origin}/play/..%2f..%2fpackage.json`)).status).toBe(404)
  })

  it('tells where the window is not built', async () => {
    const empty = await tempFolder()
    await mkdir(empty, { recursive: true })
    expect(await startConsole({ folder: await tempFolder(), port: 0, windowFolder: empty })).toMatchObject({
      ok: false,
      problem: { detail: expect.stringContaining('npm run build') },
    })
  })
})
