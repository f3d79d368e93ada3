import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseNext } from '../../../src-main/engine/queue/choose-next.ts'
import { createWaitingLine } from '../../../src-main/engine/queue/waiting-line.ts'

describe('the line of those who wait', () => {
  it('gives them back in the order of the queue, whatever order they came in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer()), (positions) => {
        const line = createWaitingLine(() => true)
        for (const position of positions) line.offer(String(position), position)
        const taken: number[] = []
        for (let id = line.shift(); id !== null; id = line.shift()) taken.push(Number(id))
        expect(taken).toEqual([...positions].sort((a, b) => a - b))
      }),
    )
  })

  it('passes over those who no longer wait, or stand elsewhere now', () => {
    const positions = new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ])
    const line = createWaitingLine(({ id, position }) => positions.get(id) === position)
    for (const [id, position] of positions) line.offer(id, position)
    positions.delete('a')
    positions.set('b', 9)
    line.offer('b', 9)
    expect([line.shift(), line.shift(), line.shift()]).toEqual(['c', 'b', null])
  })
})

describe('who comes next', () => {
  const free = { most: 3, running: 1, largeRunning: 0 }

  it('is whoever stands ahead', () => {
    expect(chooseNext(1, 2, free)).toBe('large')
    expect(chooseNext(3, 2, free)).toBe('small')
    expect(chooseNext(null, 2, free)).toBe('small')
    expect(chooseNext(1, null, free)).toBe('large')
    expect(chooseNext(null, null, free)).toBeNull()
  })

  it('is nobody where every slot is taken', () => {
    expect(chooseNext(1, 2, { most: 3, running: 3, largeRunning: 2 })).toBeNull()
  })

  it('is one small file where large ones hold every slot', () => {
    expect(chooseNext(1, 2, { most: 3, running: 3, largeRunning: 3 })).toBe('small')
    expect(chooseNext(1, 2, { most: 1, running: 1, largeRunning: 1 })).toBe('small')
    expect(chooseNext(1, null, { most: 3, running: 3, largeRunning: 3 })).toBeNull()
    expect(chooseNext(1, 2, { most: 3, running: 4, largeRunning: 3 })).toBeNull()
  })
})
