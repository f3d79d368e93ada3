import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countQueue } from '../../../src-renderer/queue/queue-counts.ts'
import {
  idsOf,
  plainWish,
  queueEntries,
  queueFilters,
  queueGroups,
  queueSorts,
  type QueueWish,
} from '../../../src-renderer/queue/queue-view.ts'
import { en } from '../../../src-renderer/words/en.ts'
import { problem } from '../../../src-shared/problems.ts'
import { mapOf, view } from '../../helpers/item-views.ts'

const lines = (order: readonly string[], items: ReturnType<typeof mapOf>, wish: Partial<QueueWish> = {}) =>
  queueEntries(order, items, { ...plainWish, ...wish }).map((it) =>
    it.kind === 'item' ? it.id : `${it.name || it.of}: ${it.ids.join()}`,
  )

describe('the lines of the queue', () => {
  it('have a heading above each series, and none above loose files', () => {
    const items = mapOf(
      view('a'),
      view('b', { series: 'Season 1', batch: 's1' }),
      view('c', { series: 'Season 1', batch: 's1' }),
      view('d', { series: 'Season 2', batch: 's2' }),
    )
    expect(lines(['a', 'b', 'c', 'd'], items)).toEqual(['a', 'Season 1: b,c', 'b', 'c', 'Season 2: d', 'd'])
  })

  it('repeat the heading where another item was moved in between', () => {
    const items = mapOf(view('a', { series: 'S', batch: 's' }), view('x'), view('b', { series: 'S', batch: 's' }))
    expect(lines(['a', 'x', 'b'], items)).toEqual(['S: a', 'a', 'x', 'S: b', 'b'])
  })

  it('bring a series together where another order than the queue’s is wanted', () => {
    const items = mapOf(view('c', { series: 'S', batch: 's' }), view('b'), view('a', { series: 'S', batch: 's' }))
    expect(lines(['c', 'b', 'a'], items, { sort: 'name' })).toEqual(['S: a,c', 'a', 'c', 'b'])
  })

  it('stand under their state, what needs a person first', () => {
    const items = mapOf(
      view('done', { state: { name: 'done', finishedMs: 1 } }),
      view('broken', { state: { name: 'failed', step: null, problem: problem('file-empty') } }),
      view('next', { state: { name: 'queued', step: 'source', attempt: 1 } }),
    )
    expect(lines(['done', 'broken', 'next'], items, { group: 'state' })).toEqual([
      'failed: broken',
      'broken',
      'waiting: next',
      'next',
      'done: done',
      'done',
    ])
  })

  it('are only those that hold every word of a search, wherever it stands', () => {
    const items = mapOf(
      view('Interview_A.mov', { path: '/cards/A001/Interview_A.mov' }),
      view('Interview_B.mov', { path: '/cards/B001/Interview_B.mov' }),
    )
    expect(lines(['Interview_A.mov', 'Interview_B.mov'], items, { search: 'b001 INTERVIEW' })).toEqual([
      'Interview_B.mov',
    ])
  })

  it('of a folded group are not shown', () => {
    const items = mapOf(view('a', { series: 'S', batch: 's' }), view('b', { series: 'S', batch: 's' }))
    expect(lines(['a', 'b'], items, { folded: new Set(['series-s-a']) })).toEqual(['S: a,b'])
  })

  it('are, whatever is wished, items of the queue and each once', () => {
    const states = [{ name: 'done', finishedMs: 1 }, { name: 'paused', step: null }, { name: 'probing' }] as const
    const anyView = fc.record({
      id: fc.uuid(),
      series: fc.constantFrom(null, 'S', 'T'),
      state: fc.constantFrom(...states),
    })
    const anyWish = fc.record({
      search: fc.constantFrom('', 'a', '1'),
      filter: fc.constantFrom(...queueFilters),
      sort: fc.constantFrom(...queueSorts),
      isDescending: fc.boolean(),
      group: fc.constantFrom(...queueGroups),
      folded: fc.constant(new Set<string>()),
    })
    fc.assert(
      fc.property(fc.uniqueArray(anyView, { selector: (it) => it.id }), anyWish, (all, wish) => {
        const items = mapOf(...all.map(({ id, series, state }) => view(id, { series, batch: series ?? id, state })))
        const order = all.map((it) => it.id)
        const shown = idsOf(queueEntries(order, items, wish))
        expect(new Set(shown).size).toBe(shown.length)
        for (const id of shown) expect(order).toContain(id)
        if (wish.search === '' && wish.filter === 'all') expect(shown.length).toBe(order.length)
      }),
    )
  })
})

describe('the sentence on the queue', () => {
  it('says what is done and what is left', () => {
    expect(
      en.queue.sentence(
        countQueue(
          mapOf(
            view('a', { state: { name: 'done', finishedMs: 1 } }),
            view('b'),
            view('c', { state: { name: 'ready' } }),
          ),
        ),
      ),
    ).toBe('1 of 3 done · 1 to go · 1 ready')
  })
})
