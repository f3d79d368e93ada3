import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { listenForInterrupts, STANDSTILL_SECONDS } from '../../src-main/cli/interrupts.ts'
import { endOfRun } from '../../src-main/cli/queue-report.ts'
import { authenticator, tamsHttp } from '../../src-main/tams/index.ts'
import { clip } from '../helpers/clips.ts'
import { localServer } from '../helpers/local-server.ts'
import { patiently } from '../helpers/patience.ts'
import { finished, start } from '../helpers/run-framehaul.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

/** A TAMS server and its object store, which takes this one request and never answers it. */
async function silentAt(silent: RegExp) {
  const seen: string[] = []
  const url: string = await localServer((request, response) => {
    const line = `${request.method} ${request.url?.split('?')[0]}`
    request.resume().on('end', () => {
      seen.push(line)
      if (silent.test(line) || line === 'GET /unstopped') return
      const { status, body } = answerTo(line, url)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  const wasAsked = () => seen.some((it) => silent.test(it))
  return { url, untilSilent: () => expect.poll(wasAsked, patiently).toBe(true) }
}

function answerTo(line: string, url: string): { readonly status: number; readonly body: unknown } {
  if (line === 'GET /service') return { status: 200, body: { api_version: '8.2', min_object_timeout: '300:0' } }
  if (/^POST .*\/storage$/.test(line))
    return { status: 201, body: { media_objects: [{ object_id: 'o', put_url: { url: `${url}/object` } }] } }
  // What is read back there is not what was sent.
  if (/^GET .*\/segments$/.test(line))
    return { status: 200, body: [{ object_id: 'o', timerange: '[0:0_1:0)', get_urls: [{ url: `${url}/object` }] }] }
  return { status: line.startsWith('GET') ? 200 : 201, body: {} }
}

/** Whether something ends before a request does that nobody stops; that one waits for a minute. */
async function isSooner(url: string, ending: Promise<unknown>): Promise<boolean> {
  const http = tamsHttp({ url, auth: authenticator({ kind: 'none' }) })
  const unstopped = http.send({ method: 'GET', path: '/unstopped' })
  return Promise.race([ending.then(() => true), unstopped.then(() => false)])
}

async function uploadTo(url: string) {
  const path = await clip('sound.wav', await tempFolder())
  const child = start(['upload', path, '--server', url, '--json'], { FRAMEHAUL_DATA: await tempFolder() })
  let said = ''
  child.stderr!.on('data', (data) => (said += String(data)))
  return { child, ending: finished(child), said: () => said }
}

describe('a server that takes a request and never answers it', () => {
  it('is not waited for after Ctrl-C, where nothing was begun', async () => {
    const server = await silentAt(/^GET \/service/)
    const { child, ending } = await uploadTo(server.url)
    await server.untilSilent()
    child.kill('SIGINT')
    expect(await isSooner(server.url, ending)).toBe(true)
    const { code, lines } = await ending
    expect([code, lines.at(-1)]).toMatchObject([130, { type: 'error', problem: { code: 'interrupted' } }])
  })

  it.each([
    ['the flow', /^PUT \/flows\//],
    ['its place', /^POST .*\/storage/],
    ['the bytes', /^PUT \/object/],
    ['the segment', /^GET .*\/segments/],
    ['what is read back', /^GET \/object/],
    ['a removal', /^DELETE /],
  ])('is not waited for after a second Ctrl-C: %s', async (_, silent) => {
    const server = await silentAt(silent)
    const { child, ending, said } = await uploadTo(server.url)
    await server.untilSilent()
    child.kill('SIGINT')
    await expect.poll(said, patiently).toContain('Press Ctrl-C again')
    // Within a moment the second one would be the echo of the first.
    const firstMs = Date.now()
    await expect.poll(() => Date.now() - firstMs, patiently).toBeGreaterThan(500)
    child.kill('SIGINT')
    expect(await isSooner(server.url, ending)).toBe(true)
    const { code, lines, stderr } = await ending
    expect([code, lines.at(-1)]).toMatchObject([130, { type: 'summary', problem: { code: 'interrupted' } }])
    expect(stderr).toContain('1 left: continue with "framehaul resume"')
  })
})

describe('a run that was asked to end', () => {
  it('waits for what moves, and no longer', () => {
    vi.useFakeTimers()
    const signals = new EventEmitter()
    const onStop = vi.fn()
    const engine = { finish: () => new Promise<void>(() => undefined) }
    const interrupts = listenForInterrupts({ say: () => undefined }, engine, onStop, signals)
    signals.emit('SIGINT', 'SIGINT')
    for (let n = 0; n < 5; n += 1) {
      vi.advanceTimersByTime((STANDSTILL_SECONDS - 1) * 1000)
      interrupts.onMoved()
    }
    expect(onStop).not.toHaveBeenCalled()
    vi.advanceTimersByTime(STANDSTILL_SECONDS * 1000)
    expect(onStop).toHaveBeenCalledOnce()
    interrupts.stopListening()
    vi.useRealTimers()
  })

  it('and had done all by then has nothing left, and ends as any other', () => {
    expect(endOfRun([], { refused: 0, isInterrupted: true, hold: null })).toEqual({ code: 0, why: null })
  })
})
