import { open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { samplePositions } from '../../src-main/engine/item/fingerprint.ts'
import { openJournal } from '../../src-main/engine/journal/open-journal.ts'
import { putObject, readBack, type PutObject, type StoredObject } from '../../src-main/transfer/index.ts'
import { failed, ProblemError, type Outcome } from '../../src-shared/outcome.ts'
import { problem } from '../../src-shared/problems.ts'
import { clip } from '../helpers/clips.ts'
import { localServer } from '../helpers/local-server.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { sha256Of, testEngine } from '../helpers/test-engine.ts'
import { testStore } from '../helpers/test-store.ts'

const changed = async (
  answer: Promise<Outcome<StoredObject>>,
  change: Partial<StoredObject>,
): Promise<Outcome<StoredObject>> => {
  const stored = await answer
  return stored.ok ? { ok: true, value: { ...stored.value, ...change } } : stored
}

describe('how it is known that the bytes arrived', () => {
  it('is the ETag, where it is the MD5', async () => {
    const store = await testStore()
    const engine = await testEngine({ url: store.url })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    await engine.atRest()
    expect(engine.view(id!).objects).toMatchObject([{ proof: 'etag', client: 'got' }])
  })

  it('is the object read back, where the ETag says nothing', async () => {
    const store = await testStore()
    const engine = await testEngine({
      url: store.url,
      ports: { put: (what) => changed(putObject(what), { etag: 'opaque-1', isProven: false }) },
    })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    await engine.atRest()
    expect(engine.state(id!).name).toBe('done')
    expect(engine.view(id!).objects).toMatchObject([{ proof: 'read-back' }])
  })

  it('is its size, where the store lets nobody read', async () => {
    const store = await testStore()
    const engine = await testEngine({
      url: store.url,
      ports: {
        put: (what) => changed(putObject(what), { isProven: false }),
        readBack: (...[, , , bytes]) => Promise.resolve({ ok: true, value: { type: 'unreadable', size: bytes ?? 0 } }),
      },
    })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    await engine.atRest()
    expect(engine.view(id!).objects).toMatchObject([{ proof: 'size' }])
  })

  it('takes an object that is not the file off the timeline again and sends it anew', async () => {
    const store = await testStore()
    let puts = 0
    const folder = await tempFolder()
    const other = join(folder, 'other')
    const engine = await testEngine({
      url: store.url,
      ports: {
        put: async (what) => {
          puts += 1
          if (puts > 1) return changed(putObject(what), { isProven: false })
          await writeFile(other, 'garbage')
          const stored = await putObject({ ...withoutExpected(what), path: other, length: 7 })
          const good = await readFile(what.path)
          return stored.ok
            ? { ok: true, value: { ...stored.value, bytes: good.length, md5: 'f'.repeat(32), isProven: false } }
            : stored
        },
      },
    })
    const path = await clip('picture.mp4', folder)
    const [id] = await engine.addPaths(path)
    await engine.atRest()
    expect(engine.state(id!).name).toBe('done')
    expect(puts).toBe(2)
    const flowId = engine.view(id!).flowId!
    expect(await store.list(`/flows/${flowId}/segments`)).toHaveLength(1)
    expect(await store.sha256OfFlow(flowId)).toBe(await sha256Of(path))
    expect(engine.view(id!).abandoned.objects).toHaveLength(1)
    expect(engine.view(id!).troubles).toMatchObject([{ step: 'segment', code: 'checksum-mismatch' }])
  })

  it('is nothing where the store lets nobody read and says no size', async () => {
    const store = await testStore()
    const engine = await testEngine({
      url: store.url,
      ports: {
        put: (what) => changed(putObject(what), { isProven: false }),
        readBack: () => Promise.resolve({ ok: true, value: { type: 'unreadable', size: null } }),
      },
    })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    await engine.atRest()
    expect(engine.view(id!).objects).toMatchObject([{ proof: 'none' }])
  })

  it.each([
    ['the store', false],
    ['the server, which refuses its segment', true],
  ])('sends an object anew that was taken and is not there, as said by %s', async (_, looksFirst) => {
    const store = await testStore()
    const hollow = await localServer((request, response) => void request.resume().on('end', () => response.end()))
    const nothing = await localServer((_, response) => response.writeHead(404).end())
    let puts = 0
    const engine = await testEngine({
      url: store.url,
      ports: {
        put: async (what) => {
          puts += 1
          if (puts > 1) return putObject(what)
          // This store's server looks before it registers; another one would have believed us.
          return looksFirst
            ? putObject({ ...what, url: `${hollow}/key` })
            : changed(putObject(what), { isProven: false })
        },
        readBack: (url, ...how) => readBack(puts === 1 ? `${nothing}/key` : url, ...how),
      },
    })
    const path = await clip('picture.mp4', await tempFolder())
    const [id] = await engine.addPaths(path)
    await engine.atRest()
    expect(engine.state(id!).name).toBe('done')
    expect(engine.view(id!).troubles).toMatchObject([{ step: 'segment', code: 'object-missing' }])
    const flowId = engine.view(id!).flowId!
    expect(await store.list(`/flows/${flowId}/segments`)).toHaveLength(1)
    expect(await store.sha256OfFlow(flowId)).toBe(await sha256Of(path))
  })

  it('doubts an ETag that differs twice, and asks the object itself', async () => {
    const store = await testStore()
    const seen: boolean[] = []
    const engine = await testEngine({
      url: store.url,
      ports: {
        put: async (what) => {
          seen.push(what.doubtEtag ?? false)
          const stored = await putObject(what)
          return stored.ok && !what.doubtEtag
            ? failed(problem('checksum-mismatch'))
            : changed(Promise.resolve(stored), { etag: '0'.repeat(32), isProven: false })
        },
      },
    })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    await engine.atRest()
    expect(seen).toEqual([false, true])
    expect(engine.view(id!).objects).toMatchObject([{ proof: 'read-back' }])
  })
})

const withoutExpected = ({ expected, ...put }: PutObject): PutObject => (expected ? put : put)

describe('a try that broke on the way', () => {
  it('is repeated through the other HTTP client, and the receipt names it', async () => {
    const store = await testStore()
    let isFirst = true
    const engine = await testEngine({
      url: store.url,
      ports: {
        put: (what) => {
          if (!isFirst) return putObject(what)
          isFirst = false
          return Promise.resolve(failed(problem('http-broken')))
        },
      },
    })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder()))
    await engine.atRest()
    expect(engine.view(id!)).toMatchObject({
      state: { name: 'done' },
      tries: 2,
      objects: [{ client: 'node', proof: 'etag' }],
      troubles: [{ step: 'media', code: 'http-broken' }],
    })
  })
})

describe('the same file again', () => {
  it('is recognised by its content before a byte moves, and a person decides', async () => {
    const store = await testStore()
    const engine = await testEngine({ url: store.url, upload: { duplicates: 'ask' } })
    const folder = await tempFolder()
    await engine.addPaths(await clip('picture.mp4', folder, 'first.mp4'))
    await engine.atRest()
    const before = store.seen.length
    const [again] = await engine.addPaths(await clip('picture.mp4', folder, 'renamed.mp4'))
    await engine.atRest()
    expect(engine.state(again!)).toMatchObject({
      name: 'failed',
      problem: { code: 'duplicate', message: expect.stringContaining('first') },
    })
    expect(store.seen.slice(before).every((it) => it.method === 'GET')).toBe(true)
    engine.retry([again!])
    await engine.atRest()
    expect(engine.state(again!).name).toBe('done')
    expect(await store.list('/flows')).toHaveLength(2)
  })

  it('is recognised after the first one left the list, and after a restart', async () => {
    const store = await testStore()
    const folder = await tempFolder()
    const first = await testEngine({ url: store.url, folder, upload: { duplicates: 'ask' } })
    const files = await tempFolder()
    const [id] = await first.addPaths(await clip('picture.mp4', files, 'a.mp4'))
    await first.atRest()
    first.remove([id!])
    await first.close()
    const second = await testEngine({ url: store.url, folder, upload: { duplicates: 'ask' } })
    const [again] = await second.addPaths(await clip('picture.mp4', files, 'b.mp4'))
    await second.atRest()
    expect(second.state(again!)).toMatchObject({ problem: { code: 'duplicate' } })
  })

  it('within one drop goes once, and the copy asks', async () => {
    const store = await testStore()
    const engine = await testEngine({ url: store.url, upload: { duplicates: 'ask' } })
    const folder = await tempFolder()
    await clip('picture.mp4', folder, '1.mp4')
    await clip('picture.mp4', folder, '2.mp4')
    await clip('sound.wav', folder, '3.wav')
    const ids = await engine.addPaths(folder)
    await engine.atRest()
    const [one, other, sound] = ids.map((id) => engine.state(id))
    // Both are read at once; whichever is through first goes.
    expect([one!.name, other!.name].toSorted()).toEqual(['done', 'failed'])
    expect([one, other]).toContainEqual(
      expect.objectContaining({ problem: expect.objectContaining({ code: 'duplicate' }) }),
    )
    expect(sound!.name).toBe('done')
  })

  it('is no duplicate where somebody removed it from the store, or on another store', async () => {
    const store = await testStore()
    const folder = await tempFolder()
    const engine = await testEngine({ url: store.url, folder, upload: { duplicates: 'ask' } })
    const path = await clip('picture.mp4', await tempFolder())
    const [id] = await engine.addPaths(path)
    await engine.atRest()
    await fetch(`${store.url}/flows/${engine.view(id!).flowId}`, { method: 'DELETE' })
    const [again] = await engine.addPaths(path)
    await engine.atRest()
    expect(engine.state(again!).name).toBe('done')
    await engine.close()
    const other = await testStore()
    const elsewhere = await testEngine({ url: other.url, folder, upload: { duplicates: 'ask' } })
    const [third] = await elsewhere.addPaths(path)
    await elsewhere.atRest()
    expect(elsewhere.state(third!).name).toBe('done')
  })

  it('is passed over where it was asked for by the same names, and the answer is the upload that was', async () => {
    const store = await testStore()
    let puts = 0
    const engine = await testEngine({
      url: store.url,
      upload: { duplicates: 'skip' },
      // The first object is another one than the file, so that it is left behind.
      ports: {
        put: (what) => changed(putObject(what), (puts += 1) === 1 ? { md5: 'f'.repeat(32), isProven: false } : {}),
      },
    })
    const path = await clip('picture.mp4', await tempFolder())
    const [id] = await engine.addPaths(path)
    await engine.atRest()
    expect(engine.view(id!).abandoned.objects).toHaveLength(1)
    const [again] = await engine.addPaths(path)
    await engine.atRest()
    expect(engine.view(again!)).toMatchObject({
      state: { name: 'done' },
      isAlreadyThere: true,
      flowId: engine.view(id!).flowId,
      objects: engine.view(id!).objects,
      abandoned: { objects: [], flows: [] },
    })
    expect(await store.list('/flows')).toHaveLength(1)
  })

  it.each([
    ['went in pieces', 2],
    ['went whole', 'off'],
  ] as const)(
    'that %s is passed over, and sent where a single byte between the samples was edited',
    async (_, segment) => {
      const store = await testStore()
      const engine = await testEngine({ url: store.url, upload: { duplicates: 'skip', segment } })
      const path = await clip('eight-seconds.wav', await tempFolder())
      const [first] = await engine.addPaths(path)
      await engine.atRest()
      const [again] = await engine.addPaths(path)
      await engine.atRest()
      expect(engine.view(again!)).toMatchObject({ state: { name: 'done' }, isAlreadyThere: true })
      const bytes = await readFile(path)
      const between = samplePositions(bytes.length)[7]! + 64 * 1024 + 100
      expect(samplePositions(bytes.length)).not.toContain(between)
      bytes[between]! ^= 0xff
      await writeFile(path, bytes)
      const [edited] = await engine.addPaths(path)
      await engine.atRest()
      expect(engine.item(edited!).fingerprint).toBe(engine.item(first!).fingerprint)
      expect(engine.view(edited!)).toMatchObject({ state: { name: 'done' }, isAlreadyThere: false })
      expect(await store.list('/flows')).toHaveLength(2)
    },
  )

  it('that nobody digested is sent again: no digest is no proof', async () => {
    const store = await testStore()
    const engine = await testEngine({ url: store.url, upload: { duplicates: 'skip', verify: false } })
    const path = await clip('sound.wav', await tempFolder())
    await engine.addPaths(path)
    await engine.atRest()
    const [again] = await engine.addPaths(path)
    await engine.atRest()
    expect(engine.view(again!)).toMatchObject({ state: { name: 'done' }, isAlreadyThere: false })
  })
})

describe('a disk that is full', () => {
  it('stops everything, says so once, and everything continues when there is room', async () => {
    const store = await testStore()
    const folder = await tempFolder()
    const opened = openJournal(folder)
    if (!opened.ok) throw new Error()
    let isFull = false
    let writes = 0
    const guard =
      <A extends unknown[], R>(write: (...args: A) => R) =>
      (...args: A): R => {
        writes += 1
        if (writes === 12) isFull = true
        if (isFull) throw new ProblemError(problem('disk-full', {}, 'database or disk is full'))
        return write(...args)
      }
    const { value: journal } = opened
    const engine = await testEngine({
      url: store.url,
      folder,
      journal: {
        ...journal,
        save: guard(journal.save),
        saveSource: guard(journal.saveSource),
        saveSetting: guard(journal.saveSetting),
      },
    })
    const files = await tempFolder()
    for (let n = 1; n <= 5; n += 1) await clip('picture.mp4', files, `${n}.mp4`)
    const ids = await engine.addPaths(files)
    await engine.untilHeld()
    expect(engine.hold()).toMatchObject({ problem: { code: 'disk-full' } })
    expect(ids.some((id) => engine.state(id).name === 'failed')).toBe(false)
    isFull = false
    await engine.lookNow()
    await engine.untilLetGo()
    await engine.atRest()
    expect(ids.map((id) => engine.state(id).name)).toEqual(ids.map(() => 'done'))
    expect(await store.list('/flows')).toHaveLength(5)
  })
})

describe('a journal that is damaged', () => {
  async function journalOf(count: number) {
    const store = await testStore()
    const folder = await tempFolder()
    const engine = await testEngine({ url: store.url, folder })
    const files = await tempFolder()
    for (let n = 1; n <= count; n += 1) await clip('picture.mp4', files, `${n}.mp4`)
    const ids = await engine.addPaths(files)
    await engine.atRest()
    await engine.close()
    return { store, folder, ids }
  }

  it('is set aside, and what can be read of it continues', async () => {
    const { store, folder, ids } = await journalOf(40)
    const path = join(folder, 'framehaul.sqlite')
    const db = new DatabaseSync(path)
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    db.close()
    // A bad sector in the middle of the file.
    const { size } = await stat(path)
    const file = await open(path, 'r+')
    await file.write(Buffer.alloc(8192, 0xa5), 0, 8192, Math.floor(size / 2 / 4096) * 4096)
    await file.close()
    const journal = openJournal(folder)
    if (!journal.ok) throw new Error(journal.problem.detail)
    expect(journal.value.damage).toMatchObject({ code: 'queue-damaged' })
    const kept = journal.value.load()
    expect(kept.length).toBeGreaterThan(0)
    expect(kept.every((it) => ids.includes(it.id))).toBe(true)
    journal.value.close()
    expect((await readdir(folder)).filter((it) => it.startsWith('damaged-')).length).toBeGreaterThan(0)
    const again = await testEngine({ url: store.url, folder })
    await again.atRest()
    expect(again.items().every((it) => it.life.state.name === 'done')).toBe(true)
  })

  it('is replaced where nothing of it can be read', async () => {
    const { folder } = await journalOf(1)
    await writeFile(join(folder, 'framehaul.sqlite'), 'this is no database, it is a letter'.repeat(1000))
    const journal = openJournal(folder)
    expect(journal).toMatchObject({ ok: true, value: { damage: { code: 'queue-damaged' } } })
    if (journal.ok) {
      expect(journal.value.load()).toEqual([])
      journal.value.close()
    }
  })

  it('does not lead to a second upload: the store says itself what it has', async () => {
    const { store, folder } = await journalOf(2)
    await writeFile(join(folder, 'framehaul.sqlite'), 'this is no database, it is a letter'.repeat(1000))
    for (const suffix of ['-wal', '-shm']) await rm(join(folder, `framehaul.sqlite${suffix}`), { force: true })
    const engine = await testEngine({ url: store.url, folder, upload: { duplicates: 'ask' } })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder(), 'again.mp4'))
    await engine.atRest()
    expect(engine.state(id!)).toMatchObject({ problem: { code: 'duplicate' } })
    expect(await store.list('/flows')).toHaveLength(2)
  })

  it('passes over nothing for which only samples speak', async () => {
    const { store, folder } = await journalOf(1)
    await writeFile(join(folder, 'framehaul.sqlite'), 'this is no database, it is a letter'.repeat(1000))
    for (const suffix of ['-wal', '-shm']) await rm(join(folder, `framehaul.sqlite${suffix}`), { force: true })
    const engine = await testEngine({ url: store.url, folder, upload: { duplicates: 'skip' } })
    const [id] = await engine.addPaths(await clip('picture.mp4', await tempFolder(), '1.mp4'))
    await engine.atRest()
    expect(engine.view(id!)).toMatchObject({ state: { name: 'done' }, isAlreadyThere: false })
    expect(await store.list(`/flows/${engine.view(id!).flowId}/segments`)).toHaveLength(1)
  })

  it('loses only the item that makes no sense', async () => {
    const { folder } = await journalOf(3)
    const db = new DatabaseSync(join(folder, 'framehaul.sqlite'))
    db.exec("UPDATE items SET state = '{broken' WHERE name = '2.mp4'")
    db.close()
    const journal = openJournal(folder)
    if (!journal.ok) throw new Error()
    expect(journal.value.load().map((it) => it.name)).toEqual(['1.mp4', '3.mp4'])
    journal.value.close()
  })

  it('of an earlier version is brought up to date', async () => {
    const { folder, ids } = await journalOf(1)
    const db = new DatabaseSync(join(folder, 'framehaul.sqlite'))
    db.exec(
      `ALTER TABLE items DROP COLUMN fingerprint;
       ALTER TABLE items DROP COLUMN troubles;
       DROP TABLE history;
       DROP TABLE objects;
       DROP TABLE watched;
       DROP TABLE uploads;
       PRAGMA user_version = 1`,
    )
    db.close()
    const journal = openJournal(folder)
    expect(journal).toMatchObject({ ok: true, value: { damage: null } })
    if (journal.ok) {
      expect(journal.value.load().map((it) => it.id)).toEqual(ids)
      journal.value.close()
    }
  })
})

describe('a large file', () => {
  it('does not hold up small ones that wait behind it', async () => {
    const store = await testStore()
    const order: string[] = []
    const big = Promise.withResolvers<null>()
    const engine = await testEngine({
      url: store.url,
      concurrency: 2,
      ports: {
        put: async (what) => {
          if (what.length < 1024 ** 3) {
            order.push(what.path.slice(-5))
            if (order.length === 3) big.resolve(null)
            return putObject(what)
          }
          await big.promise
          return failed(problem('store-too-large'))
        },
      },
    })
    const { largeClip } = await import('../helpers/clips.ts')
    const folder = await tempFolder()
    const large = await Promise.all([1, 2, 3].map((n) => largeClip(folder, `large-${n}.mp4`, 1024 ** 3 + n)))
    const small = await Promise.all([1, 2, 3].map((n) => clip('picture.mp4', folder, `${n}.mp4`)))
    await engine.addPaths(...large, ...small)
    await engine.atRest()
    expect(order).toHaveLength(3)
  })
})
