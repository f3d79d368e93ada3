import { describe, expect, it } from 'vitest'
import { inOrder } from '../../src-main/cli/in-order.ts'

describe('work on some items at a time', () => {
  it.each([1, 2, 7])('gives its results in the order of the items, and begins no more than %s', async (atOnce) => {
    const ends: (() => void)[] = []
    let most = 0
    let running = 0
    const work = async (item: number) => {
      running += 1
      most = Math.max(most, running)
      // The one that began last ends first.
      await new Promise<void>((resolve) => {
        ends.push(resolve)
        setImmediate(() => setImmediate(() => ends.pop()?.()))
      })
      running -= 1
      return item * 10
    }
    const seen: (readonly [number, number])[] = []
    for await (const pair of inOrder([1, 2, 3, 4, 5], work, atOnce)) seen.push(pair)
    expect(seen).toEqual([1, 2, 3, 4, 5].map((it) => [it, it * 10]))
    expect(most).toBe(Math.min(atOnce, 5))
  })
})
