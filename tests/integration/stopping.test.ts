import type { ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { examine } from '../../src-main/engine/doctor/doctor.ts'
import { isListening } from '../../src-main/engine/servers/is-listening.ts'
import { createSourceLedger } from '../../src-main/engine/upload/source-ledger.ts'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import { authenticator, clientFor, tamsHttp, type Credentials, type TamsClient } from '../../src-main/tams/index.ts'
import { readBack } from '../../src-main/transfer/index.ts'
import type { Outcome } from '../../src-shared/outcome.ts'
import { timeRange } from '../../src-shared/time/timerange.ts'
import { clip } from '../helpers/clips.ts'
import { localServer } from '../helpers/local-server.ts'
import { patiently } from '../helpers/patience.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine } from '../helpers/test-engine.ts'

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const httpTo = (url: string, who: Credentials = { kind: 'none' }) => tamsHttp({ url, auth: authenticator(who) })

/** A store whose answers are the test's; where the test has none, it stays silent. */
async function silentStore(answers: (line: string) => [body: unknown, status?: number] | null = () => null) {
  const seen: string[] = []
  const held: ServerResponse[] = []
  const url = await localServer((request, response) => {
    const line = `${request.method} ${request.url?.split('?')[0]}`
    seen.push(line)
    const answer = answers(line)
    if (answer) json(response, ...answer)
    else held.push(response)
  })
  return {
    url,
    seen,
    held,
    untilHeld: (count: number) => expect.poll(() => held.length, patiently).toBe(count),
    untilGone: (index: number) => expect.poll(() => held[index]?.destroyed, patiently).toBe(true),
    untilSeen: (line: string) => expect.poll(() => seen, patiently).toContain(line),
    /** Whether this ends before a request does that was sent earlier and that nobody stops. */
    isSooner: async (sooner: () => Promise<unknown>) => {
      const unstopped = httpTo(url).send({ method: 'GET', path: '/unstopped' })
      await expect.poll(() => seen, patiently).toContain('GET /unstopped')
      return Promise.race([sooner().then(() => true), unstopped.then(() => false)])
    },
  }
}

async function turns() {
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
}

const draft = {
  id: 's',
  format: 'video',
  label: 'Shared',
  description: null,
  tags: {},
  type: null,
  location: null,
} as const
const segment = {
  objectId: 'o',
  timerange: timeRange(0n, 1n),
  offset: 0n,
  lastDuration: null,
  sampleCount: null,
  keyFrameCount: null,
}

describe('a client that is stopped', () => {
  it.each<[string, (client: TamsClient) => Promise<Outcome<unknown>>]>([
    ['looking for a source', (client) => client.findSource('a')],
    ['describing a source', (client) => client.describeSource(draft)],
    ['looking at a source', (client) => client.isDescribed('s')],
    ['asking for a place', (client) => client.allocate('f', 1)],
    ['looking for a segment', (client) => client.findSegment('f', 'o')],
    ['registering', (client) => client.register('f', [segment])],
    ['removing a flow', (client) => client.removeFlow('f')],
  ])('ends at once while %s, and asks nothing more', async (_, act) => {
    const store = await silentStore()
    const stop = new AbortController()
    const client = clientFor('bbc', httpTo(store.url)).withSignal(stop.signal)
    const ended = await store.isSooner(async () => {
      const acting = act(client)
      await store.untilHeld(2)
      stop.abort()
      expect(await acting).toMatchObject({ ok: false })
    })
    expect(ended).toBe(true)
    expect(await act(client)).toMatchObject({ ok: false })
    expect(store.seen).toHaveLength(2)
  })

  it('reads no further page', async () => {
    const stop = new AbortController()
    const store = await silentStore((line) => {
      if (store.seen.length === 3) stop.abort()
      return line === 'GET /sources' ? [{ data: [], paging: { next_key: String(store.seen.length) } }] : null
    })
    const client = clientFor('bbc', httpTo(store.url)).withSignal(stop.signal)
    expect(await client.findSource('nowhere')).toMatchObject({ ok: false })
    expect(store.seen).toHaveLength(3)
  })

  it('does not wait for a deletion that goes on and on', async () => {
    const store = await silentStore((line) => [{ id: 'd', status: 'started' }, line.startsWith('DELETE') ? 202 : 200])
    const stop = new AbortController()
    const removing = clientFor('bbc', httpTo(store.url)).withSignal(stop.signal).removeFlow('f')
    await expect.poll(() => store.seen.length, patiently).toBe(6)
    let hasEnded = false
    void removing.finally(() => (hasEnded = true))
    // The answer arrives, and what is left is the wait for the next look.
    await turns()
    stop.abort()
    await turns()
    expect(hasEnded).toBe(true)
  })

  it('leaves others to wait for the token it asked for, and the last one ends that too', async () => {
    const store = await silentStore((line) => (line === 'GET /service' ? [{ ok: true }] : null))
    const who = { kind: 'oauth2', tokenUrl: `${store.url}/token`, clientId: 'c', secret: 's' } as const
    const http = httpTo(store.url, who)
    const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()]
    const ask = ({ signal }: AbortController) => http.withSignal(signal).send({ method: 'GET', path: '/service' })
    const [one, two] = [ask(first), ask(second)]
    await store.untilSeen('POST /token')
    first.abort()
    expect(await one).toMatchObject({ ok: false })
    json(store.held[0]!, { access_token: 't', token_type: 'bearer' })
    expect(await two).toMatchObject({ ok: true })
    expect(store.seen).toEqual(['POST /token', 'GET /service'])

    const ended = await store.isSooner(async () => {
      const alone = httpTo(store.url, who).withSignal(third.signal).send({ method: 'GET', path: '/service' })
      await store.untilHeld(3)
      third.abort()
      expect(await alone).toMatchObject({ ok: false })
      await store.untilGone(2)
    })
    expect(ended).toBe(true)
  })
})

describe('a source that several items share', () => {
  it('is made by one request, which one item\u2019s stop does not end, and the last one\u2019s does', async () => {
    const store = await silentStore()
    const journal = openJournal(await tempFolder())
    if (!journal.ok) throw new Error(journal.problem.message)
    onTestFinished(() => journal.value.close())
    const ledger = createSourceLedger(journal.value, () => 's')
    const client = clientFor('guide', httpTo(store.url))
    const make = (key: string, { signal }: AbortController) =>
      ledger.make(key, client.withSignal(signal), () => draft, false)
    const [first, second] = [new AbortController(), new AbortController()]
    const [one, two] = [make('a', first), make('a', second)]
    await store.untilSeen('POST /sources')
    first.abort()
    expect(await one).toMatchObject({ ok: false })
    json(store.held[0]!, { id: 'made' }, 201)
    expect(await two).toEqual({ ok: true, value: 'made' })
    expect(store.seen).toEqual(['POST /sources'])

    const ended = await store.isSooner(async () => {
      const alone = make('b', second)
      await store.untilHeld(3)
      second.abort()
      expect(await alone).toMatchObject({ ok: false })
      await store.untilGone(2)
    })
    expect(ended).toBe(true)
  })
})

describe('a look', () => {
  it('at an object store ends when nobody waits for it', async () => {
    const store = await silentStore()
    const stop = new AbortController()
    const unstopped = isListening(`${store.url}/unstopped`, new AbortController().signal)
    await store.untilSeen('HEAD /unstopped')
    const stopped = isListening(store.url, stop.signal)
    await store.untilSeen('HEAD /')
    stop.abort()
    expect(await Promise.race([stopped.then(() => 'stopped'), unstopped])).toBe('stopped')
  })

  it('at what the store gives back ends with its item', async () => {
    const store = await silentStore()
    const stop = new AbortController()
    const ended = await store.isSooner(async () => {
      const reading = readBack(`${store.url}/object`, stop.signal)
      await store.untilSeen('GET /object')
      stop.abort()
      expect(await reading).toMatchObject({ ok: false })
    })
    expect(ended).toBe(true)
  })
})

describe('an engine whose store fell silent', () => {
  const service = { api_version: '8.2', min_object_timeout: '300:0' }

  it.each([
    ['the look at the server', 'GET /service', []],
    ['the flow', 'PUT /flows/', ['GET /service']],
    ['its place', 'POST /flows/', ['GET /service', 'PUT /']],
  ])('closes at once, whatever it waits for: %s', async (_, silent, answered) => {
    const store = await silentStore((line) =>
      answered.some((it) => line.startsWith(it)) ? [line === 'GET /service' ? service : {}] : null,
    )
    const engine = await testEngine({ url: store.url })
    const ended = await store.isSooner(async () => {
      const [id] = await engine.addPaths(await clip('sound.wav', await tempFolder()))
      await expect.poll(() => store.seen.some((it) => it.startsWith(silent)), patiently).toBe(true)
      await engine.close()
      expect(engine.state(id!).name).toBe('uploading')
    })
    expect(ended).toBe(true)
    await expect.poll(() => store.held.slice(1).every((it) => it.destroyed), patiently).toBe(true)
  })

  it('lets go of an item at once when somebody pauses it', async () => {
    const store = await silentStore((line) => (line === 'GET /service' ? [service] : null))
    const engine = await testEngine({ url: store.url })
    const ended = await store.isSooner(async () => {
      const [id] = await engine.addPaths(await clip('sound.wav', await tempFolder()))
      await expect.poll(() => store.seen.some((it) => it.startsWith('PUT /flows/')), patiently).toBe(true)
      engine.pause([id!])
      await store.untilGone(1)
      expect(engine.state(id!)).toEqual({ name: 'paused', step: 'flow' })
    })
    expect(ended).toBe(true)
  })
})

describe('connections that are closed', () => {
  it('look at no server any more', async () => {
    const store = await silentStore()
    const { connection } = await testEngine({ url: store.url })
    const ended = await store.isSooner(async () => {
      const looking = connection.live()
      await store.untilSeen('GET /service')
      connection.close()
      expect(await looking).toMatchObject({ ok: false })
    })
    expect(ended).toBe(true)
  })

  it('end the doctor with them', async () => {
    const service = { api_version: '8.2', min_object_timeout: '300:0' }
    const store = await silentStore((line) => (line === 'GET /service' ? [service] : null))
    const { connection, folder } = await testEngine({ url: store.url })
    const none = () => Promise.resolve(null)
    const ended = await store.isSooner(async () => {
      const outcomes = new Map<string, string>()
      for await (const { id, outcome } of examine({ folder, connection, findFfprobe: none, findFfmpeg: none })) {
        outcomes.set(id, outcome)
        // The next thing it asks is met by silence.
        if (id === 'clock') void store.untilSeen('GET /sources').then(connection.close)
      }
      expect(outcomes.get('source-and-flow')).toBe('failed')
    })
    expect(ended).toBe(true)
  })
})
