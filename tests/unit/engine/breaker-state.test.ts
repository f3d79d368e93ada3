import { describe, expect, it } from 'vitest'
import {
  allIsWell,
  holdOf,
  nextBreakerState,
  type BreakerEvent,
  type BreakerState,
} from '../../../src-main/engine/servers/breaker-state.ts'
import type { Step } from '../../../src-shared/item/steps.ts'
import { problem } from '../../../src-shared/problems.ts'

const gone = problem('server-unreachable', { host: 'h' })
const noBucket = problem('store-missing')
const check = () => Promise.resolve(gone)
const otherCheck = () => Promise.resolve(null)
const at = (atMs: number) => ({ atMs, chance: 1 })

const after = (events: readonly BreakerEvent[], from: BreakerState = allIsWell): BreakerState =>
  events.reduce((state, event, index) => nextBreakerState(state, event, at(index * 1000)), from)

const away = { type: 'away', problem: gone, check, isNews: false } as const
const refused = (id: string) => ({ type: 'refused', id, step: 'media', problem: noBucket }) as const

const wentWell = (step: Step) => ({ type: 'went-well', step }) as const

describe('the states of the breaker', () => {
  it('open when something is away, and close when a look finds nothing wrong', () => {
    const open = after([away])
    expect(holdOf(open)).toMatchObject({ problem: gone, sinceMs: 0, nextLookMs: 1000, needsPerson: false })
    expect(holdOf(after([{ type: 'looked', check, problem: null }], open))).toBeNull()
  })

  it('keep since when it is held, while looks grow rarer', () => {
    const still = { type: 'looked', check, problem: gone } as const
    expect(holdOf(after([away, still, still]))).toMatchObject({ sinceMs: 0, nextLookMs: 2000 + 4000 })
  })

  it('are changed by news only, not by the next item that finds out', () => {
    const open = after([away])
    const full = problem('disk-full')
    expect(nextBreakerState(open, { ...away, problem: noBucket }, at(5))).toBe(open)
    expect(holdOf(nextBreakerState(open, { ...away, problem: full, isNews: true }, at(5)))).toMatchObject({
      problem: full,
      sinceMs: 0,
    })
  })

  it('take no answer of a look that another hold began', () => {
    const open = after([away])
    expect(nextBreakerState(open, { type: 'looked', check: otherCheck, problem: null }, at(5))).toBe(open)
    expect(nextBreakerState(allIsWell, { type: 'looked', check, problem: gone }, at(5))).toBe(allIsWell)
  })

  it('open after three different items were refused alike, not after one item three times', () => {
    expect(after([refused('a'), refused('a'), refused('a')]).name).toBe('closed')
    expect(holdOf(after([refused('a'), refused('b'), refused('c')]))).toMatchObject({
      problem: noBucket,
      needsPerson: true,
    })
    expect(after([refused('a'), refused('b'), wentWell('media'), refused('c')]).name).toBe('closed')
  })

  it('open although the steps before went well with each of the three', () => {
    const before = [wentWell('source'), wentWell('flow'), wentWell('storage')]
    const events = ['a', 'b', 'c'].flatMap((id) => [...before, refused(id)])
    expect(holdOf(after(events))).toMatchObject({ problem: noBucket })
  })

  it('believe a person who says that it is mended, where only a person could mend it', async () => {
    const held = after([refused('a'), refused('b'), refused('c')])
    const mended = nextBreakerState(held, { type: 'mended' }, at(5))
    expect(mended.name === 'open' && (await mended.check())).toBeNull()
    const open = after([away])
    expect(nextBreakerState(open, { type: 'mended' }, at(5))).toBe(open)
  })

  it('change nothing where an event means nothing', () => {
    expect(nextBreakerState(allIsWell, wentWell('media'), at(0))).toBe(allIsWell)
    expect(nextBreakerState(allIsWell, { type: 'mended' }, at(0))).toBe(allIsWell)
    expect(nextBreakerState(allIsWell, { ...refused('a'), problem: problem('file-empty') }, at(0))).toBe(allIsWell)
  })
})
