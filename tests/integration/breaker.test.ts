import http from 'node:http'
import { describe, expect, it } from 'vitest'
import { putObject } from '../../src-main/transfer/index.ts'
import { clip } from '../helpers/clips.ts'
import { localServer } from '../helpers/local-server.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

async function clips(count: number): Promise<string> {
  const folder = await tempFolder()
  for (let n = 1; n <= count; n += 1) await clip('picture.mp4', folder, `${n}.mp4`)
  return folder
}

/** A gateway in front of a server, as nginx is one: 503 in its own words while nobody is behind it. */
async function gatewayTo(url: string) {
  const behind = { isAnybodyHome: true }
  const gateway = await localServer((request, response) => {
    if (!behind.isAnybodyHome) {
      response.writeHead(503, { 'content-type': 'text/html' }).end('<html>503 Service Temporarily Unavailable</html>')
      return
    }
    const { method, headers } = request
    const onward = http.request(url + (request.url ?? ''), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    request.pipe(onward)
  })
  return { url: gateway, behind }
}

describe('a gateway that says 503 because nobody is behind it', () => {
  it('holds the queue, spends no tries, and everything continues when somebody is', async () => {
    const store = await testStore()
    const { url, behind } = await gatewayTo(store.url)
    let isFirst = true
    const engine = await testEngine({
      url,
      ports: {
        put: (what) => {
          if (isFirst) behind.isAnybodyHome = false
          isFirst = false
          return putObject(what)
        },
      },
    })
    const ids = await engine.addPaths(await clips(5))
    await engine.untilHeld()
    expect(engine.hold()).toMatchObject({ problem: { code: 'server-busy' }, needsPerson: false })
    behind.isAnybodyHome = true
    await engine.atRest()
    expect(ids.map((id) => engine.state(id).name)).toEqual(ids.map(() => 'done'))
    expect(ids.map((id) => engine.view(id).troubles)).toEqual(ids.map(() => []))
  })
})

describe('an object store that is full', () => {
  it('is called so, holds the queue for a person, and everything continues when there is room', async () => {
    const store = await testStore()
    let isFull = true
    const full = await localServer((request, response) => {
      request.resume().on('end', () => response.writeHead(507).end('<Error><Code>XMinioStorageFull</Code></Error>'))
    })
    const engine = await testEngine({
      url: store.url,
      concurrency: 1,
      ports: { put: (what) => putObject(isFull ? { ...what, url: `${full}/object` } : what) },
    })
    const ids = await engine.addPaths(await clips(5))
    await engine.atRest()
    expect(engine.hold()).toMatchObject({ problem: { code: 'store-full' }, needsPerson: true })
    expect(ids.map((id) => engine.state(id).name)).toEqual(['failed', 'failed', 'queued', 'queued', 'queued'])
    isFull = false
    await engine.lookNow()
    engine.retry(ids)
    await engine.atRest()
    expect(ids.map((id) => engine.state(id).name)).toEqual(ids.map(() => 'done'))
  })
})
