import { describe, expect, it } from 'vitest'
import { checkIds, type Check } from '../../src-shared/check.ts'
import { dialects } from '../../src-shared/connection.ts'
import { examineFolder } from '../../src-main/engine/index.ts'
import { findFfmpeg, findFfprobe } from '../../src-main/media/index.ts'
import { vastReleases } from '../../src-main/sandbox/index.ts'
import { localServer } from '../helpers/local-server.ts'
import { runFramehaul } from '../helpers/run-framehaul.ts'
import { serverBetween } from '../helpers/server-between.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testStore } from '../helpers/test-store.ts'

async function examined(url: string, tools: { findFfmpeg: typeof findFfmpeg } = { findFfmpeg }): Promise<Check[]> {
  const checks: Check[] = []
  const fixed = {
    connection: { url, dialect: 'auto' as const, auth: { kind: 'none' as const }, caFile: null },
    secret: null,
  }
  const answers = examineFolder({
    folder: await tempFolder(),
    fixed,
    embeddedUrl: () => {
      throw new Error('not asked for')
    },
    findFfprobe: () => findFfprobe(),
    findFfmpeg: () => tools.findFfmpeg(),
  })
  for await (const answer of answers) if (answer.ok) checks.push(answer.value)
  return checks
}

const outcomes = (checks: readonly Check[]) => Object.fromEntries(checks.map((it) => [it.id, it.outcome]))

describe('the doctor', () => {
  it.each(dialects)('finds a healthy %s server in order, and leaves no flow behind', async (dialect) => {
    const store = await testStore({ dialect })
    const checks = await examined(store.url)
    expect(checks.map((it) => it.id)).toEqual(checkIds)
    expect(checks.filter((it) => it.outcome !== 'ok')).toEqual([])
    expect(await store.list('/flows')).toEqual([])
  })

  it.each(vastReleases)('finds the VAST server %s in order, wherever its API is', async (vastRelease) => {
    const store = await testStore({ dialect: 'vast', vastRelease })
    const checks = await examined(store.url)
    expect(checks.filter((it) => it.outcome !== 'ok')).toEqual([])
  })

  it.each<[string, string, RegExp, string, Check['outcome'], string, string]>([
    ['forgets the offset', '/segments', /"ts_offset":"[^"]*",?/, '', 'warning', 'ts_offset', '10:250000000, forgotten'],
    ['rounds the offset', '/segments', /"ts_offset":"[^"]*"/, '"ts_offset":"10:0"', 'warning', 'ts_offset', 'has 10:0'],
    ['forgets tags', '/flows/', /"_framehaul_trial":"doctor"/, '', 'warning', 'tags._framehaul_trial', 'forgotten'],
    ['forgets the rate', '/flows/', /"sample_rate":8000,/, '', 'warning', 'sample_rate', 'sent 8000, forgotten'],
    ['moves segments', '/segments', /"timerange":"\[10/, '"timerange":"[9', 'failed', 'timerange', 'has [9:250000000_'],
    ['loses segments', '/segments', /^.*$/, '[]', 'failed', 'object_id', 'forgotten'],
    ['takes another source', '/flows/', /"source_id":"..../, '"source_id":"0000', 'failed', 'source_id', 'has 0000'],
  ])('reads back what it registered: a server that %s', async (_, path, what, by, outcome, field, detail) => {
    const store = await testStore()
    const url = await serverBetween(store.url, {
      altered: (request, answer) =>
        request.method === 'GET' && request.url?.includes(path) ? answer.replace(what, by) : answer,
    })
    const kept = (await examined(url)).find((it) => it.id === 'kept')
    expect(kept).toMatchObject({
      outcome,
      found: expect.stringMatching(new RegExp(`: ${field}\\.$`)),
      problem: {
        code: outcome === 'failed' ? 'server-misplaces' : 'server-forgets',
        detail: expect.stringContaining(detail),
      },
    })
  })

  it('does not heap up sources where they cannot be removed', async () => {
    const store = await testStore({ dialect: 'guide' })
    await examined(store.url)
    await examined(store.url)
    expect(await store.list('/sources')).toHaveLength(1)
  })

  it('says what a server that is away means for the rest: nothing else is asked', async () => {
    const checks = await examined('http://127.0.0.1:1')
    expect(outcomes(checks)).toMatchObject({
      server: 'failed',
      clock: 'skipped',
      storage: 'skipped',
      removed: 'skipped',
    })
    expect(checks.find((it) => it.id === 'server')?.problem).toMatchObject({
      code: 'server-unreachable',
      remedy: expect.any(String),
    })
  })

  it('takes a missing ffmpeg for a warning: whole files go without it', async () => {
    const store = await testStore()
    expect(outcomes(await examined(store.url, { findFfmpeg: () => Promise.resolve(null) }))).toMatchObject({
      ffmpeg: 'warning',
      server: 'ok',
    })
  })

  it('removes what it made although the object store refuses it', async () => {
    const store = await testStore({ maxPutBytes: 10 })
    expect(outcomes(await examined(store.url))).toMatchObject({
      storage: 'ok',
      object: 'failed',
      segment: 'skipped',
      removed: 'ok',
    })
    expect(await store.list('/flows')).toEqual([])
  })

  it('tells clocks that differ', async () => {
    const url = await localServer((request, response) => {
      response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString())
      response.writeHead(request.url?.startsWith('/service') ? 200 : 500, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          type: 'urn:x-tams:service',
          api_version: '8.2',
          min_object_timeout: '600:0',
          media_store: { type: 'http_object_store' },
        }),
      )
    })
    expect((await examined(url)).find((it) => it.id === 'clock')).toMatchObject({
      outcome: 'warning',
      problem: { code: 'clock-differs' },
    })
  })

  it('has one line each, and says by its end whether all is well', async () => {
    const store = await testStore()
    const well = await runFramehaul(['doctor', '--server', store.url, '--data', await tempFolder(), '--json'])
    expect(well.code).toBe(0)
    expect(well.lines.map((it) => [it.type, it.id])).toEqual(checkIds.map((id) => ['check', id]))
    const ill = await runFramehaul(['doctor', '--server', 'http://127.0.0.1:1', '--data', await tempFolder()])
    expect(ill.code).toBe(3)
    expect(ill.stdout.trim().split('\n').length).toBeGreaterThanOrEqual(checkIds.length)
  })
})
