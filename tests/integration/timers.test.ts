import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { straightWay } from '../../src-main/way/index.ts'
import { createServerWait } from '../../src-main/cli/server-wait.ts'
import { openOutput } from '../../src-main/cli/output.ts'
import { createRateLimit, putObject, type RateLimit } from '../../src-main/transfer/index.ts'
import { sendWithNode } from '../../src-main/transfer/send-with-node.ts'
import { problem } from '../../src-shared/problems.ts'
import { localServer } from '../helpers/local-server.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

/** What has ended leaves no timer that would keep the process alive. Timers stand still here, and are counted. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

const turns = async () => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
}

/** A store that refuses as soon as it has seen the head of the request. */
const refusing = () =>
  localServer((_, response) => response.writeHead(403, { connection: 'close' }).end('<Error><Code>No</Code></Error>'))

async function refusedPut(rateLimit: RateLimit, client: 'got' | 'node') {
  const path = join(await tempFolder(), 'object.bin')
  await writeFile(path, Buffer.alloc(100_000))
  const put = await putObject({
    path,
    start: 0,
    length: 100_000,
    url: `${await refusing()}/key`,
    headers: {},
    verify: true,
    client,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    rateLimit,
  })
  expect(put).toMatchObject({ ok: false })
}

describe.each(['got', 'node'] as const)('an upload through %s that has ended', (client) => {
  it('is not watched again because its file was read on', async () => {
    const turn = Promise.withResolvers<undefined>()
    await refusedPut({ ...createRateLimit(null), take: () => turn.promise }, client)
    turn.resolve(undefined)
    await turns()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not wait for its turn under a speed limit', async () => {
    await refusedPut(createRateLimit(1), client)
    await turns()
    expect(vi.getTimerCount()).toBe(0)
  })
})

it('an answer that came before the end of the body is not waited for again', async () => {
  const end = Promise.withResolvers<undefined>()
  async function* body() {
    yield new Uint8Array(1)
    await end.promise
  }
  const url = await refusing()
  const answer = await sendWithNode({
    url,
    link: { path: null },
    way: straightWay,
    isFresh: true,
    headers: { 'content-length': '1' },
    body: body(),
    signal: new AbortController().signal,
    onSent: () => undefined,
    connectMs: 1_000,
    answerMs: 1_000,
  })
  expect(answer.status).toBe(403)
  // The connection closes too.
  await turns()
  end.resolve(undefined)
  await turns()
  expect(vi.getTimerCount()).toBe(0)
})

it('a run that is over gives no server time to come back', () => {
  const output = openOutput({ json: false, quiet: true, verbose: false })
  const wait = createServerWait(output, { seconds: 900, onGiveUp: () => undefined }, () => 0)
  wait.stop()
  wait.onHold({
    problem: problem('server-unreachable', { host: 'h' }),
    sinceMs: 0,
    nextLookMs: 0,
    needsPerson: false,
  })
  expect(vi.getTimerCount()).toBe(0)
})
