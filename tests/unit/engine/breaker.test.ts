import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBreaker } from '../../../src-main/engine/servers/breaker.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { handClock } from '../../helpers/hand-clock.ts'

function breakerWith(server: () => Problem | null, isListening: (url: string) => boolean = () => true) {
  const clock = handClock()
  const heard: (string | null)[] = []
  let looks = 0
  const breaker = createBreaker({
    clock,
    random: () => 1,
    isListening: (url) => Promise.resolve(isListening(url)),
    checkServer: () => {
      looks += 1
      return Promise.resolve(server())
    },
    onHoldChange: (hold) => heard.push(hold?.problem.code ?? null),
  })
  return { breaker, clock, heard, looks: () => looks }
}

const gone = problem('server-unreachable', { host: 'h' })
const notSeen = { step: 'media', wasServer: false, store: null } as const

describe('the breaker', () => {
  it('leaves trouble of one item to the item where the server is well', async () => {
    const { breaker } = breakerWith(() => null)
    expect(await breaker.judge('a', problem('connection-lost'), notSeen)).toBe('item')
    expect(await breaker.judge('a', problem('file-changed'), notSeen)).toBe('item')
    expect(breaker.hold()).toBeNull()
  })

  it('holds everything where the server is away, after one look for many items', async () => {
    const { breaker, looks, heard } = breakerWith(() => gone)
    const verdicts = await Promise.all(
      ['a', 'b', 'c', 'd'].map((id) => breaker.judge(id, problem('connection-lost'), notSeen)),
    )
    expect(verdicts).toEqual(['everybody', 'everybody', 'everybody', 'everybody'])
    expect(looks()).toBe(1)
    expect(heard).toEqual(['server-unreachable'])
  })

  it('looks again less and less often, at least twice a minute, and lets go when the server is back', async () => {
    let isBack = false
    const { breaker, clock, heard, looks } = breakerWith(() => (isBack ? null : gone))
    await breaker.judge('a', gone, notSeen)
    const gaps: number[] = []
    for (let n = 0; n < 8; n += 1) gaps.push(await clock.next())
    expect(gaps).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    isBack = true
    await clock.next()
    expect(breaker.hold()).toBeNull()
    expect(looks()).toBe(10)
    expect(heard.at(-1)).toBeNull()
  })

  it('ends its look at an object store when it is closed', async () => {
    const looking = Promise.withResolvers<AbortSignal>()
    const breaker = createBreaker({
      clock: handClock(),
      random: () => 1,
      isListening: (_, signal) => {
        looking.resolve(signal)
        return new Promise(() => undefined)
      },
      checkServer: () => Promise.resolve(null),
      onHoldChange: () => undefined,
    })
    void breaker.judge('a', problem('connection-lost'), { ...notSeen, store: 'http://store' })
    const signal = await looking.promise
    expect(signal.aborted).toBe(false)
    breaker.close()
    expect(signal.aborted).toBe(true)
  })

  it('does not hold an item to account while everything is held', async () => {
    const { breaker } = breakerWith(() => gone)
    await breaker.judge('a', gone, notSeen)
    expect(await breaker.judge('b', problem('stalled'), notSeen)).toBe('everybody')
    expect(await breaker.judge('b', problem('file-changed'), notSeen)).toBe('item')
  })

  it('holds for the object store too, where nothing answers there', async () => {
    let isThere = false
    const { breaker, clock } = breakerWith(
      () => null,
      () => isThere,
    )
    expect(
      await breaker.judge('a', problem('store-unreachable', { host: 's' }), { ...notSeen, store: 'https://s' }),
    ).toBe('everybody')
    isThere = true
    await clock.next()
    expect(breaker.hold()).toBeNull()
  })

  it('holds where a proxy or load balancer says 503 to everybody, and not where it said so once', async () => {
    const nobodyHome = problem('server-busy', { status: 503 })
    let isThere = false
    const { breaker, clock, heard } = breakerWith(() => (isThere ? null : nobodyHome))
    expect(await breaker.judge('a', nobodyHome, notSeen)).toBe('everybody')
    expect(breaker.hold()).toMatchObject({ problem: nobodyHome, needsPerson: false })
    isThere = true
    await clock.next()
    expect(heard).toEqual(['server-busy', null])
    expect(await breaker.judge('a', nobodyHome, notSeen)).toBe('item')
  })

  it.each(['connection-lost', 'stalled', 'http-broken', 'store-error'] as const)(
    'holds for an object store that is away, whatever an item met of it (%s)',
    async (code) => {
      const asked: string[] = []
      let isThere = false
      const { breaker, clock } = breakerWith(
        () => null,
        (url) => {
          asked.push(url)
          return isThere
        },
      )
      const store = 'https://store.example:9000/bucket/piece'
      expect(await breaker.judge('a', problem(code), { ...notSeen, store })).toBe('everybody')
      expect(breaker.hold()?.problem).toMatchObject(
        code === 'store-error' ? { code } : { code: 'store-unreachable', values: { host: 'store.example:9000' } },
      )
      expect(asked).toEqual([store])
      isThere = true
      await clock.next()
      expect(breaker.hold()).toBeNull()
      expect(await breaker.judge('a', problem(code), { ...notSeen, store })).toBe('item')
    },
  )

  it('waits for a person where the object store is full', async () => {
    const { breaker } = breakerWith(() => null)
    const full = problem('store-full')
    const verdicts: string[] = []
    for (const id of ['a', 'b', 'c']) verdicts.push(await breaker.judge(id, full, notSeen))
    expect(verdicts).toEqual(['item', 'item', 'everybody'])
    expect(breaker.hold()).toMatchObject({ problem: full, needsPerson: true })
  })

  it('waits for a person after three refusals alike in a row, and believes who says it is mended', async () => {
    const { breaker } = breakerWith(() => null)
    const refused = problem('store-missing')
    expect(await breaker.judge('a', refused, notSeen)).toBe('item')
    expect(await breaker.judge('a', refused, notSeen)).toBe('item')
    expect(await breaker.judge('b', refused, notSeen)).toBe('item')
    expect(await breaker.judge('c', refused, notSeen)).toBe('everybody')
    expect(breaker.hold()).toMatchObject({ needsPerson: true })
    await breaker.checkNow()
    expect(breaker.hold()).toBeNull()
  })

  it('forgets such a row when something went well', async () => {
    const { breaker } = breakerWith(() => null)
    await breaker.judge('a', problem('store-missing'), notSeen)
    await breaker.judge('b', problem('store-missing'), notSeen)
    breaker.wentWell('media')
    expect(await breaker.judge('c', problem('store-missing'), notSeen)).toBe('item')
  })

  describe('with looks that overlap', () => {
    /** A breaker whose looks at the server end when the test says so, in any order. */
    function slowLooks() {
      const looks: PromiseWithResolvers<Problem | null>[] = []
      const clock = handClock()
      const breaker = createBreaker({
        clock,
        random: () => 1,
        isListening: () => Promise.resolve(true),
        checkServer: () => {
          const look = Promise.withResolvers<Problem | null>()
          looks.push(look)
          return look.promise
        },
        onHoldChange: () => undefined,
      })
      const answer = async (look: number, found: Problem | null) => {
        looks[look]?.resolve(found)
        for (let n = 0; n < 20; n += 1) await Promise.resolve()
      }
      return { breaker, clock, looks, answer }
    }
    const wasSeen = { ...notSeen, wasServer: true }

    it('believes a person who says that it is mended while it is being looked at', async () => {
      const untrusted = problem('server-certificate', { host: 'h' })
      const { breaker, clock, answer } = slowLooks()
      await breaker.judge('a', untrusted, wasSeen)
      await clock.next()
      const mended = breaker.checkNow()
      await answer(1, null)
      await answer(0, untrusted)
      await mended
      expect(breaker.hold()).toBeNull()
    })

    it('does not let a person wait for an older look that hangs, nor is its answer news when it comes', async () => {
      const { breaker, clock, answer } = slowLooks()
      await breaker.judge('a', gone, wasSeen)
      await clock.next()
      const now = breaker.checkNow()
      await answer(1, null)
      await answer(2, null)
      await now
      expect(breaker.hold()).toBeNull()
      await answer(0, gone)
      expect(breaker.hold()).toBeNull()
    })

    it('takes what the later look found for an item that asked before it', async () => {
      const { breaker, clock, answer } = slowLooks()
      const verdict = breaker.judge('a', problem('connection-lost'), notSeen)
      await breaker.judge('b', gone, wasSeen)
      await clock.next()
      await answer(1, null)
      await answer(0, gone)
      expect(await verdict).toBe('item')
      expect(breaker.hold()).toBeNull()
    })

    it('looks again although a look never ends, or ends with a fault', async () => {
      const { breaker, clock, looks, answer } = slowLooks()
      await breaker.judge('a', gone, wasSeen)
      await clock.next()
      await clock.next()
      looks[1]?.reject(new Error('the keychain is locked'))
      await answer(1, null)
      expect(breaker.hold()?.problem).toBe(gone)
      await clock.next()
      await answer(2, null)
      expect(breaker.hold()).toBeNull()
    })

    it('never stays held without anybody who looks, whatever comes in whatever order', async () => {
      const found = [gone, problem('not-authorised'), problem('store-missing'), null]
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(fc.nat(4), fc.nat(3), fc.nat(9)), { maxLength: 20 }), async (steps) => {
          const { breaker, clock, looks } = slowLooks()
          for (const [what, which, turns] of steps) {
            if (what === 0 && breaker.hold()) void clock.next()
            if (what === 1) looks[which]?.resolve(found[which] ?? null)
            if (what === 2) void breaker.checkNow()
            if (what === 3)
              void breaker.judge(String(which), found[which] ?? gone, { ...wasSeen, wasServer: which < 2 })
            if (what === 4) breaker.open(problem('disk-full'), () => Promise.resolve(found[which] ?? null))
            for (let n = 0; n < turns; n += 1) await Promise.resolve()
          }
          if (breaker.hold()) expect(await clock.next()).toBeGreaterThan(0)
        }),
      )
    })
  })
})
