import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makeRoom } from '../../../src-main/engine/queue/positions.ts'

/** The positions of a queue after items came in, each before the so-maniest of the others. */
function after(comings: readonly { readonly at: number; readonly count: number }[], begun: readonly number[]) {
  let changes = 0
  const end = comings.reduce((others, { at, count }) => {
    const { from, positions } = makeRoom(others, at % (others.length + 1), count)
    changes += positions.length - count
    return others.toSpliced(from, positions.length - count, ...positions)
  }, begun)
  return { end, changes }
}

it('whatever comes wherever, each has a place of its own, in order', () => {
  const coming = fc.record({ at: fc.nat(), count: fc.integer({ min: 1, max: 5 }) })
  fc.assert(
    fc.property(fc.array(coming, { maxLength: 200 }), (comings) => {
      const { end } = after(comings, [1, 2, 3])
      expect(end).toHaveLength(3 + comings.reduce((sum, it) => sum + it.count, 0))
      expect(end.every((it, index) => index === 0 || it > end[index - 1]!)).toBe(true)
    }),
  )
})

it('the same gap takes a thousand in, and the others are seldom moved', () => {
  const { end, changes } = after(
    Array.from({ length: 1000 }, () => ({ at: 1, count: 1 })),
    [1, 2, 3],
  )
  expect(new Set(end).size).toBe(1003)
  expect(end.toSorted((a, b) => a - b)).toEqual(end)
  expect(changes).toBeLessThan(4000)
})

it('positions that an earlier version let collide come apart', () => {
  expect(after([{ at: 2, count: 1 }], [1, 1, 1, 1]).end).toEqual([1, 2, 3, 4, 5])
})

it('where there is room nobody else is moved', () => {
  expect(makeRoom([1, 2, 3], 1, 3)).toEqual({ from: 1, positions: [1.25, 1.5, 1.75] })
  expect(makeRoom([1, 2, 3], 0, 2)).toEqual({ from: 0, positions: [-1, 0] })
  expect(makeRoom([1, 2, 3], 3, 1)).toEqual({ from: 3, positions: [4] })
})
