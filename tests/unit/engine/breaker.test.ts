import { describe, expect, it } from 'vitest'
import { createBreaker } from '../../../src-main/engine/servers/breaker.ts'
import { problem, type Problem } from '../../../src-shared/problems.ts'
import { handClock } from '../../helpers/hand-clock.ts'

function breakerWith(server: () => Problem | null, isListening = () => true) {
  const clock = handClock()
  const heard: (string | null)[] = []
  let looks = 0
  const breaker = createBreaker({
    clock,
    random: () => 1,
    isListening: () => Promise.resolve(isListening()),
    checkServer: () => {
      looks += 1
      return Promise.resolve(server())
    },
    onHoldChange: (hold) => heard.push(hold?.problem.code ?? null),
  })
  return { breaker, clock, heard, looks: () => looks }
}

const gone = problem('server-unreachable', { host: 'h' })
const notSeen = { wasServer: false, store: null }

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
      await breaker.judge('a', problem('store-unreachable', { host: 's' }), { wasServer: false, store: 'https://s' }),
    ).toBe('everybody')
    isThere = true
    await clock.next()
    expect(breaker.hold()).toBeNull()
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
    breaker.wentWell()
    expect(await breaker.judge('c', problem('store-missing'), notSeen)).toBe('item')
  })

  it('looks again where a person said that it is mended while it was being looked at', async () => {
    const untrusted = problem('server-certificate', { host: 'h' })
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
    await breaker.judge('a', untrusted, { wasServer: true, store: null })
    await clock.next()
    const told = breaker.checkNow()
    const [ofTheTimer, ofThePerson] = looks
    ofThePerson?.resolve(null)
    await Promise.resolve()
    await Promise.resolve()
    ofTheTimer?.resolve(untrusted)
    await told
    expect(breaker.hold()).toBeNull()
  })
})
