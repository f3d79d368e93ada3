import { describe, expect, it } from 'vitest'
import { putObject, type PutObject } from '../../src-main/transfer/index.ts'
import { clip } from '../helpers/clips.ts'
import { localServer } from '../helpers/local-server.ts'
import { serverBetween } from '../helpers/server-between.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { testEngine } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

/** How often each piece was sent, by the end of its path. */
function countPuts() {
  const counts = new Map<string, number>()
  return {
    of: (end: RegExp) => [...counts].filter(([path]) => end.test(path)).reduce((sum, [, count]) => sum + count, 0),
    each: () => [...counts.values()],
    count: ({ path }: PutObject) => counts.set(path, (counts.get(path) ?? 0) + 1),
  }
}

const SECOND_PIECE = /000001\.\w+$/

/** What the store gives back in the place of what was sent. */
const otherBytes = (...[, , , bytes]: readonly unknown[]) =>
  Promise.resolve({
    ok: true as const,
    value: { type: 'read' as const, bytes: Number(bytes), md5: '0'.repeat(32) },
  })

const unproven = async (what: PutObject) => {
  const stored = await putObject(what)
  return stored.ok ? { ok: true as const, value: { ...stored.value, isProven: false } } : stored
}

describe('a store that always gives back other bytes', () => {
  it('is given a whole file three times, and once more by each retry', async () => {
    const store = await testStore()
    const puts = countPuts()
    const engine = await testEngine({
      url: store.url,
      ports: {
        readBack: otherBytes,
        put: (what) => {
          puts.count(what)
          return unproven(what)
        },
      },
    })
    const deletions = () => store.seen.filter((it) => it.method === 'DELETE' && it.path.endsWith('/segments')).length
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    for (const times of [3, 4]) {
      engine.retry([id!])
      await engine.atRest()
      expect(engine.state(id!)).toMatchObject({ name: 'failed', problem: { code: 'checksum-mismatch' } })
      expect([puts.of(/./), deletions()]).toEqual([times, times])
      expect(engine.view(id!)).toMatchObject({ objects: [], onTimeline: 0 })
      expect(engine.view(id!).abandoned.objects).toHaveLength(times)
    }
  })

  it('is given a piece three times, and the others once', async () => {
    const store = await testStore()
    const puts = countPuts()
    const engine = await testEngine({
      url: store.url,
      upload: { segment: 2 },
      ports: {
        readBack: otherBytes,
        put: (what) => {
          puts.count(what)
          return SECOND_PIECE.test(what.path) ? unproven(what) : putObject(what)
        },
      },
    })
    const deletions = () => store.seen.filter((it) => it.method === 'DELETE' && it.path.endsWith('/segments')).length
    const [id] = await engine.addPaths(await clip('eight-seconds.mp4', await tempFolder()))
    for (const times of [3, 4]) {
      engine.retry([id!])
      await engine.atRest()
      expect(engine.state(id!)).toMatchObject({ name: 'failed', problem: { code: 'checksum-mismatch' } })
      expect([puts.of(SECOND_PIECE), deletions()]).toEqual([times, times])
      expect(puts.each().filter((it) => it > 1)).toHaveLength(1)
    }
  })
})

describe.each([
  ['a whole file', 'picture.mp4', 'off', /./],
  ['a piece', 'eight-seconds.mp4', 2, SECOND_PIECE],
] as const)('an object of %s that the store collected before it was registered', (_, name, segment, lost) => {
  it('is sent anew by itself where the server says that it is not there, three times at most', async () => {
    const store = await testStore()
    const hollow = await localServer((request, response) => void request.resume().on('end', () => response.end()))
    const puts = countPuts()
    const engine = await testEngine({
      url: store.url,
      upload: { segment },
      ports: {
        put: async (what) => {
          puts.count(what)
          if (!lost.test(what.path)) return putObject(what)
          const stored = await putObject({ ...what, url: `${hollow}/key` })
          return stored.ok ? { ok: true, value: { ...stored.value, isProven: true } } : stored
        },
      },
    })
    const [id] = await engine.addPaths(await clip(name, await tempFolder()))
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ name: 'failed', problem: { code: 'object-missing' } })
    expect(puts.of(lost)).toBe(3)
  })

  it('is sent anew by a retry where the server only refuses, and a retry sends it once at most', async () => {
    const store = await testStore()
    const puts = countPuts()
    const url = await serverBetween(store.url, {
      instead: ({ method, url: path }) =>
        method === 'POST' && path?.endsWith('/segments') ? { status: 400, body: { summary: 'no' } } : null,
    })
    const engine = await testEngine({
      url,
      upload: { segment },
      ports: {
        put: (what) => {
          puts.count(what)
          return putObject(what)
        },
      },
    })
    const [id] = await engine.addPaths(await clip(name, await tempFolder()))
    const sent: number[] = []
    for (let n = 0; n < 8; n += 1) {
      engine.retry([id!])
      await engine.atRest()
      expect(engine.state(id!)).toMatchObject({ name: 'failed', problem: { code: 'segment-refused' } })
      sent.push(Math.max(...puts.each()))
    }
    // What is stored and not yet refused is registered before anything is sent anew; which piece that is, is chance.
    expect(sent[0]).toBe(1)
    expect(sent.at(-1)).toBeGreaterThan(1)
    for (const [n, now] of sent.entries()) expect(now).toBeLessThanOrEqual(n + 1)
  })
})
